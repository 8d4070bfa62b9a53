"""The text of Anthony Morphett's simulator: lines ``state symbol newsymbol direction newstate``.

``_`` is the blank, ``*`` any symbol or state (read) or no change (written), ``;`` starts a comment, a ``!`` at
the end of a line is a breakpoint. The start state is ``0``. A state whose name begins with ``halt``, in any
case, halts; ``halt-accept`` and ``halt-reject`` at the beginning mean what they say.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

from turing.formats.correspondence import Correspondence, distinct
from turing.formats.expressible import (
    halting_verdict,
    refusal,
    require_characters,
    require_one_tape,
    require_verdicts,
    unmentioned,
)
from turing.formats.faults import fault, pair, shown
from turing.machine import Machine, Move, Rule

NAME = "morphett"
BLANK = "_"
START = "0"
#: The most rules that wildcards may stand for.
MAX_RULES = 200_000

_MOVES: dict[str, Move] = {"l": "L", "r": "R", "*": "S"}
_TAPE = re.compile(r";.*\$INITIAL_TAPE:? *(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    state: str
    read: str
    write: str
    move: Move
    target: str


def _halts(state: str) -> bool:
    return state[:4].lower() == "halt"


def load(text: str, name: str = "machine", source: str = "machine") -> Machine:
    """Return the machine of a Morphett text; policy ``missing-halts``, wildcards expanded over the symbols seen.

    Symbols seen are those of the rules and of ``$INITIAL_TAPE``. A second rule for the same state and symbol, a
    rule for a halting state, and a state that is entered, has no rules and does not begin with ``halt`` (the
    machine halts there) each give a warning. Raises :class:`MachineError` naming line, state and symbol.

    >>> M = load("0 1 * r *  ; skip the ones\\n0 _ 1 * halt"); print(*M.rules)
    (0, _) -> (1, S, halt) (0, 1) -> (1, R, 0)
    >>> load("0 1 * right 0")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: machine:1: state '0', symbol '1': direction 'right' is unknown; write l, r or * (stay)
    """
    lines = _parsed(text, source)
    table = _table(lines, source)
    tape = example_input_or_none(text) or ""
    states = dict.fromkeys([START])
    symbols = dict.fromkeys([BLANK])
    for line in lines:
        states.update(dict.fromkeys(q for q in (line.state, line.target) if q != "*"))
        symbols.update(dict.fromkeys(s for s in (line.read, line.write) if s != "*"))
    symbols.update(dict.fromkeys(tape))
    rules = _expanded(table, [q for q in states if not _halts(q)], list(symbols), source)
    with_rules = {rule.state for rule in rules}
    if START not in with_rules:
        raise fault(
            source, None, f"{pair(START)}: the start state has no rule; a Morphett machine starts in state '0'"
        )
    halting = [q for q in states if q not in with_rules]
    for q in halting:
        if not _halts(q):
            number = next(line.number for line in lines if line.target == q)
            warnings.warn(
                f"{source}:{number}: {pair(q)}: it has no rules and does not begin with 'halt'; the machine halts there",
                stacklevel=2,
            )
    inputs = tuple(s for s in symbols if s != BLANK or BLANK in tape)
    return Machine(
        name,
        tuple(states),
        tuple(symbols),
        BLANK,
        inputs,
        START,
        tuple(rules),
        frozenset(q for q in halting if q.lower().startswith("halt-accept")),
        frozenset(q for q in halting if q.lower().startswith("halt-reject")),
        frozenset(halting),
        "missing-halts",
    )


def _parsed(text: str, source: str) -> list[_Line]:
    found: list[_Line] = []
    for number, raw in enumerate(text.split("\n"), 1):
        words = raw.split(";", 1)[0].split()
        if len(words) == 6 and words[-1] == "!":
            words.pop()
        if not words:
            continue
        if len(words) != 5:
            raise fault(
                source,
                number,
                f"expected 'state symbol newsymbol direction newstate', got {len(words)} word(s): "
                f"{shown(' '.join(words))}",
            )
        state, read, write, direction, target = words
        for kind, symbol in (("symbol", read), ("new symbol", write)):
            if len(symbol) != 1:
                raise fault(
                    source,
                    number,
                    f"{pair(state, read)}: {kind} {shown(symbol)} is {len(symbol)} characters long; "
                    "a symbol is one character",
                )
        if direction.lower() not in _MOVES:
            raise fault(
                source,
                number,
                f"{pair(state, read)}: direction {shown(direction)} is unknown; write l, r or * (stay)",
            )
        found.append(_Line(number, state, read, write, _MOVES[direction.lower()], target))
    if not found:
        raise fault(source, None, "there is no rule; write lines 'state symbol newsymbol direction newstate'")
    return found


def _table(lines: list[_Line], source: str) -> dict[tuple[str, str], _Line]:
    table: dict[tuple[str, str], _Line] = {}
    for line in lines:
        where = pair(line.state, line.read)
        if _halts(line.state):
            warnings.warn(
                f"{source}:{line.number}: {where}: a state beginning with 'halt' halts; the rule never applies",
                stacklevel=3,
            )
            continue
        first = table.get((line.state, line.read))
        if first is not None:
            warnings.warn(
                f"{source}:{line.number}: {where}: line {first.number} has a rule for the same pair; the last one counts",
                stacklevel=3,
            )
        table[line.state, line.read] = line
    return table


def _expanded(table: dict[tuple[str, str], _Line], states: list[str], symbols: list[str], source: str) -> list[Rule]:
    """Return a rule for each pair that the table covers: its own row first, then (q, *), (*, s) and (*, *)."""
    own: dict[str, list[str]] = {}
    for q, s in table:
        own.setdefault(q, []).append(s)
    rules: list[Rule] = []
    for q in states:
        read = symbols if (q, "*") in table or "*" in own else own.get(q, [])
        if len(rules) + len(read) > MAX_RULES:
            raise fault(source, None, f"the wildcards stand for more than {MAX_RULES} rules; write fewer of them")
        for s in read:
            keys = ((q, s), (q, "*"), ("*", s), ("*", "*"))
            line = next((table[key] for key in keys if key in table), None)
            if line is not None:
                write = s if line.write == "*" else line.write
                rules.append(Rule(q, (s,), (write,), (line.move,), q if line.target == "*" else line.target))
    return rules


def example_input_or_none(text: str) -> str | None:
    """Return the text after ``$INITIAL_TAPE:`` as a tape: blanks as ``_``, a head marker at the front dropped.

    Returns ``None`` without such a comment, and where the marker ``*`` puts the head inside the tape: an input
    of ours stands under the head and to the right of it.

    >>> example_input_or_none("; $INITIAL_TAPE: 11 01\\n0 0 0 r halt"), example_input_or_none("; $INITIAL_TAPE: 1*0")
    ('11_01', None)
    """
    match = _TAPE.search(text)
    if match is None:
        return None
    tape = match[1].strip().replace(" ", BLANK).removeprefix("*")
    return tape if tape and "*" not in tape else None


def correspondence(machine: Machine) -> Correspondence:
    """Return the names in the text: the start is ``0``, the blank ``_``, halting states begin with ``halt``.

    >>> correspondence(Machine.of("M", "go 1 1 R yes", start="go", accepting=["yes"])).states
    {'go': '0', 'yes': 'halt-accept-yes'}
    """

    def wish(state: str) -> str:
        name = "-".join(state.replace(";", ",").split()) or "q"
        if state == machine.start:
            return START
        if state not in machine.halting:
            return f"q-{name}" if _halts(name) or name in ("*", START) else name
        verdict = halting_verdict(machine, state)
        if verdict != "halt":
            return name if name.lower().startswith(f"halt-{verdict}") else f"halt-{verdict}-{name}"
        plain = name if _halts(name) else f"halt-{name}"
        # A plain halting state must not read like one that accepts or rejects.
        return f"halt-in-{name}" if plain.lower().startswith(("halt-accept", "halt-reject")) else plain

    found = distinct((q, wish(q)) for q in sorted(machine.states, key=lambda q: q != machine.start))
    return Correspondence(
        {q: found[q] for q in machine.states},
        {s: BLANK if s == machine.blank else s for s in machine.alphabet},
    )


def dump(machine: Machine) -> str:
    """Return the machine as Morphett text; names follow :func:`correspondence`.

    Input symbols that no rule mentions are kept by an ``$INITIAL_TAPE`` comment. Raises :class:`MachineError`
    for what the text cannot say: more tapes than one, symbols that are not one character or have a meaning
    (``_``, ``*``, ``;``, white space), a missing rule that does not mean ``halt``, a start state that halts.

    >>> print(dump(Machine.of("M", "go 1 _ S end", "go _ _ R end", start="go", halting=["end"])), end="")
    0 _ _ r halt-end
    0 1 _ * halt-end
    """
    require_one_tape(machine, NAME)
    require_characters(machine, NAME, [s for s in machine.alphabet if s in ("_", "*", ";") or not s.split()])
    require_verdicts(machine, NAME, ["halt", "accept", "reject"], "halt")
    if machine.start in machine.halting:
        raise refusal(machine, NAME, f"{pair(machine.start)}: the start state halts and the format's state 0 cannot")
    names = correspondence(machine)
    lines = []
    kept = "".join(names.symbols[s] for s in unmentioned(machine))
    if kept:
        lines.append(f"; $INITIAL_TAPE: {kept}")
    directions = {"L": "l", "R": "r", "S": "*"}
    for rule in machine.rules:
        read, write = names.symbols[rule.read[0]], names.symbols[rule.write[0]]
        move, target = directions[rule.move[0]], names.states[rule.target]
        lines.append(f"{names.states[rule.state]} {read} {write} {move} {target}")
    return "\n".join(lines) + "\n"
