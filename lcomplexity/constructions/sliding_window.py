"""Construction (c): S tokens per step, one rule for every position (time-invariant).

The chain is the window of the tape, row after row; a cell is the token s, or (q, s) where the head is. The token of a
cell looks back at the row above it: the left neighbour l, the cell c itself, the right neighbour r, and at the token
just before it (for the end). Writing P for the tokens of a row, these are P+1, P, P-1 and 1 positions back.

    c = s                        s: +2, and (q', s): +1 for every state q'
    c = (q, s), the head stays   (nx, wr): +1       c = (q, s), it moves away   wr: +1
    l moves right, r moves left  (nx, s'): +2 for every symbol s'
    the token before is a stopped head, or already the verdict   its verdict: +4

At most one of l, c, r is a head that says something (docs/constructions.md has the argument where rows meet), so the
winner scores 3, 2 or 1 where the runner-up scores one less (a verdict 4 against 3): margin >= 1.

**The ends of the window.** Rows are concatenated, so the cell behind the last of a row is the first of the next, and
a head that leaves at one end would come in at the other. Two safe answers: *plain* rows, when checking all inputs has
shown that no head leaves; or *marked* rows, with a separator # (P = S + 1): a head about to leave makes the separator
``limit``, which ends the chain. c = #: # +2, limit +1; l moves right, or r moves left (which # sees one row early):
limit +2. A chain is then never silently wrong: it answers, or it says limit.

>>> from turing.machine import Machine
>>> flip = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
>>> c = sliding_window(flip, 2, steps=3, window=(0, 3), ending="tape")
>>> from lcomplexity.decoding import decode
>>> chain = decode(c.predictor, c.interface.prompt("01")).chain
>>> c.predictor.vocabulary.text(chain), c.interface.answer(chain)
('1 a:1 _ 1 0 a:_ 1 0 h:_', '10')
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_interface import construction_of
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.schedule import Address, Emit
from lcomplexity.vocabulary import Vocabulary
from turing.machine import Machine
from turing.trace import VERDICTS, Ending, RowTrace

LEFT, CENTRE, RIGHT, BEFORE = range(4)


def sliding_window(
    machine: Machine,
    n: int,
    steps: int,
    window: tuple[int, int],
    ending: Ending = "verdict",
    rows_end: Literal["plain", "marked"] = "plain",
) -> Construction:
    """Return construction (c) for inputs of length ``n``: ``steps`` steps in cells ``window[0] .. window[1]-1``.

    With ``rows_end="plain"`` the caller has checked that no head leaves the window on any input.

    >>> from turing.zoo import zoo
    >>> c = sliding_window(zoo("parity").machine, 2, steps=3, window=(0, 3), rows_end="marked")
    >>> c.predictor.length, c.claims.expression("length")
    (13, rows*(S + 1) + 1)
    """
    form = RowTrace(machine, n, steps, window, ending, rows_end)
    h = LinearPredictor(
        Vocabulary(form.vocabulary),
        n=form.period + 1,
        rules=(_rule(form),),
        schedule=Emit(0, form.length, _addresses(form)),
        stop=frozenset(form.answering.words)
        & frozenset(range(form.first_verdict, form.first_verdict + len(VERDICTS))),
    )
    row = "S" if rows_end == "plain" else "(S + 1)"
    claims = Claims(
        {"rows": form.rows, "S": form.S, "Q": len(form.table.states), "G": len(machine.alphabet)},
        length=("==", f"rows*{row}" + (" + 1" if ending == "verdict" else "")),
        vocabulary=("==", f"G*(Q + 1) + {len(VERDICTS) + (1 if rows_end == 'plain' else 2)}"),
        reads=("==", "4"),
        # Reads of one position (in very narrow windows) never add up: no (token, found) pair has two voters.
        max_weight=("==", "4"),
        margin=(">=", "1"),
    )
    return construction_of("sliding", form, h, claims)


def _addresses(form: RowTrace) -> tuple[Address, ...]:
    # The frame starts at the first token of the chain, position n + 1 after bos and row 0.
    P = form.period
    return tuple(Address(-back, 1, "frame") for back in (P + 1, P, P - 1 or P, 1))


def _rule(form: RowTrace) -> Rule:
    a, G, size = form.table, len(form.machine.alphabet), len(form.vocabulary)
    Q = range(len(a.states))
    tables: list[dict[int, dict[int, int]]] = [defaultdict(lambda: defaultdict(int)) for _ in range(4)]

    def say(slot: int, found: int, token: int, weight: int) -> None:
        tables[slot][found][token] += weight

    for s in range(G):
        say(CENTRE, s, s, 2)
        for q in Q:
            say(CENTRE, s, form.head(q, s), 1)
    limit = form.first_verdict + VERDICTS.index("limit")
    for q in Q:
        for s in range(G):
            head, move = form.head(q, s), int(a.mv[q, s, 0])
            nx, wr = int(a.nx[q, s]), int(a.wr[q, s, 0])
            say(CENTRE, head, wr if move else form.head(nx, wr), 1)
            # In a window of one cell there are no neighbours.
            if move and form.period > 1:
                slot = LEFT if move == 1 else RIGHT
                for neighbour in range(G):
                    say(slot, head, form.head(nx, neighbour), 2)
                if form.rows_end == "marked":
                    say(slot, head, limit, 2)
            if form.ending == "verdict" and a.verdicts[q] != "limit":
                say(BEFORE, head, form.first_verdict + VERDICTS.index(a.verdicts[q]), 4)
    for v in range(form.first_verdict, form.first_verdict + len(VERDICTS)):
        say(BEFORE, v, v, 4)
    if form.rows_end == "marked":
        mark = size - 1
        say(CENTRE, mark, mark, 2)
        say(CENTRE, mark, limit, 1)
    reads = tuple(Read(slot, table) for slot, table in enumerate(tables))
    return Rule((Coordinate(tuple(range(size)), reads),))
