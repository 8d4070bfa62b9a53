"""JFLAP's XML: ``<structure><type>turing</type>`` with states and transitions, for 1 to 5 tapes.

Entering a final state accepts, a missing transition rejects (policy ``final-state``). An empty ``<read>`` or
``<write>`` is the blank, a missing ``<move>`` is R. Version 6.4 writes states as ``<block>``: a block is a state
if its inner machine is empty. Files without ``<automaton>`` are read.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from turing.formats.correspondence import Correspondence
from turing.formats.expressible import (
    halting_verdict,
    refusal,
    require_characters,
    require_verdicts,
)
from turing.formats.faults import fault, listed, pair, shown
from turing.formats.xml_tree import Element, parse
from turing.machine import Machine, Move, Rule

NAME = "jflap"
#: How JFLAP draws the blank; in the file the blank is an empty element.
BLANK = "□"
MAX_TAPES = 5

_MOVES: dict[str, Move] = {"L": "L", "R": "R", "S": "S"}


def load(text: str, name: str = "machine", source: str = "machine") -> Machine:
    """Return the machine of a JFLAP file; policy ``final-state``, the blank is ``□``.

    A state that is not final and has no transitions is a rejecting state: JFLAP rejects there. Raises
    :class:`MachineError` naming line, state and symbol; two transitions for one pair are refused, since JFLAP
    would run the first only.

    >>> M = load("<structure><type>turing</type><state id='0' name='q0'><initial/></state><state id='1' name='q1'>"
    ...          "<final/></state><transition><from>0</from><to>1</to><read>a</read><write/></transition></structure>")
    >>> print(*M.rules, M.accepting)
    (q0, a) -> (□, R, q1) frozenset({'q1'})
    """
    root = parse(text, source)
    _check_type(root, source)
    body = root.first("automaton") or root
    tapes = _tapes(root, source)
    states = _states(root, body, source)
    start = _start(states, source)
    finals = {_name(e) for e in states.values() if e.first("final") is not None}
    rules: dict[tuple[str, tuple[str, ...]], Rule] = {}
    lines: dict[tuple[str, tuple[str, ...]], int] = {}
    for element in body.all("transition"):
        rule = _rule(element, states, tapes, source)
        where = pair(rule.state, *rule.read)
        if (rule.state, rule.read) in rules:
            first = rules[rule.state, rule.read]
            raise fault(
                source,
                element.line,
                f"{where}: transition {rule} is the second for the pair, after {first} on line "
                f"{lines[rule.state, rule.read]}; a deterministic machine has one, so remove one",
            )
        if rule.state in finals:
            raise fault(
                source, element.line, f"{where}: the state is final and a final state stops; remove the transition"
            )
        rules[rule.state, rule.read] = rule
        lines[rule.state, rule.read] = element.line
    return _machine(name, [_name(e) for e in states.values()], start, list(rules.values()), finals, tapes)


def _check_type(root: Element, source: str) -> None:
    if root.tag != "structure":
        raise fault(source, root.line, f"the root element is <{root.tag[:60]}>; a JFLAP file has <structure>")
    element = root.first("type")
    kind = "" if element is None else element.text.strip()
    if kind != "turing":
        line = root.line if element is None else element.line
        raise fault(source, line, f"the type is {shown(kind)}; only <type>turing</type> is a Turing machine")


def _tapes(root: Element, source: str) -> int:
    element = root.first("tapes")
    if element is None:
        return 1
    text = element.text.strip()
    if text not in map(str, range(1, MAX_TAPES + 1)):
        raise fault(source, element.line, f"number of tapes {shown(text)}; JFLAP has 1 to {MAX_TAPES}")
    return int(text)


def _name(element: Element) -> str:
    return element.get("name") or f"q{element.get('id')}"


def _states(root: Element, body: Element, source: str) -> dict[str, Element]:
    """Return the state elements by id, refusing blocks with an inner machine and ids or names that repeat."""
    inner = {child.tag: child for parent in (body, root) for child in parent.children}
    found: dict[str, Element] = {}
    names: dict[str, str] = {}
    for element in body.all("state", "block"):
        number = element.get("id")
        if number is None:
            raise fault(source, element.line, f"a <{element.tag}> has no id; number the states")
        name = _name(element)
        if number in found:
            raise fault(source, element.line, f"{pair(name)}: id {shown(number)} is taken; number the states apart")
        if name in names:
            raise fault(
                source,
                element.line,
                f"{pair(name)}: ids {shown(names[name])} and {shown(number)} have the same name; rename one",
            )
        tag = element.first("tag")
        machine = inner.get(tag.text.strip()) if tag is not None else None
        nested = any(element.all("state", "block", "automaton", "structure", "transition"))
        if nested or (machine is not None and machine.children):
            raise fault(
                source,
                element.line,
                f"{pair(name)}: the block has a machine inside; building blocks are not read, so draw it out",
            )
        found[number] = element
        names[name] = number
    if not found:
        raise fault(source, None, "there is no state; a machine needs an initial state")
    return found


def _start(states: dict[str, Element], source: str) -> str:
    initial = [e for e in states.values() if e.first("initial") is not None]
    if not initial:
        raise fault(source, None, f"no state is <initial/>; mark one of {listed(_name(e) for e in states.values())}")
    if len(initial) > 1:
        raise fault(
            source,
            initial[1].line,
            f"{pair(_name(initial[1]))}: {shown(_name(initial[0]))} is initial already; mark one state <initial/>",
        )
    return _name(initial[0])


def _rule(element: Element, states: dict[str, Element], tapes: int, source: str) -> Rule:
    ends: list[str] = []
    for tag in ("from", "to"):
        end = element.first(tag)
        number = "" if end is None else end.text.strip()
        if number not in states:
            known = listed(states)
            raise fault(
                source,
                element.line if end is None else end.line,
                f"transition {tag} id {shown(number)}: there is no such state; ids are {known}",
            )
        ends.append(_name(states[number]))
    # What is read comes first: it names the transition in the faults of the other parts.
    where = pair(ends[0])
    read = _cells(element, "read", tapes, where, source)
    where = pair(ends[0], *read)
    write = _cells(element, "write", tapes, where, source)
    move: list[Move] = ["R"] * tapes
    for tape, part in _parts(element, "move", tapes, where, source).items():
        text = part.text.strip()
        if text and text not in _MOVES:
            raise fault(source, part.line, f"{where}: move {shown(text)} is unknown; moves are L, R and S")
        move[tape - 1] = _MOVES.get(text, "R")
    return Rule(ends[0], read, write, tuple(move), ends[1])


def _cells(element: Element, tag: str, tapes: int, where: str, source: str) -> tuple[str, ...]:
    """Return what ``<read>`` or ``<write>`` says for each tape, the blank where there is none."""
    parts = _parts(element, tag, tapes, where, source)
    return tuple(
        _symbol(parts[tape], parts[tape].text.strip(), where, source) if tape in parts else BLANK
        for tape in range(1, tapes + 1)
    )


def _parts(element: Element, tag: str, tapes: int, where: str, source: str) -> dict[int, Element]:
    """Return the parts of a transition with this name by tape, refusing two for one tape."""
    found: dict[int, Element] = {}
    for part in element.all(tag):
        tape = _tape(part, tapes, where, source)
        if tape in found:
            raise fault(source, part.line, f"{where}: <{tag}> stands twice for tape {tape}; keep one")
        found[tape] = part
    return found


def _tape(part: Element, tapes: int, where: str, source: str) -> int:
    number = part.get("tape")
    if number is None and tapes == 1:
        return 1
    if number is None or number not in map(str, range(1, tapes + 1)):
        raise fault(
            source, part.line, f"{where}: <{part.tag}> has tape {shown(number or '')}; tapes are 1 to {tapes}"
        )
    return int(number)


def _symbol(part: Element, text: str, where: str, source: str) -> str:
    if not text or text == BLANK:
        return BLANK
    special = {"~": "'~' (any symbol)", "!": "'!x' (any symbol but x)", "}": "'a,b}w' (a variable)"}
    for sign, meaning in special.items():
        if sign in text:
            raise fault(
                source,
                part.line,
                f"{where}: {part.tag} symbol {shown(text)}: {meaning} is not read; write one transition a symbol",
            )
    if len(text) != 1:
        raise fault(
            source, part.line, f"{where}: {part.tag} symbol {shown(text)} is not one character; rename the symbol"
        )
    return text


def _machine(name: str, states: list[str], start: str, rules: list[Rule], finals: set[str], tapes: int) -> Machine:
    symbols = dict.fromkeys([BLANK])
    for rule in rules:
        symbols.update(dict.fromkeys(rule.read + rule.write))
    with_rules = {rule.state for rule in rules}
    rejecting = frozenset(q for q in states if q not in with_rules and q not in finals)
    return Machine(
        name,
        tuple(states),
        tuple(symbols),
        BLANK,
        tuple(s for s in symbols if s != BLANK),
        start,
        tuple(rules),
        frozenset(finals),
        rejecting,
        frozenset(finals) | rejecting,
        "final-state",
        tapes,
    )


def correspondence(machine: Machine) -> Correspondence:
    """Return the names in the file: states keep theirs, the blank is ``□``.

    >>> correspondence(Machine.of("M", "a 1 _ R a", start="a")).symbols
    {'_': '□', '1': '1'}
    """
    return Correspondence(
        {q: q for q in machine.states}, {s: BLANK if s == machine.blank else s for s in machine.alphabet}
    )


def dump(machine: Machine) -> str:
    """Return the machine as a JFLAP 7 file; names follow :func:`correspondence`.

    A symbol that no rule mentions is not in the file. Raises :class:`MachineError` for what the format cannot
    say: symbols that are not one character or mean something (``~``, ``!``, ``}``), more than five tapes, a
    plain halting state, a missing rule that does not mean ``reject``.

    >>> print(dump(Machine.of("M", "a 1 _ S b", start="a", accepting=["b"], policy="final-state")))
    <?xml version="1.0" encoding="UTF-8" standalone="no"?>
    <structure>
      <type>turing</type>
      <automaton>
        <state id="0" name="a"><x>60.0</x><y>60.0</y><initial/></state>
        <state id="1" name="b"><x>180.0</x><y>60.0</y><final/></state>
        <transition><from>0</from><to>1</to><read>1</read><write/><move>S</move></transition>
      </automaton>
    </structure>
    <BLANKLINE>
    """
    if machine.tapes > MAX_TAPES:
        raise refusal(machine, NAME, f"it has {machine.tapes} tapes and JFLAP has at most {MAX_TAPES}")
    require_characters(
        machine, NAME, [s for s in machine.alphabet if s in f"~!}}{BLANK}" or s.isspace() or not _is_xml(s)]
    )
    require_verdicts(machine, NAME, ["accept", "reject"], "reject")
    for q in machine.states:
        if not _is_xml(q):
            raise refusal(machine, NAME, f"{pair(q)}: the name has a character that XML has not; rename the state")
    number = {q: str(i) for i, q in enumerate(machine.states)}
    lines = ['<?xml version="1.0" encoding="UTF-8" standalone="no"?>', "<structure>", "  <type>turing</type>"]
    if machine.tapes > 1:
        lines.append(f"  <tapes>{machine.tapes}</tapes>")
    lines.append("  <automaton>")
    for i, q in enumerate(machine.states):
        marks = "<initial/>" if q == machine.start else ""
        if q in machine.halting and halting_verdict(machine, q) == "accept":
            marks += "<final/>"
        place = f"<x>{60.0 + 120 * (i % 6)}</x><y>{60.0 + 120 * (i // 6)}</y>"
        lines.append(f'    <state id="{i}" name={quoteattr(q)}>{place}{marks}</state>')
    lines += [f"    {_transition(rule, number, machine)}" for rule in machine.rules]
    return "\n".join([*lines, "  </automaton>", "</structure>"]) + "\n"


def _transition(rule: Rule, number: dict[str, str], machine: Machine) -> str:
    parts = [f"<from>{number[rule.state]}</from><to>{number[rule.target]}</to>"]
    for i, (read, write, move) in enumerate(zip(rule.read, rule.write, rule.move, strict=True), 1):
        tape = f' tape="{i}"' if machine.tapes > 1 else ""
        for tag, s in (("read", read), ("write", write)):
            parts.append(f"<{tag}{tape}/>" if s == machine.blank else f"<{tag}{tape}>{escape(s)}</{tag}>")
        parts.append(f"<move{tape}>{move}</move>")
    return f"<transition>{''.join(parts)}</transition>"


def _is_xml(text: str) -> bool:
    return all(c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" for c in text)
