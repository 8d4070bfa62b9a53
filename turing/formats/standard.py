"""The one-line text of bbchallenge.org: ``1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA``.

Row i is state ``chr('A' + i)``, column j the symbol j; A is the start and 0 the blank. A cell is the digit
written, ``L`` or ``R``, and the letter that follows; ``---`` is undefined, and a letter past the last row halts.
Nick Drozd's spaced form (``1RB 1R_  1LA ...``) is read as well. See docs/formats.md for the conventions.
"""

from __future__ import annotations

import string

from turing.formats.correspondence import Correspondence
from turing.formats.expressible import (
    refusal,
    require_no_stay,
    require_one_tape,
    require_verdicts,
    working,
)
from turing.formats.faults import fault, pair, shown
from turing.machine import Machine, Move, Rule

NAME = "standard"
LETTERS = string.ascii_uppercase
#: The most rows and columns the text can have: one letter is left for halting, and a symbol is one digit.
MAX_STATES = 25
MAX_SYMBOLS = 10

UNDEFINED = ("---", "...")


def load(text: str, name: str = "machine", source: str = "machine") -> Machine:
    """Return the machine of a standard text; policy ``by-state``, every letter past the last row halting.

    Raises :class:`MachineError` naming state and symbol of the offending cell.

    >>> M = load("1RB1RZ_1LA---"); M.states, M.alphabet, sorted(M.halting)
    (('A', 'B', 'Z'), ('0', '1'), ['Z'])
    >>> load("1RB1RZ_1LA1XA")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: machine:1: state 'B', symbol '1': '1XA' moves 'X'; a cell is a digit, L or R, and a letter, or ---
    """
    rows, line = _rows(text, source)
    columns = len(rows[0])
    last = LETTERS[: len(rows)]
    rules: list[Rule] = []
    halts: list[str] = []
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if cell in UNDEFINED:
                continue
            rule = _rule(cell, LETTERS[i], j, columns, source, line)
            rules.append(rule)
            if rule.target not in last:
                halts.append(rule.target)
    _refuse_empty_rows(rules, rows, source, line)
    symbols = tuple(str(j) for j in range(columns))
    halting = tuple(dict.fromkeys(sorted(halts)))
    return Machine(
        name, tuple(last) + halting, symbols, "0", symbols[1:], "A", tuple(rules), halting=frozenset(halting)
    )


def _rows(text: str, source: str) -> tuple[list[list[str]], int]:
    """Return the cells row by row and the number of the line they stand on."""
    lines = [(n, line.strip()) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    number, machine = lines[0]
    if len(lines) > 1:
        raise fault(source, lines[1][0], "there is a second line; the format has one machine, on one line, a file")
    spaced = " " in machine
    rows: list[list[str]] = []
    for i, row in enumerate(machine.split("  ") if spaced else machine.split("_"), 1):
        cells = row.strip().split(" ") if spaced else [row[j : j + 3] for j in range(0, len(row), 3)] or [""]
        for cell in cells:
            if len(cell) != 3:
                raise fault(
                    source,
                    number,
                    f"row {i}: {shown(cell)} is not a cell of three characters; a row is cells such as 1RB or ---",
                )
        if rows and len(cells) != len(rows[0]):
            raise fault(
                source,
                number,
                f"row {i} has {len(cells)} cells and row 1 has {len(rows[0])}; give every row one cell a symbol",
            )
        rows.append(cells)
    if len(rows) > MAX_STATES:
        raise fault(source, number, f"there are {len(rows)} rows; the format has at most {MAX_STATES} states")
    if len(rows[0]) > MAX_SYMBOLS:
        raise fault(source, number, f"a row has {len(rows[0])} cells; the format has at most {MAX_SYMBOLS} symbols")
    return rows, number


def _rule(cell: str, state: str, column: int, columns: int, source: str, line: int) -> Rule:
    write, move, target = cell[0], cell[1], cell[2]
    form = "a cell is a digit, L or R, and a letter, or ---"
    where = pair(state, str(column))
    if write not in string.digits:
        raise fault(source, line, f"{where}: {shown(cell)} writes {shown(write)}; {form}")
    if int(write) >= columns:
        raise fault(
            source,
            line,
            f"{where}: {shown(cell)} writes '{write}', which has no column; the symbols are 0 to {columns - 1}",
        )
    if move not in ("L", "R"):
        raise fault(source, line, f"{where}: {shown(cell)} moves {shown(move)}; {form}")
    if target not in LETTERS and target != "_":
        raise fault(source, line, f"{where}: {shown(cell)} goes to {shown(target)}; {form}")
    direction: Move = "L" if move == "L" else "R"
    return Rule(state, (str(column),), (write,), (direction,), target)


def _refuse_empty_rows(rules: list[Rule], rows: list[list[str]], source: str, line: int) -> None:
    """A state without any rule would end a run with ``halt``, and ``---`` must end it with ``undefined``."""
    defined = {rule.state for rule in rules}
    entered = {"A"} | {rule.target for rule in rules}
    for state in LETTERS[: len(rows)]:
        if state in entered and state not in defined:
            raise fault(
                source,
                line,
                f"{pair(state)}: every cell of its row is undefined and the state is entered; define one of them, "
                "or halt with a letter past the last row",
            )


def correspondence(machine: Machine) -> Correspondence:
    """Return the names in the text: states A, B, .. with the start first, halting states Z, Y, ..; symbols 0, 1, ..

    Halting states that are letters past the last row already keep theirs.
    A machine whose symbols are digits with blank 0 keeps them; otherwise the blank is 0 and the others follow
    in the machine's order. Raises :class:`MachineError` for more than 25 states, 26 with the halting states, or
    10 symbols.

    >>> correspondence(Machine.of("M", "go x _ R end", start="go", halting=["end"])).symbols
    {'_': '0', 'x': '1'}
    """
    rows = sorted(working(machine), key=lambda q: q != machine.start)
    halts = [q for q in machine.states if q in machine.halting]
    if len(rows) > MAX_STATES:
        raise refusal(machine, NAME, f"it has {len(rows)} states and the format has at most {MAX_STATES}")
    if len(rows) + len(halts) > len(LETTERS):
        raise refusal(
            machine,
            NAME,
            f"it has {len(rows)} states and {len(halts)} halting states, and the format has 26 letters for both",
        )
    if len(machine.alphabet) > MAX_SYMBOLS:
        raise refusal(
            machine, NAME, f"it has {len(machine.alphabet)} symbols and the format has at most {MAX_SYMBOLS}"
        )
    if machine.blank == "0" and all(len(s) == 1 and s in string.digits for s in machine.alphabet):
        symbols = {s: s for s in machine.alphabet}
    else:
        ordered = sorted(machine.alphabet, key=lambda s: s != machine.blank)
        symbols = {s: str(j) for j, s in enumerate(ordered)}
    free = LETTERS[len(rows) :]
    letters = halts if all(len(q) == 1 and q in free for q in halts) else list(reversed(free))
    states = dict(zip(rows, LETTERS, strict=False)) | dict(zip(halts, letters, strict=False))
    return Correspondence(states, symbols)


def dump(machine: Machine) -> str:
    """Return the machine as one line of standard text; names follow :func:`correspondence`.

    Raises :class:`MachineError` for what the text cannot say: more tapes than one, stay moves, accepting or
    rejecting states, a missing rule that means something else than ``undefined``, a start state that halts.

    >>> dump(load("1RB1RZ_1LA---"))
    '1RB1RZ_1LA---\\n'
    """
    require_one_tape(machine, NAME)
    require_no_stay(machine, NAME)
    require_verdicts(machine, NAME, ["halt"], "undefined")
    if machine.start in machine.halting:
        raise refusal(machine, NAME, f"{pair(machine.start)}: the start state halts and the format's state A cannot")
    names = correspondence(machine)
    columns = max(int(digit) for digit in names.symbols.values()) + 1
    table = [["---"] * columns for _ in working(machine)]
    for rule in machine.rules:
        i, j = LETTERS.index(names.states[rule.state]), int(names.symbols[rule.read[0]])
        table[i][j] = names.symbols[rule.write[0]] + rule.move[0] + names.states[rule.target]
    return "_".join("".join(row) for row in table) + "\n"
