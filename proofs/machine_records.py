"""Machines as JSON data: rules as lines, so that a counterexample can be read, saved, and made smaller rule by rule.

>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 0 R a", "a _ _ S yes", start="a", accepting=["yes"])
>>> record = machine_record(M); record["rules"]
['a _ _ S yes', 'a 1 0 R a']
>>> machine_of(record).delta == M.delta
True
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from proofs.statement import OutsideError, Value
from turing.errors import MachineError
from turing.machine import Machine


def machine_record(machine: Machine) -> dict[str, Any]:
    """Return rules, start state, the halting states that decide, blank, input alphabet and policy. States without rules halt.

    >>> machine_record(Machine.of("M", "a 1 0 R b", start="a", halting=["b"]))["symbols"]
    ['1', '0']
    """
    return {
        "rules": [" ".join([r.state, *r.read, *r.write, *r.move, r.target]) for r in machine.rules],
        "start": machine.start,
        "accepting": sorted(machine.accepting),
        "rejecting": sorted(machine.rejecting),
        "blank": machine.blank,
        "symbols": list(machine.input_alphabet),
        "policy": machine.policy,
    }


def machine_of(record: dict[str, Any]) -> Machine:
    """Return the machine of a record; states that are targets, or the start, but have no rules halt.

    Raises :class:`OutsideError` for a record without rules.

    >>> machine_of({"rules": ["a 1 1 R b"], "start": "a", "accepting": ["b"], "rejecting": [], "blank": "_", "symbols": ["1"],
    ...             "policy": "by-state"}).halting == {"b"}
    True
    """
    rules = record["rules"]
    if not rules:
        raise OutsideError("a machine needs a rule")
    with_rules = {line.split()[0] for line in rules}
    stopping = {line.split()[-1] for line in rules} | {record["start"]}
    halts = stopping - with_rules
    try:
        return Machine.of(
            "drawn",
            *rules,
            start=record["start"],
            blank=record["blank"],
            accepting=sorted(halts & set(record["accepting"])),
            rejecting=sorted(halts & set(record["rejecting"])),
            halting=sorted(halts),
            input_alphabet=record["symbols"],
            policy=record["policy"],
        )
    except MachineError as error:
        raise OutsideError(str(error)) from None


def machine_features(machine: Machine) -> dict[str, Value]:
    """Return what a drawn machine covers: states, symbols and tapes, whether a head can stay, the ways its runs can end.

    >>> from turing.zoo import zoo
    >>> machine_features(zoo("parity").machine)
    {'states': 4, 'symbols': 3, 'tapes': 1, 'moves': ('R', 'S'), 'ends': ('accept', 'reject')}
    """
    ends = [word for word, states in (("accept", machine.accepting), ("reject", machine.rejecting)) if states]
    if machine.halting - machine.accepting - machine.rejecting:
        ends.append("halt")
    pairs = (len(machine.states) - len(machine.halting)) * len(machine.alphabet) ** machine.tapes
    if len(machine.rules) < pairs:
        ends.append("undefined")
    moves = sorted({move for rule in machine.rules for move in rule.move})
    return {
        "states": len(machine.states),
        "symbols": len(machine.alphabet),
        "tapes": machine.tapes,
        "moves": tuple(moves),
        "ends": tuple(ends) or ("never",),
    }


def merged_states(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the record with one state taken for another, for each pair of states: candidates for a smaller machine.

    >>> record = machine_record(Machine.of("M", "a 1 0 R b", "b _ 0 R a", start="a"))
    >>> [r["rules"] for r in merged_states(record)]
    [['a 1 0 R a', 'a _ 0 R a'], ['b 1 0 R b', 'b _ 0 R b']]
    """
    states = list(dict.fromkeys(q for line in record["rules"] for q in (line.split()[0], line.split()[-1])))
    for kept in states:
        for lost in states:
            if lost == kept:
                continue
            lines: dict[tuple[str, ...], str] = {}
            for line in record["rules"]:
                words = line.split()
                words[0], words[-1] = (kept if q == lost else q for q in (words[0], words[-1]))
                tapes = (len(words) - 2) // 3
                lines.setdefault(tuple(words[: 1 + tapes]), " ".join(words))
            start = kept if record["start"] == lost else record["start"]
            yield record | {"rules": list(lines.values()), "start": start}
