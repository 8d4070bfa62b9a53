"""Turing machines and their one step: the trusted kernel of everything that follows.

A machine has k two-way infinite tapes. Cells are numbered by integers, the input starts at cell 0 of the first
tape, every head starts at cell 0, and head positions are absolute: they may become negative. A rule reads the k
scanned symbols and says what to write, where to move (``L``, ``R`` or ``S`` for stay) and which state follows.

:func:`step` is total and pure: a configuration that has stopped is its own successor. Everything that runs a
machine iterates it or is tested equal to it. Written to be read, not to be fast.

>>> flip = Machine.of("flip", "scan 0 1 R scan", "scan 1 0 R scan", "scan _ _ S done", start="scan",
...                   accepting=["done"])
>>> c = initial(flip, "01")
>>> c = step(flip, step(flip, c)); c.state, c.heads, text(flip, c.tapes[0])
('scan', (2,), '10')
>>> verdict(flip, c), verdict(flip, step(flip, c))
(None, 'accept')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from turing.errors import MachineError
from turing.tape import Tape, tape_of, written_and_moved

Move: TypeAlias = Literal["L", "R", "S"]
Verdict: TypeAlias = Literal["accept", "reject", "halt", "undefined"]
PolicyName: TypeAlias = Literal["by-state", "by-halting", "final-state", "missing-halts"]

#: How far each move takes the head.
DELTA: Mapping[str, int] = MappingProxyType({"L": -1, "S": 0, "R": 1})


class Policy(NamedTuple):
    """What a stop means: the verdict in a plain halting state, and where no rule applies."""

    halting: Verdict
    missing: Verdict


#: Named acceptance policies. An accepting or rejecting state decides by itself, except under ``by-halting``,
#: where the language is the set of inputs on which the machine stops at all.
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "by-state": Policy(halting="halt", missing="undefined"),
        "by-halting": Policy(halting="accept", missing="accept"),
        "final-state": Policy(halting="halt", missing="reject"),
        "missing-halts": Policy(halting="halt", missing="halt"),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """In ``state`` scanning ``read``: write ``write``, move the heads by ``move``, go to ``target``.

    ``read``, ``write`` and ``move`` have one entry for each tape.

    >>> str(Rule("q0", ("1",), ("0",), ("R",), "q1"))
    '(q0, 1) -> (0, R, q1)'
    """

    state: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    move: tuple[Move, ...]
    target: str

    def __str__(self) -> str:
        def cells(symbols: tuple[str, ...]) -> str:
            return symbols[0] if len(symbols) == 1 else "[" + " ".join(symbols) + "]"

        return f"({self.state}, {cells(self.read)}) -> ({cells(self.write)}, {cells(self.move)}, {self.target})"


@dataclass(frozen=True)
class Machine:
    """A deterministic Turing machine with k = ``tapes`` tapes.

    ``states`` and ``alphabet`` (the tape alphabet, blank included) are ordered: every integer view of the
    machine numbers them in this order. ``halting`` holds every state without rules; ``accepting`` and
    ``rejecting`` are disjoint parts of it. A (state, symbols) pair without a rule stops the machine there,
    *before* anything is executed; ``policy`` names what that means (see :data:`POLICIES`).

    Raises :class:`MachineError` naming the offending rule, state or symbol: for an unknown state or symbol,
    two rules for one pair, a state with no rules that is not a halting state, a halting state with rules, or a
    rule whose number of tapes differs.

    >>> Machine.of("M", "a 0 1 R b", start="a")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: rule (a, 0) -> (1, R, b): state 'b' has no rules and is not a halting state; declare it as halting or give it rules; states are ['a', 'b']
    """

    name: str
    states: tuple[str, ...]
    alphabet: tuple[str, ...]
    blank: str
    input_alphabet: tuple[str, ...]
    start: str
    rules: tuple[Rule, ...]
    accepting: frozenset[str] = frozenset()
    rejecting: frozenset[str] = frozenset()
    halting: frozenset[str] = frozenset()
    policy: PolicyName = "by-state"
    tapes: int = 1
    delta: Mapping[tuple[str, tuple[str, ...]], Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check(self)
        delta: dict[tuple[str, tuple[str, ...]], Rule] = {}
        for rule in self.rules:
            first = delta.setdefault((rule.state, rule.read), rule)
            if first != rule:
                raise MachineError(
                    f"{self.name}: rule {rule}: the pair already has rule {first}; "
                    "a deterministic machine has one rule for each state and symbol: remove one"
                )
        state_order = {q: i for i, q in enumerate(self.states)}
        symbol_order = {s: i for i, s in enumerate(self.alphabet)}
        ordered = sorted(delta.values(), key=lambda r: (state_order[r.state], tuple(symbol_order[s] for s in r.read)))
        object.__setattr__(self, "rules", tuple(ordered))
        object.__setattr__(self, "delta", MappingProxyType(delta))

    def __hash__(self) -> int:
        return hash((self.name, self.states, self.alphabet, self.start, self.rules))

    def __reduce__(self) -> tuple[object, ...]:
        # A mapping proxy does not pickle; the constructor rebuilds it.
        return Machine, tuple(getattr(self, name) for name in FIELDS)

    @classmethod
    def of(
        cls,
        name: str,
        *rules: str,
        start: str,
        blank: str = "_",
        accepting: Iterable[str] = (),
        rejecting: Iterable[str] = (),
        halting: Iterable[str] = (),
        input_alphabet: Iterable[str] | None = None,
        policy: PolicyName = "by-state",
    ) -> Machine:
        """Return a machine from lines ``state read write move target``; k tapes have k of each, in brackets or not.

        States and symbols are numbered in order of appearance (the start state and the blank first). Without
        ``input_alphabet`` every symbol but the blank may stand in an input. ``halting`` need not repeat
        ``accepting`` and ``rejecting``. Raises :class:`MachineError` for a rule that is no text, and for one text in the
        place of a list of states.

        >>> Machine.of("two", "s 1 _ _ 1 R R s", "s _ _ _ _ S S h", start="s", halting=["h"]).tapes
        2
        """
        _check_arguments(name, rules, {"accepting": accepting, "rejecting": rejecting, "halting": halting})
        parsed = [_parse_rule(name, line) for line in rules]
        accepts, rejects = frozenset(accepting), frozenset(rejecting)
        halts = accepts | rejects | frozenset(halting)
        states = dict.fromkeys([start])
        symbols = dict.fromkeys([blank])
        for rule in parsed:
            states.update(dict.fromkeys([rule.state]))
            symbols.update(dict.fromkeys(rule.read + rule.write))
        states.update(dict.fromkeys(rule.target for rule in parsed))
        states.update(dict.fromkeys(sorted(halts)))
        given = tuple(s for s in symbols if s != blank) if input_alphabet is None else tuple(input_alphabet)
        symbols.update(dict.fromkeys(given))
        return cls(
            name,
            tuple(states),
            tuple(symbols),
            blank,
            given,
            start,
            tuple(parsed),
            accepts,
            rejects,
            halts,
            policy,
            len(parsed[0].read) if parsed else 1,
        )


#: The constructor's arguments, in order.
FIELDS = (
    "name",
    "states",
    "alphabet",
    "blank",
    "input_alphabet",
    "start",
    "rules",
    "accepting",
    "rejecting",
    "halting",
    "policy",
    "tapes",
)


def _check_arguments(name: str, rules: Sequence[object], states: Mapping[str, object]) -> None:
    """Refuse a list of rules in the place of a rule, and a text, which is a sequence of letters, in the place of states."""
    for rule in rules:
        if not isinstance(rule, str):
            raise MachineError(
                f"{name}: rule {rule!r:.60} is a {type(rule).__name__}, not a text; give each rule as an argument of its own, "
                "a list of them as Machine.of(name, *rules)"
            )
    for argument, given in states.items():
        if isinstance(given, str):
            raise MachineError(
                f"{name}: {argument}={given!r} is one text; give a list of states: {argument}=[{given!r}]"
            )


def _parse_rule(name: str, line: str) -> Rule:
    words = line.replace("[", " ").replace("]", " ").split()
    k, rest = divmod(len(words) - 2, 3)
    if k < 1 or rest:
        raise MachineError(
            f"{name}: rule {line!r}: expected 'state read write move target' with equally many "
            f"symbols read, written and moves, got {len(words)} words"
        )
    reads, writes, moves = words[1 : 1 + k], words[1 + k : 1 + 2 * k], words[1 + 2 * k : 1 + 3 * k]
    return Rule(words[0], tuple(reads), tuple(writes), tuple(moves), words[-1])  # type: ignore[arg-type]


def _check(machine: Machine) -> None:
    """Refuse a machine that is not one, naming the offender."""
    name, states, alphabet = machine.name, list(machine.states), list(machine.alphabet)

    def refuse(what: str) -> None:
        raise MachineError(f"{name}: {what}")

    for kind, items in (("state", states), ("tape symbol", alphabet)):
        for item in items:
            if not isinstance(item, str) or not item:
                refuse(f"{kind} {item!r} is not a non-empty text")
        if len(set(items)) != len(items):
            twice = next(item for item in items if items.count(item) > 1)
            refuse(f"{kind} {twice!r} is declared twice; declare it once")
    known_states, known_symbols = set(states), set(alphabet)
    if machine.policy not in POLICIES:
        refuse(f"policy {machine.policy!r} is unknown; policies are {list(POLICIES)}")
    if machine.tapes < 1:
        refuse(f"number of tapes is {machine.tapes}; it must be at least 1")
    if machine.start not in known_states:
        refuse(f"start state {machine.start!r} is not a state; states are {states}")
    if machine.blank not in known_symbols:
        refuse(f"blank {machine.blank!r} is not in the tape alphabet {alphabet}")
    for s in machine.input_alphabet:
        if machine.input_alphabet.count(s) > 1:
            refuse(f"input symbol {s!r} is declared twice; declare it once")
        if s not in known_symbols:
            refuse(f"input symbol {s!r} is not in the tape alphabet {alphabet}")
    for kind, declared in (
        ("accepting", machine.accepting),
        ("rejecting", machine.rejecting),
        ("halting", machine.halting),
    ):
        for q in sorted(declared - known_states):
            refuse(f"{kind} state {q!r} is not a state; states are {states}")
    for q in sorted(machine.accepting & machine.rejecting):
        refuse(f"state {q!r} is both accepting and rejecting; choose one")
    for q in sorted((machine.accepting | machine.rejecting) - machine.halting):
        refuse(f"accepting or rejecting state {q!r} is not among the halting states; add it to halting")
    with_rules = {rule.state for rule in machine.rules}
    for rule in machine.rules:
        for q in (rule.state, rule.target):
            if q not in known_states:
                refuse(f"rule {rule}: state {q!r} is not a state; states are {states}")
        if not len(rule.read) == len(rule.write) == len(rule.move) == machine.tapes:
            refuse(f"rule {rule}: reads, writes and moves must have one entry for each of {machine.tapes} tape(s)")
        for s in rule.read + rule.write:
            if s not in known_symbols:
                refuse(f"rule {rule}: symbol {s!r} is not in the tape alphabet {alphabet}")
        for move in rule.move:
            if move not in DELTA:
                refuse(f"rule {rule}: move {move!r} is unknown; moves are L, R and S")
        if rule.state in machine.halting:
            refuse(f"rule {rule}: state {rule.state!r} is a halting state and cannot have rules")
        if rule.target not in with_rules and rule.target not in machine.halting:
            refuse(
                f"rule {rule}: state {rule.target!r} has no rules and is not a halting state; "
                f"declare it as halting or give it rules; states are {states}"
            )
    if machine.start not in with_rules and machine.start not in machine.halting:
        refuse(f"start state {machine.start!r} has no rules and is not a halting state; give it rules")


@dataclass(frozen=True, slots=True)
class Configuration:
    """A machine at one moment: its state and its tapes.

    >>> c = initial(Machine.of("M", "a 1 1 R a", start="a"), "11"); c.state, c.heads
    ('a', (0,))
    """

    state: str
    tapes: tuple[Tape, ...]

    @property
    def heads(self) -> tuple[int, ...]:
        """Return the absolute position of each head."""
        return tuple(tape.head for tape in self.tapes)

    @property
    def scanned(self) -> tuple[str, ...]:
        """Return the symbol under each head."""
        return tuple(tape.symbol for tape in self.tapes)


def symbols(machine: Machine, text: str | Sequence[str]) -> tuple[str, ...]:
    """Return an input as a tuple of symbols, each checked against the input alphabet.

    A text is read character by character if every input symbol is one character, else word by word. Raises
    :class:`MachineError` for a symbol outside the input alphabet, with its position (from 0).

    >>> symbols(Machine.of("M", "a 1 1 R a", start="a"), "12")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: input symbol '2' at position 1 is not in the input alphabet ['1']
    """
    if isinstance(text, str):
        text = tuple(text) if all(len(s) == 1 for s in machine.input_alphabet) else tuple(text.split())
    for i, s in enumerate(text):
        if s not in machine.input_alphabet:
            raise MachineError(
                f"{machine.name}: input symbol {s!r} at position {i} is not in the input alphabet "
                f"{list(machine.input_alphabet)}"
            )
    return tuple(text)


def cells(machine: Machine, tape: Tape) -> dict[int, str]:
    """Return the non-blank cells of a tape by position.

    >>> M = Machine.of("M", "a 1 1 R a", start="a")
    >>> cells(M, tape_of({-1: "1", 3: "1"}, 0, "_")) == {-1: "1", 3: "1"}
    True
    """
    found: dict[int, str] = {}
    for side, direction in ((tape.left, -1), (tape.right, 1)):
        position = tape.head
        while side is not None:
            position += direction
            if side[0] != machine.blank:
                found[position] = side[0]
            side = side[1]
    if tape.symbol != machine.blank:
        found[tape.head] = tape.symbol
    return dict(sorted(found.items()))


def text(machine: Machine, tape: Tape) -> str:
    """Return the non-blank window of a tape as text, blanks inside it included; symbols longer than one
    character are separated by spaces.

    >>> M = Machine.of("M", "a 1 1 R a", start="a")
    >>> text(M, tape_of({-1: "1", 1: "1"}, 0, "_"))
    '1_1'
    """
    written = cells(machine, tape)
    if not written:
        return ""
    window = [written.get(i, machine.blank) for i in range(min(written), max(written) + 1)]
    return ("" if all(len(s) == 1 for s in machine.alphabet) else " ").join(window)


def initial(machine: Machine, x: str | Sequence[str]) -> Configuration:
    """Return the start configuration on input ``x``: on the first tape from cell 0, all heads at cell 0.

    >>> M = Machine.of("M", "a 1 1 R a", start="a")
    >>> c = initial(M, "11"); c.state, c.heads, c.scanned
    ('a', (0,), ('1',))
    """
    written = symbols(machine, x)
    first = tape_of(dict(enumerate(written)), 0, machine.blank)
    others = (Tape(None, machine.blank, None, 0),) * (machine.tapes - 1)
    return Configuration(machine.start, (first, *others))


def verdict(machine: Machine, configuration: Configuration) -> Verdict | None:
    """Return what it means that the machine has stopped here, or ``None`` if a rule applies.

    >>> M = Machine.of("M", "a 1 1 R a", start="a", policy="final-state")
    >>> verdict(M, initial(M, "1")), verdict(M, initial(M, ""))
    (None, 'reject')
    """
    policy = POLICIES[machine.policy]
    state = configuration.state
    if state in machine.halting:
        if machine.policy != "by-halting" and state in machine.accepting:
            return "accept"
        if machine.policy != "by-halting" and state in machine.rejecting:
            return "reject"
        return policy.halting
    return None if (state, configuration.scanned) in machine.delta else policy.missing


def step(machine: Machine, configuration: Configuration) -> Configuration:
    """Return the next configuration; one that has stopped is its own successor (total and pure).

    >>> M = Machine.of("M", "a 1 0 L a", start="a")
    >>> c = step(M, initial(M, "1")); c.heads, cells(M, c.tapes[0]), step(M, c) == c
    ((-1,), {0: '0'}, True)
    """
    rule = machine.delta.get((configuration.state, configuration.scanned))
    if rule is None:
        return configuration
    moved = (
        written_and_moved(tape, s, move, machine.blank)
        for tape, s, move in zip(configuration.tapes, rule.write, rule.move, strict=True)
    )
    return Configuration(rule.target, tuple(moved))
