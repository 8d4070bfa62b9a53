"""The constructor arguments of automata-lib's DTM and MNTM, as objects of that library or as JSON.

The JSON is one object with the library's argument names; sets and tuples are lists, and an MNTM transition's
key is its symbols with commas between (``"1,#"``). Entering a final state accepts and a missing transition
rejects (policy ``final-state``). Any object with the right attributes is read; the library is imported only to
build one of its objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from turing.errors import MachineError
from turing.formats.correspondence import Correspondence, same_symbols
from turing.formats.expressible import (
    halting_verdict,
    refusal,
    require_characters,
    require_verdicts,
)
from turing.formats.faults import fault, listed, pair, shown
from turing.formats.json_tree import Repeating, parse
from turing.machine import Machine, Move, Rule

NAME = "automata-lib"
KEYS = (
    "states",
    "input_symbols",
    "tape_symbols",
    "n_tapes",
    "transitions",
    "initial_state",
    "blank_symbol",
    "final_states",
)
MAX_TAPES = 64

#: How a transition is written: a DTM has ``[q, s, d]``, an MNTM a list of ``[q, [[s, d], ..]]``.
_Form: TypeAlias = Literal["DTM", "MNTM"]

_MOVES: dict[str, Move] = {"L": "L", "R": "R", "N": "S"}
_DIRECTIONS = {"L": "L", "R": "R", "S": "N"}


def load(text: str, name: str = "machine", source: str = "machine") -> Machine:
    """Return the machine of a JSON text; policy ``final-state``, with ``n_tapes`` an MNTM, without a DTM.

    A state that is not final and has no transitions is a rejecting state: the library rejects there. Raises
    :class:`MachineError` naming state and symbol for what the library's own constructors refuse, and for a
    nondeterministic machine.

    >>> M = load('{"states": ["a", "b"], "input_symbols": ["1"], "tape_symbols": ["1", "."], "transitions":'
    ...          '{"a": {"1": ["b", ".", "N"]}}, "initial_state": "a", "blank_symbol": ".", "final_states": ["b"]}')
    >>> print(*M.rules, M.input_alphabet, M.accepting)
    (a, 1) -> (., S, b) ('1',) frozenset({'b'})
    """
    value = parse(text, source)
    if not isinstance(value, dict):
        raise fault(source, None, 'the JSON is not an object; write {"states": [..], ..}')
    if isinstance(value, Repeating):
        raise fault(source, None, f"key {shown(value.key)} stands twice; keep one of the two")
    for key in value:
        if key not in KEYS:
            raise fault(source, None, f"key {shown(key)} is unknown; keys are {listed(KEYS)}")
    return _Reader(source).machine(value, name)


def from_automata(automaton: Any, name: str = "machine") -> Machine:
    """Return the machine of a DTM, a MNTM or a deterministic NTM of automata-lib, or of any object alike.

    States that are not texts are named by ``str``. Raises :class:`MachineError` as :func:`load` does.

    >>> from types import SimpleNamespace
    >>> dtm = SimpleNamespace(states={0, 1}, input_symbols={"1"}, tape_symbols={"1", "."}, initial_state=0,
    ...                       transitions={0: {"1": (1, ".", "R")}}, blank_symbol=".", final_states={1})
    >>> print(*from_automata(dtm).rules)
    (0, 1) -> (., R, 1)
    """
    value: dict[str, Any] = {}
    for key in KEYS:
        if hasattr(automaton, key):
            value[key] = getattr(automaton, key)
        elif key != "n_tapes":
            kind = type(automaton).__name__
            raise fault(name, None, f"a {kind} has no attribute {key!r}; give a DTM or a MNTM of automata-lib")
    names: dict[Any, str] = {}
    taken: dict[str, Any] = {}
    for state in sorted(value["states"], key=lambda q: (q != value["initial_state"], str(q))):
        text = str(state)
        if text in taken:
            raise fault(name, None, f"states {taken[text]!r} and {state!r} have the same text; rename one")
        taken[text] = state
        names[state] = text
    value["states"] = list(names.values())
    for key in ("input_symbols", "tape_symbols"):
        value[key] = sorted(value[key], key=str)
    value["final_states"] = [names.get(q, str(q)) for q in sorted(value["final_states"], key=str)]
    value["initial_state"] = names.get(value["initial_state"], str(value["initial_state"]))
    value["transitions"] = {names.get(q, str(q)): row for q, row in value["transitions"].items()}
    return _Reader(name, lambda q: names.get(q, str(q))).machine(value, name)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the arguments of a constructor; ``state`` names the state that a transition goes to."""

    source: str
    state: Callable[[Any], Any] = lambda q: q

    def error(self, what: str) -> MachineError:
        return fault(self.source, None, what)

    def machine(self, value: Mapping[str, Any], name: str) -> Machine:
        for key in KEYS:
            if key not in value and key != "n_tapes":
                raise self.error(f"key '{key}' is missing; a machine has {listed(KEYS)}")
        states = self.texts(value, "states")
        inputs, symbols = self.characters(value, "input_symbols"), self.characters(value, "tape_symbols")
        finals = self.texts(value, "final_states")
        start, blank = value["initial_state"], value["blank_symbol"]
        known, known_symbols = set(states), set(symbols)
        for s in inputs:
            if s not in known_symbols:
                raise self.error(f"input symbol {shown(s)} is not a tape symbol; tape symbols are {listed(symbols)}")
        if len(inputs) == len(symbols):
            raise self.error("every tape symbol is an input symbol; automata-lib needs one that is not, the blank")
        if not isinstance(blank, str) or blank not in known_symbols:
            raise self.error(f"the blank {blank!r:.60} is not a tape symbol; tape symbols are {listed(symbols)}")
        if not isinstance(start, str) or start not in known:
            raise self.error(f"the initial state {start!r:.60} is not a state; states are {listed(states)}")
        for q in finals:
            if q not in known:
                raise self.error(f"{pair(q)}: the final state is not a state; states are {listed(states)}")
        if start in finals:
            raise self.error(f"{pair(start)}: the initial state is final, which automata-lib refuses; add a state")
        tapes = self.tapes(value.get("n_tapes", 1))
        rules = self.rules(
            value["transitions"], states, symbols, finals, "MNTM" if "n_tapes" in value else "DTM", tapes
        )
        with_rules = {rule.state for rule in rules}
        if start not in with_rules and len(states) > 1:
            raise self.error(
                f"{pair(start)}: the initial state has no transitions, which automata-lib refuses; add one"
            )
        rejecting = frozenset(known - with_rules - set(finals))
        return Machine(
            name,
            tuple(states),
            tuple(symbols),
            blank,
            tuple(inputs),
            start,
            tuple(rules),
            frozenset(finals),
            rejecting,
            frozenset(finals) | rejecting,
            "final-state",
            tapes,
        )

    def texts(self, value: Mapping[str, Any], key: str) -> list[str]:
        items = value[key]
        if not isinstance(items, list):
            raise self.error(f'\'{key}\' is not a list; write ["..", ".."]')
        for item in items:
            if not isinstance(item, str) or not item:
                raise self.error(f"'{key}' has {item!r:.60}; each is a text of one or more characters")
        if len(set(items)) != len(items):
            twice = next(item for i, item in enumerate(items) if item in items[:i])
            raise self.error(f"'{key}' has {shown(twice)} twice; keep one")
        return items

    def characters(self, value: Mapping[str, Any], key: str) -> list[str]:
        items = self.texts(value, key)
        for item in items:
            if len(item) != 1:
                raise self.error(f"'{key}' has {shown(item)}, which is not one character; rename the symbol")
        return items

    def tapes(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_TAPES:
            raise self.error(f"'n_tapes' is {value!r:.60}; it is a number from 1 to {MAX_TAPES}")
        return value

    def rules(
        self,
        transitions: Any,
        states: Sequence[str],
        symbols: Sequence[str],
        finals: Sequence[str],
        form: _Form,
        tapes: int,
    ) -> list[Rule]:
        if not isinstance(transitions, Mapping):
            raise self.error('\'transitions\' is not an object; write {"q": {"s": ["q2", "s2", "R"]}}')
        if isinstance(transitions, Repeating):
            raise self.error(f"{pair(transitions.key)}: it has two rows in 'transitions'; keep one of the two")
        found: list[Rule] = []
        known_states, known_symbols, final_states = set(states), set(symbols), set(finals)
        for state, row in transitions.items():
            if state not in known_states:
                raise self.error(f"{pair(state)}: it has transitions and is not a state; states are {listed(states)}")
            if state in final_states:
                raise self.error(
                    f"{pair(state)}: it is final and has transitions, which automata-lib refuses; remove them"
                )
            if not isinstance(row, Mapping):
                raise self.error(f'{pair(state)}: its row is not an object; write {{"s": ["q2", "s2", "R"]}}')
            if isinstance(row, Repeating):
                raise self.twice(state, self.key(state, row.key, tapes, known_symbols), row.first, row.second)
            seen: dict[tuple[str, ...], object] = {}
            for key, result in row.items():
                read = self.key(state, key, tapes, known_symbols)
                if read in seen:
                    raise self.twice(state, read, seen[read], result)
                seen[read] = result
                rule = self.rule(state, read, result, form, tapes)
                where = pair(state, *read)
                for s in read + rule.write:
                    if s not in known_symbols:
                        raise self.error(
                            f"{where}: symbol {shown(s)} is not a tape symbol; tape symbols are {listed(symbols)}"
                        )
                if rule.target not in known_states:
                    raise self.error(
                        f"{where}: next state {shown(rule.target)} is not a state; states are {listed(states)}"
                    )
                found.append(rule)
        return found

    def twice(self, state: str, read: tuple[str, ...], first: object, second: object) -> MachineError:
        return self.error(
            f"{pair(state, *read)}: there are two entries for the pair, {first!r:.60} and {second!r:.60}; keep one"
        )

    def key(self, state: str, key: Any, tapes: int, symbols: AbstractSet[str]) -> tuple[str, ...]:
        if isinstance(key, tuple):
            read = key
        elif tapes > 1 and len(key) == 2 * tapes - 1 and set(key[1::2]) == {","}:
            read = tuple(key[::2])
        elif tapes > 1 and "," not in symbols and (count := key.count(",") + 1) not in (1, tapes):
            # It may still have as many characters as there are tapes: then a comma would be taken for a symbol.
            raise self.error(
                f"{pair(state)}: key {shown(key)} names {count} symbols, the machine has {tapes} tapes; write a symbol for each tape, "
                "with commas between"
            )
        else:
            read = tuple(key) if tapes > 1 else (key,)
        if len(read) != tapes:
            raise self.error(
                f"{pair(state)}: key {shown(str(key))} reads {len(read)} tape(s) and the machine has {tapes}; "
                "write a symbol for each tape, with commas between"
            )
        return read

    def rule(self, state: str, read: tuple[str, ...], result: Any, form: _Form, tapes: int) -> Rule:
        """Return the rule of one entry: ``[q, s, d]``, or for an MNTM ``[[q, [[s, d], ..]]]``."""
        where = pair(state, *read)
        if isinstance(result, AbstractSet):
            result = list(result)
        if not isinstance(result, (list, tuple)):
            raise self.error(f"{where}: {result!r:.60} is not a list; write {self.form(form)}")
        several = form == "MNTM" or (
            bool(result) and all(isinstance(item, (list, tuple)) and len(item) == 3 for item in result)
        )
        if several:
            if len(result) != 1:
                raise self.error(
                    f"{where}: there are {len(result)} choices ({'; '.join(f'{item!r:.40}' for item in result[:3])}); "
                    "a deterministic machine has one"
                )
            result = result[0]
        try:
            if form == "MNTM":
                target, moves = result
                write, directions = zip(*((s, d) for s, d in moves), strict=True)
            else:
                target, s, d = result
                write, directions = (s,), (d,)
        except (TypeError, ValueError):
            raise self.error(f"{where}: {result!r:.60} is not a transition; write {self.form(form)}") from None
        if len(write) != tapes:
            raise self.error(
                f"{where}: it writes {len(write)} tape(s) and the machine has {tapes}; write one for each"
            )
        for s, d in zip(write, directions, strict=True):
            if not isinstance(d, str) or d not in _MOVES:
                raise self.error(f"{where}: direction {d!r:.60} is unknown; directions are L, R and N")
            if not isinstance(s, str):
                raise self.error(f"{where}: written symbol {s!r:.60} is not a text; write {self.form(form)}")
        target = self.state(target)
        if not isinstance(target, str):
            raise self.error(f"{where}: next state {target!r:.60} is not a text; write {self.form(form)}")
        return Rule(state, read, tuple(write), tuple(_MOVES[d] for d in directions), target)

    def form(self, form: _Form) -> str:
        return '[["q2", [["s2", "R"], ..]]]' if form == "MNTM" else '["q2", "s2", "R"]'


def correspondence(machine: Machine) -> Correspondence:
    """Return the names in the file: all stay as they are.

    >>> correspondence(Machine.of("M", "a 1 _ R a", start="a")).states
    {'a': 'a'}
    """
    return Correspondence({q: q for q in machine.states}, same_symbols(machine))


def _checked(machine: Machine) -> None:
    require_characters(machine, NAME, "")
    if len(machine.blank) != 1:
        raise refusal(machine, NAME, f"the blank {shown(machine.blank)} is not one character; rename it")
    require_verdicts(machine, NAME, ["accept", "reject"], "reject")
    if machine.tapes > MAX_TAPES:
        raise refusal(machine, NAME, f"it has {machine.tapes} tapes; at most {MAX_TAPES} are read back")
    if machine.start in machine.halting:
        raise refusal(machine, NAME, f"{pair(machine.start)}: the start state halts, which automata-lib refuses")
    if len(machine.input_alphabet) == len(machine.alphabet):
        raise refusal(machine, NAME, "every tape symbol is an input symbol, which automata-lib refuses")


def _arguments(machine: Machine, joined: Callable[[tuple[str, ...]], Any]) -> dict[str, Any]:
    """Return the constructor's arguments with lists and tuples; ``joined`` makes an MNTM key."""
    transitions: dict[str, dict[Any, Any]] = {}
    for rule in machine.rules:
        row = transitions.setdefault(rule.state, {})
        directions = [_DIRECTIONS[move] for move in rule.move]
        if machine.tapes == 1:
            row[rule.read[0]] = (rule.target, rule.write[0], directions[0])
        else:
            row[joined(rule.read)] = [(rule.target, tuple(zip(rule.write, directions, strict=True)))]
    arguments: dict[str, Any] = {
        "states": list(machine.states),
        "input_symbols": list(machine.input_alphabet),
        "tape_symbols": list(machine.alphabet),
    }
    if machine.tapes > 1:
        arguments["n_tapes"] = machine.tapes
    return arguments | {
        "transitions": transitions,
        "initial_state": machine.start,
        "blank_symbol": machine.blank,
        "final_states": [
            q for q in machine.states if q in machine.halting and halting_verdict(machine, q) == "accept"
        ],
    }


def dump(machine: Machine) -> str:
    """Return the machine as JSON: a DTM's arguments for one tape, an MNTM's for more.

    Raises :class:`MachineError` for what the library cannot say: symbols that are not one character, a plain
    halting state, a missing rule that does not mean ``reject``, a start state that halts.

    >>> print(dump(Machine.of("M", "a 1 _ S b", start="a", accepting=["b"], policy="final-state")), end="")
    {
      "states": ["a", "b"],
      "input_symbols": ["1"],
      "tape_symbols": ["_", "1"],
      "transitions": {
        "a": {
          "1": ["b", "_", "N"]
        }
      },
      "initial_state": "a",
      "blank_symbol": "_",
      "final_states": ["b"]
    }
    """
    _checked(machine)

    def said(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    parts = []
    for key, value in _arguments(machine, ",".join).items():
        if key == "transitions":
            rows = []
            for state, row in value.items():
                entries = ",\n".join(f"      {said(read)}: {said(result)}" for read, result in row.items())
                rows.append(f"    {said(state)}: {{\n{entries}\n    }}")
            parts.append(f'  "transitions": {{\n{",".join(chr(10) + row for row in rows)[1:]}\n  }}')
        else:
            parts.append(f"  {said(key)}: {said(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def to_automata(machine: Machine) -> Any:
    """Return the machine as a DTM of automata-lib for one tape, as a MNTM for more.

    Raises :class:`MachineError` as :func:`dump` does, and if automata-lib is not installed.

    >>> M = Machine.of("M", "a 1 _ S b", start="a", accepting=["b"], policy="final-state")
    >>> try:
    ...     accepts = to_automata(M).accepts_input("1")
    ... except MachineError:  # automata-lib is not installed
    ...     accepts = True
    >>> accepts
    True
    """
    _checked(machine)
    try:
        from automata.tm.dtm import DTM
        from automata.tm.mntm import MNTM
    except ImportError:
        raise refusal(machine, NAME, "automata-lib is not installed; pip install automata-lib") from None
    arguments = _arguments(machine, lambda read: read)
    for key in ("states", "input_symbols", "tape_symbols", "final_states"):
        arguments[key] = set(arguments[key])
    return DTM(**arguments) if machine.tapes == 1 else MNTM(**arguments)
