"""The universal machine: writing a guest down for it, and reading its tape.

The tape is ``PROGRAM#GUEST``; ``machines/universal.tm`` describes it in full. A guest has one tape and at most three
tape symbols: its blank is written ``B`` and the others ``0`` and ``1`` in the order of its alphabet, except that with
two symbols the other one is ``1``.

>>> from turing.machine import Machine
>>> flip = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S yes", start="a", accepting=["yes"])
>>> encode(flip, "01")
':BSY,1R,0R#01'
>>> decode(flip, "@BSY,1R,0R#10B")
Guest(state='a', cells=('1', '0', '_'))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from turing.errors import MachineError
from turing.machine import Machine, Rule, symbols
from turing.zoo.beavers import BEAVERS
from turing.zoo.deciders import DECIDERS
from turing.zoo.entry import ZooEntry
from turing.zoo.transducers import TRANSDUCERS

#: Zoo machines that the entry's inputs have as guests.
GUESTS = ("bb2", "bb3", "bb3_ones", "parity", "mod3", "increment")


class Guest(NamedTuple):
    """A guest as it stands on the universal machine's tape: its state, and its cells from the leftmost visited one.

    Once the guest has halted, ``state`` is the state whose rule was the last.

    >>> Guest("a", ("1", "_")).cells
    ('1', '_')
    """

    state: str
    cells: tuple[str, ...]


def letters(guest: Machine) -> Mapping[str, str]:
    """Return the letter ``B``, ``0`` or ``1`` of each guest symbol.

    Raises :class:`MachineError` for a guest with several tapes or more than three symbols.

    >>> letters(Machine.of("M", "a x x R a", start="a"))
    {'_': 'B', 'x': '1'}
    """
    others = [s for s in guest.alphabet if s != guest.blank]
    if guest.tapes != 1:
        raise MachineError(f"{guest.name}: {guest.tapes} tapes; a guest of the universal machine has one tape")
    if len(others) > 2:
        raise MachineError(
            f"{guest.name}: tape symbol {others[2]!r}: a guest of the universal machine has at most two symbols "
            f"beside the blank, not {len(others)}"
        )
    return {guest.blank: "B"} | dict(zip(others, "01" if len(others) == 2 else "1", strict=False))


def encode(guest: Machine, x: str) -> str:
    """Return the input that makes the universal machine run ``guest`` on ``x``.

    Where the guest has no rule the universal machine halts, whatever the guest's policy. Raises
    :class:`MachineError` as :func:`letters` does, for an input symbol outside the guest's input alphabet, for the
    blank in the input and for a guest whose start state halts.

    >>> from turing.zoo import zoo
    >>> encode(zoo("bb2").machine, "")
    ':1R+,.,1L+:1L-,.,1R.#'
    """
    code = letters(guest)
    word = symbols(guest, x)
    if guest.blank in word:
        raise MachineError(f"{guest.name}: input holds the blank {guest.blank!r}; a guest's input has none")
    if guest.start in guest.halting:
        raise MachineError(f"{guest.name}: start state {guest.start!r} halts at once; a guest makes a step")
    order = _order(guest)
    read = {letter: s for s, letter in code.items()}
    blocks = []
    for here, state in enumerate(order):
        rules = (guest.delta.get((state, (read[letter],))) if letter in read else None for letter in "B01")
        blocks.append(":" + ",".join("." if r is None else _rule(guest, r, code, order, here) for r in rules))
    return "".join(blocks) + "#" + "".join(code[s] for s in word)


def decode(guest: Machine, tape: str) -> Guest:
    """Return the guest that a tape of the universal machine holds, given the machine that was encoded.

    Raises :class:`MachineError` for a tape that is not one the universal machine leaves.

    >>> decode(Machine.of("M", "a 1 1 R a", start="a"), "11")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: tape '11' is not a universal machine's: it needs one @ and one # behind it
    """
    program, mark, cells = tape.partition("#")
    symbol = {letter: s for s, letter in letters(guest).items()}
    blocks = [c for c in program if c in ":@"]
    order = _order(guest)
    if not mark or blocks.count("@") != 1:
        raise MachineError(
            f"{guest.name}: tape {tape!r} is not a universal machine's: it needs one @ and one # behind it"
        )
    if len(blocks) != len(order):
        raise MachineError(
            f"{guest.name}: tape {tape!r} holds a program of {len(blocks)} states, but this guest has {len(order)}"
        )
    for c in cells:
        if c not in symbol:
            raise MachineError(
                f"{guest.name}: tape {tape!r}: {c!r} behind the # is none of {list(symbol)}; the machine is at work"
            )
    return Guest(order[blocks.index("@")], tuple(symbol[c] for c in cells))


def _order(guest: Machine) -> list[str]:
    """The guest's states with rules, the start state first: the order of the blocks."""
    return [guest.start, *(q for q in guest.states if q != guest.start and q not in guest.halting)]


def _rule(guest: Machine, rule: Rule, code: Mapping[str, str], order: list[str], here: int) -> str:
    if rule.target in guest.accepting:
        jump = "Y"
    elif rule.target in guest.rejecting:
        jump = "N"
    elif rule.target in guest.halting:
        jump = "."
    else:
        distance = order.index(rule.target) - here
        jump = ("+" if distance > 0 else "-") * abs(distance)
    return code[rule.write[0]] + rule.move[0] + jump


def _guest_inputs(n: int) -> Iterator[str]:
    """Every shipped guest on each of its inputs that makes the whole input ``n`` long."""
    for entry in (*BEAVERS, *DECIDERS, *TRANSDUCERS):
        if entry.name in GUESTS:
            rest = n - len(encode(entry.machine, ""))
            if rest >= 0:
                yield from (encode(entry.machine, x) for x in entry.inputs(rest))


def interpret(tape: str) -> str:
    """Return what the universal machine leaves of an input, found by interpreting the program directly.

    The input must be one that :func:`encode` returns, of a guest that halts.

    >>> interpret(":1R+,.,1L+:1L-,.,1R.#")
    ':1R+,.,1L+@1L-,.,1R.#1111'
    """
    program, _, word = tape.partition("#")
    blocks = [block.split(",") for block in program[1:].split(":")]
    cells = dict(enumerate(word))
    state = head = 0
    while True:
        scanned = cells.setdefault(head, "B")
        rule = blocks[state]["B01".index(scanned)]
        if rule == ".":
            break
        cells[head] = rule[0]
        head += "LSR".index(rule[1]) - 1
        cells.setdefault(head, "B")
        if rule[2:] in (".", "Y", "N"):
            break
        state += rule.count("+") - rule.count("-")
    marked = "".join(("@" if i == state else ":") + ",".join(block) for i, block in enumerate(blocks))
    return marked + "#" + "".join(cells[i] for i in sorted(cells))


UNIVERSAL = ZooEntry(
    name="universal",
    file="universal.tm",
    title="runs any machine with one tape and at most three tape symbols, written in front of its input",
    input_alphabet=tuple("01BLRS:,+-.YN#"),
    oracle=interpret,
    answer="tape",
    time_formula="3*n**2",
    time_kind="bound",
    time_of="worst",
    window_formulas=("0", "n + 5"),
    oblivious=False,
    lengths=(21, 24, 30),
    domain="encodings of " + ", ".join(GUESTS) + " with their inputs",
    words=_guest_inputs,
    note="halts, accepts or rejects as the guest does",
)
