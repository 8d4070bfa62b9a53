"""The names that a machine's states and symbols take in a format that fixes or restricts names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from turing.machine import Machine, Rule


@dataclass(frozen=True)
class Correspondence:
    """Names in the machine to names in the file, for every state and every tape symbol; both one to one.

    >>> Correspondence({"scan": "A"}, {"_": "0"}).states["scan"]
    'A'
    """

    states: Mapping[str, str]
    symbols: Mapping[str, str]


def distinct(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return name -> new name, one to one, from pairs (name, wanted name).

    A name that stays itself is served first; one whose wish is taken gets the first free number from 2 on.

    >>> distinct([("yes", "accept"), ("accept", "accept"), ("ok", "accept")])
    {'accept': 'accept', 'yes': 'accept2', 'ok': 'accept3'}
    """
    pairs = sorted(wanted, key=lambda pair: pair[0] != pair[1])
    found: dict[str, str] = {}
    used: set[str] = set()
    tries: dict[str, int] = {}
    for name, wish in pairs:
        new, number = wish, tries.get(wish, 2)
        while new in used:
            new, number = f"{wish}{number}", number + 1
        tries[wish] = number
        found[name] = new
        used.add(new)
    return found


def renamed(machine: Machine, names: Correspondence) -> Machine:
    """Return the same machine under other names; it runs step for step like the first.

    >>> M = Machine.of("M", "a 1 _ R b", start="a", halting=["b"])
    >>> renamed(M, Correspondence({"a": "A", "b": "Z"}, {"_": "0", "1": "1"})).rules[0]
    Rule(state='A', read=('1',), write=('0',), move=('R',), target='Z')
    """
    state, symbol = names.states, names.symbols

    def all_symbols(word: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(symbol[s] for s in word)

    def all_states(states: frozenset[str]) -> frozenset[str]:
        return frozenset(state[q] for q in states)

    return replace(
        machine,
        states=tuple(state[q] for q in machine.states),
        alphabet=all_symbols(machine.alphabet),
        blank=symbol[machine.blank],
        input_alphabet=all_symbols(machine.input_alphabet),
        start=state[machine.start],
        rules=tuple(
            Rule(state[r.state], all_symbols(r.read), all_symbols(r.write), r.move, state[r.target])
            for r in machine.rules
        ),
        accepting=all_states(machine.accepting),
        rejecting=all_states(machine.rejecting),
        halting=all_states(machine.halting),
    )


def same_symbols(machine: Machine) -> dict[str, str]:
    """Return every symbol under its own name.

    >>> same_symbols(Machine.of("M", "a 1 1 R a", start="a"))
    {'_': '_', '1': '1'}
    """
    return {s: s for s in machine.alphabet}


def wished(machine: Machine, wish: Callable[[str], str]) -> dict[str, str]:
    """Return the states under the names that ``wish`` gives them, made distinct.

    >>> wished(Machine.of("M", "a 1 1 R b", "b 1 1 R b", start="a"), str.upper)
    {'a': 'A', 'b': 'B'}
    """
    found = distinct((q, wish(q)) for q in machine.states)
    return {q: found[q] for q in machine.states}
