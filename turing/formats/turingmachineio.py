"""The YAML of turingmachine.io: ``blank``, ``start state``, ``table`` and optionally ``input`` and ``synonyms``.

A state with nothing after its colon halts; a pair without an instruction halts too, before a step. Halting
states called accept or reject (see :data:`ACCEPT` and :data:`REJECT`) accept and reject, by habit. Scalars are
read raw: ``input: 0011`` is the input 0011.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from turing.formats.correspondence import Correspondence, same_symbols, wished
from turing.formats.expressible import (
    halting_verdict,
    refusal,
    require_characters,
    require_no_stay,
    require_one_tape,
    require_verdicts,
    unmentioned,
    working,
)
from turing.formats.faults import fault, listed, pair, shown
from turing.formats.yaml_tree import Mapping, Node, Scalar, Sequence, compose
from turing.machine import Machine, Move, Rule

NAME = "turingmachineio"
KEYS = ("input", "blank", "start state", "synonyms", "table")
#: Names of halting states that accept and that reject: small letters only, without ``_`` and ``-``, a number at
#: the end left out.
ACCEPT = frozenset({"accept", "accepted", "acc", "qaccept", "qacc", "yes"})
REJECT = frozenset({"reject", "rejected", "rej", "qreject", "qrej", "no"})


def habit(state: str) -> str:
    """Return ``accept``, ``reject`` or ``halt``: what a halting state of this name means.

    >>> habit("q_accept"), habit("No2"), habit("done")
    ('accept', 'reject', 'halt')
    """
    word = re.sub(r"[0-9]+$", "", re.sub(r"[-_]", "", state.lower()))
    return "accept" if word in ACCEPT else "reject" if word in REJECT else "halt"


@dataclass(frozen=True, slots=True)
class _Instruction:
    write: str | None
    move: Move
    target: str | None
    line: int


@dataclass(frozen=True, slots=True)
class _Reader:
    """The faults of one file, and the parts of a machine that stand in it."""

    source: str

    def text(self, node: Node, what: str) -> str:
        if not isinstance(node, Scalar):
            raise fault(self.source, node.line, f"{what} is not a text; write it as one word, in quotes if need be")
        if node.null:
            raise fault(self.source, node.line, f"{what} is null in YAML; write it in quotes")
        return node.text

    def character(self, node: Node, what: str) -> str:
        text = self.text(node, what)
        if len(text) != 1:
            raise fault(
                self.source,
                node.line,
                f"{what} {shown(text)} is {len(text)} characters long; a symbol is one character",
            )
        return text

    def entries(self, node: Node, what: str) -> dict[str, tuple[Node, int]]:
        """Return the pairs of a mapping with text keys, refusing a key that stands twice."""
        if not isinstance(node, Mapping):
            raise fault(self.source, node.line, f"{what} is not a mapping; write 'key: value' lines")
        found: dict[str, tuple[Node, int]] = {}
        for key, value in node.pairs:
            text = self.text(key, f"a key of {what}")
            if text in found:
                raise fault(
                    self.source,
                    key.line,
                    f"{what} has {shown(text)} on line {found[text][1]} already; keep one of the two",
                )
            found[text] = (value, key.line)
        return found

    def instruction(self, node: Node, where: str, synonyms: MappingType[str, _Instruction]) -> _Instruction:
        if isinstance(node, Mapping):
            return self._instruction_mapping(node, where)
        if not isinstance(node, Scalar) or node.null:
            raise fault(
                self.source, node.line, f"{where}: there is no instruction; write L, R, or {{write: s, R: state}}"
            )
        if node.text in ("L", "R"):
            return _Instruction(None, "L" if node.text == "L" else "R", None, node.line)
        if node.text in synonyms:
            return synonyms[node.text]
        stay = " (the format has no stay move)" if node.text in ("N", "S") else ""
        known = f"; synonyms are {listed(synonyms)}" if synonyms else ""
        raise fault(
            self.source,
            node.line,
            f"{where}: instruction {shown(node.text)} is neither L, R nor a synonym{stay}{known}",
        )

    def _instruction_mapping(self, node: Mapping, where: str) -> _Instruction:
        parts = self.entries(node, f"the instruction of {where}")
        for key, (_, line) in parts.items():
            if key not in ("write", "L", "R"):
                raise fault(
                    self.source, line, f"{where}: key {shown(key)} is unknown; an instruction has write, L and R"
                )
        moves = [key for key in ("L", "R") if key in parts]
        if len(moves) != 1:
            said = "both L and R" if moves else "neither L nor R"
            raise fault(self.source, node.line, f"{where}: the instruction has {said}; give one of them")
        target_node, line = parts[moves[0]]
        write = self.character(parts["write"][0], f"{where}: written symbol") if "write" in parts else None
        null = isinstance(target_node, Scalar) and target_node.null
        target = None if null else self.text(target_node, f"{where}: the next state")
        return _Instruction(write, "L" if moves[0] == "L" else "R", target, line)


def load(text: str, name: str = "machine", source: str = "machine") -> Machine:
    """Return the machine of a turingmachine.io text; policy ``missing-halts``.

    The site's document form, with the text under ``source code``, is read as well. The input alphabet is the
    tape alphabet without the blank, and with it if the ``input`` of the file has a blank. Raises
    :class:`MachineError` naming line, state and symbol.

    >>> M = load("blank: ' '\\nstart state: s\\ntable: {s: {1: R, ' ': {L: accept}}, accept: }")
    >>> print(*M.rules, M.accepting)
    (s,  ) -> ( , L, accept) (s, 1) -> (1, R, s) frozenset({'accept'})
    >>> load("blank: ' '\\nstart state: s\\ntable:\\n  s:\\n    1: {R: t}")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: machine:5: state 's', symbol '1': next state 't' is not in the table; states are 's'
    """
    top = _top(text, source)
    reader = _Reader(source)
    for key in ("blank", "start state", "table"):
        if key not in top:
            raise fault(source, None, f"key '{key}' is missing; a machine has 'blank', 'start state' and 'table'")
    blank = reader.character(top["blank"][0], "the blank")
    start = reader.text(top["start state"][0], "the start state")
    table = reader.entries(top["table"][0], "the table")
    if start not in table:
        line = top["start state"][1]
        raise fault(source, line, f"{pair(start)}: the start state is not in the table; states are {listed(table)}")
    synonyms: dict[str, _Instruction] = {}
    if "synonyms" in top and not (isinstance(top["synonyms"][0], Scalar) and top["synonyms"][0].null):
        for word, (node, _) in reader.entries(top["synonyms"][0], "the synonyms").items():
            where = f"synonym {shown(word)}"
            synonyms[word] = reader.instruction(node, where, {})
            _check_target(synonyms[word], where, table, source)
    rules: list[Rule] = []
    for state, (node, _) in table.items():
        rules += _row(reader, state, node, synonyms, table)
    tape = _input(top, reader)
    return _machine(name, blank, start, list(table), rules, tape)


def _top(text: str, source: str) -> dict[str, tuple[Node, int]]:
    reader = _Reader(source)
    top = reader.entries(compose(text, source), "the file")
    if "source code" in top:
        node = top["source code"][0]
        code = reader.text(node, "the source code")
        # The lines of a literal block follow the line of its key, so they can be counted in the file.
        offset = node.line if isinstance(node, Scalar) and node.style == "literal" else 0
        top = reader.entries(compose(code, source, offset), "the source code")
    for key, (_, line) in top.items():
        if key not in KEYS:
            raise fault(source, line, f"key {shown(key)} is unknown; keys are {listed(KEYS)}")
    return top


def _check_target(instruction: _Instruction, where: str, table: MappingType[str, object], source: str) -> None:
    if instruction.target is not None and instruction.target not in table:
        raise fault(
            source,
            instruction.line,
            f"{where}: next state {shown(instruction.target)} is not in the table; states are {listed(table)}",
        )


def _row(
    reader: _Reader,
    state: str,
    node: Node,
    synonyms: MappingType[str, _Instruction],
    table: MappingType[str, object],
) -> list[Rule]:
    """Return the rules of one state; none for a halting state."""
    if isinstance(node, Scalar) and node.null:
        return []
    if not isinstance(node, Mapping):
        raise fault(
            reader.source, node.line, f"{pair(state)}: its row is not a mapping; write 'symbol: instruction' lines"
        )
    rules: list[Rule] = []
    first: dict[str, int] = {}
    for key, value in node.pairs:
        keys = key.items if isinstance(key, Sequence) else (key,)
        symbols = [reader.character(item, f"{pair(state)}: symbol") for item in keys]
        for s in symbols:
            if s in first:
                raise fault(
                    reader.source,
                    key.line,
                    f"{pair(state, s)}: line {first[s]} has an instruction for the same pair; keep one of the two",
                )
            first[s] = key.line
            instruction = reader.instruction(value, pair(state, s), synonyms)
            _check_target(instruction, pair(state, s), table, reader.source)
            write = s if instruction.write is None else instruction.write
            target = state if instruction.target is None else instruction.target
            rules.append(Rule(state, (s,), (write,), (instruction.move,), target))
    return rules


def _input(top: dict[str, tuple[Node, int]], reader: _Reader) -> str:
    if "input" not in top:
        return ""
    node = top["input"][0]
    return "" if isinstance(node, Scalar) and node.null else reader.text(node, "the input")


def _machine(name: str, blank: str, start: str, states: list[str], rules: list[Rule], tape: str) -> Machine:
    symbols = dict.fromkeys([blank])
    for rule in rules:
        symbols.update(dict.fromkeys(rule.read + rule.write))
    symbols.update(dict.fromkeys(tape))
    with_rules = {rule.state for rule in rules}
    halting = [q for q in states if q not in with_rules]
    return Machine(
        name,
        tuple(states),
        tuple(symbols),
        blank,
        tuple(s for s in symbols if s != blank or blank in tape),
        start,
        tuple(rules),
        frozenset(q for q in halting if habit(q) == "accept"),
        frozenset(q for q in halting if habit(q) == "reject"),
        frozenset(halting),
        "missing-halts",
    )


def example_input_or_none(text: str, source: str = "machine") -> str | None:
    """Return the value of ``input`` as written, or ``None`` where the file has none.

    >>> example_input_or_none("input: 0011"), example_input_or_none("blank: 0")
    ('0011', None)
    """
    top = _top(text, source)
    return _input(top, _Reader(source)) or None


def correspondence(machine: Machine) -> Correspondence:
    """Return the names in the file: only halting states whose name says another verdict than theirs change.

    >>> correspondence(Machine.of("M", "no 1 1 R fine", start="no", accepting=["fine"])).states
    {'no': 'no', 'fine': 'accept'}
    """

    def wish(state: str) -> str:
        if state not in machine.halting or habit(state) == (verdict := halting_verdict(machine, state)):
            return state
        return verdict

    return Correspondence(wished(machine, wish), same_symbols(machine))


def dump(machine: Machine) -> str:
    """Return the machine as turingmachine.io YAML; state names follow :func:`correspondence`.

    Blank, symbols, written symbols and unusual state names are quoted, halting states declared. Input symbols
    that no rule mentions are kept by an ``input`` key. Raises :class:`MachineError` for what the format cannot
    say: more tapes than one, stay moves, symbols of several characters, a missing rule that is not ``halt``.

    >>> print(dump(Machine.of("M", "s 1 _ R s", "s _ _ L h", start="s", halting=["h"])), end="")
    blank: '_'
    start state: s
    table:
      s:
        '_': {L: h}
        '1': {write: '_', R: s}
      h:
    """
    require_one_tape(machine, NAME)
    require_no_stay(machine, NAME)
    # The site joins the symbols of a list with commas and counts UTF-16 units.
    require_characters(machine, NAME, [s for s in machine.alphabet if s == "," or ord(s[0]) > 0xFFFF])
    if len(machine.blank) != 1:
        raise refusal(machine, NAME, f"the blank {shown(machine.blank)} is not one character; rename it")
    require_verdicts(machine, NAME, ["halt", "accept", "reject"], "halt")
    names = correspondence(machine)
    lines = [f"blank: {_quoted(machine.blank)}", f"start state: {_word(names.states[machine.start])}"]
    kept = unmentioned(machine)
    if kept:
        lines.append(f"input: {_quoted(''.join(kept))}")
    lines.append("table:")
    rows: dict[str, list[Rule]] = {q: [] for q in [*working(machine), *machine.states]}
    for rule in machine.rules:
        rows[rule.state].append(rule)
    for state, rules in rows.items():
        lines.append(f"  {_word(names.states[state])}:")
        lines += [f"    {_quoted(rule.read[0])}: {_instruction(rule, names)}" for rule in rules]
    return "\n".join(lines) + "\n"


def _instruction(rule: Rule, names: Correspondence) -> str:
    if rule.write == rule.read and rule.target == rule.state:
        return rule.move[0]
    write = "" if rule.write == rule.read else f"write: {_quoted(rule.write[0])}, "
    return f"{{{write}{rule.move[0]}: {_word(names.states[rule.target])}}}"


def _word(text: str) -> str:
    """Return a state name, quoted unless no YAML reader could take it for something else."""
    reserved = {"yes", "no", "true", "false", "on", "off", "null", "y", "n"}
    bare = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text, re.ASCII) is not None and text.lower() not in reserved
    return text if bare else _quoted(text)


def _quoted(text: str) -> str:
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    return c if c.isprintable() else f"\\U{ord(c):08X}"
