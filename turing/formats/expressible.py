"""What a format can say: the checks an exporter makes before it writes a line.

Exact or refused: a file never says less, or something else, than the machine does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from turing.errors import MachineError
from turing.formats.faults import pair, shown
from turing.machine import POLICIES, Machine, Verdict


def refusal(machine: Machine, format: str, what: str) -> MachineError:
    """Return the error for a machine that a format cannot say.

    >>> refusal(Machine.of("M", "a 1 1 R a", start="a"), "standard", "it has 2 tapes; choose jflap")
    MachineError('M: cannot be written as standard: it has 2 tapes; choose jflap')
    """
    name = machine.name if machine.name.isprintable() else repr(machine.name)
    return MachineError(f"{name}: cannot be written as {format}: {what}")


def halting_verdict(machine: Machine, state: str) -> Verdict:
    """Return the verdict of a run that ends in this halting state.

    >>> halting_verdict(Machine.of("M", "a 1 1 R b", start="a", accepting=["b"]), "b")
    'accept'
    """
    if machine.policy != "by-halting":
        if state in machine.accepting:
            return "accept"
        if state in machine.rejecting:
            return "reject"
    return POLICIES[machine.policy].halting


def working(machine: Machine) -> list[str]:
    """Return the states that are not halting states, in order.

    >>> working(Machine.of("M", "a 1 1 R b", start="a", halting=["b"]))
    ['a']
    """
    return [q for q in machine.states if q not in machine.halting]


def missing(machine: Machine) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the pairs (state, symbols) without a rule, halting states left out.

    >>> list(missing(Machine.of("M", "a 1 1 R a", start="a")))
    [('a', ('_',))]
    """
    for q in working(machine):
        for read in product(machine.alphabet, repeat=machine.tapes):
            if (q, read) not in machine.delta:
                yield q, read


def require_one_tape(machine: Machine, format: str) -> None:
    """Return nothing if the machine has one tape; raise :class:`MachineError` otherwise.

    >>> require_one_tape(Machine.of("M", "a 1 1 1 1 R R a", start="a"), "morphett")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: cannot be written as morphett: it has 2 tapes and the format has one; choose jflap or automata-lib
    """
    if machine.tapes != 1:
        raise refusal(
            machine,
            format,
            f"it has {machine.tapes} tapes and the format has one; choose jflap or automata-lib",
        )


def require_no_stay(machine: Machine, format: str) -> None:
    """Return nothing if no rule of a one-tape machine stays; raise :class:`MachineError` otherwise.

    >>> require_no_stay(Machine.of("M", "a 1 1 S a", start="a"), "standard")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: cannot be written as standard: state 'a', symbol '1': the rule stays and the format has only L and R; compile stay moves away with without_stay
    """
    for rule in machine.rules:
        if "S" in rule.move:
            raise refusal(
                machine,
                format,
                f"{pair(rule.state, *rule.read)}: the rule stays and the format has only L and R; "
                "compile stay moves away with without_stay",
            )


def require_characters(machine: Machine, format: str, forbidden: Collection[str]) -> None:
    """Return nothing if every symbol but the blank is one character, none of them forbidden.

    Raises :class:`MachineError` naming the first symbol that is not.

    >>> require_characters(Machine.of("M", "a x1 x1 R a", start="a"), "morphett", "*;")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: cannot be written as morphett: symbol 'x1' is 2 characters long; the format's symbols are single characters, so rename it
    """
    for s in machine.alphabet:
        if s == machine.blank:
            continue
        if len(s) != 1:
            raise refusal(
                machine,
                format,
                f"symbol {shown(s)} is {len(s)} characters long; the format's symbols are single characters, "
                "so rename it",
            )
        if s in forbidden:
            raise refusal(machine, format, f"symbol {s!r} has another meaning in the format; rename it")


def require_verdicts(machine: Machine, format: str, halting: Collection[Verdict], no_rule: Verdict) -> None:
    """Return nothing if each halting state's verdict is one of ``halting`` and each pair without a rule means ``no_rule``.

    Raises :class:`MachineError` naming the first state or pair whose meaning the format cannot say.

    >>> require_verdicts(Machine.of("M", "a 1 1 R a", start="a"), "jflap", ["accept", "reject"], "reject")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: cannot be written as jflap: state 'a', symbol '_': no rule, which means 'undefined' under policy 'by-state' and 'reject' in the format; add the rule or change the policy
    """
    for q in machine.states:
        if q in machine.halting and halting_verdict(machine, q) not in halting:
            raise refusal(
                machine,
                format,
                f"{pair(q)} ends a run with '{halting_verdict(machine, q)}' and the format's states can only end "
                f"one with {' or '.join(map(repr, halting))}; give the state another part (in morphett by its name: halt, halt-accept, halt-reject)",
            )
    meaning = POLICIES[machine.policy].missing
    if meaning == no_rule:
        return
    for q, read in missing(machine):
        raise refusal(
            machine,
            format,
            f"{pair(q, *read)}: no rule, which means '{meaning}' under policy '{machine.policy}' and '{no_rule}' "
            "in the format; add the rule or change the policy",
        )


def unmentioned(machine: Machine) -> list[str]:
    """Return the input symbols that no rule mentions, and the blank if it may stand in an input.

    >>> unmentioned(Machine.of("M", "a 1 1 R a", start="a", input_alphabet=["1", "2", "_"]))
    ['2', '_']
    """
    mentioned = {s for rule in machine.rules for s in rule.read + rule.write} - {machine.blank}
    return [s for s in machine.input_alphabet if s not in mentioned]
