"""The integer view of a machine against its rules."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import machines
from turing.errors import MachineError
from turing.machine import DELTA, Configuration, Machine, verdict
from turing.table import STUCK, absorbing, table
from turing.tape import Tape

SOME_MACHINES = st.one_of(machines(), machines(tapes=(2, 3), states=(1, 2), symbols=(1, 2)))


@settings(max_examples=40, deadline=None)
@given(machine=SOME_MACHINES)
def test_every_rule_is_its_entry_and_every_missing_rule_a_missing_entry(machine: Machine) -> None:
    """Entry (q, s_1 .. s_k), the first tape most significant, holds the rule's target, symbols and moves, or -1."""
    t = table(machine)
    for q, state in enumerate(machine.states):
        for column, read in enumerate(product(machine.alphabet, repeat=machine.tapes)):
            rule = machine.delta.get((state, read))
            found = (t.nx[q, column], t.wr[q, column].tolist(), t.mv[q, column].tolist())
            if rule is None:
                assert found == (-1, [machine.alphabet.index(s) for s in read], [0] * machine.tapes)
            else:
                symbols = [machine.alphabet.index(s) for s in rule.write]
                assert found == (machine.states.index(rule.target), symbols, [DELTA[m] for m in rule.move])
    assert (machine.states[t.start], machine.alphabet[t.blank]) == (machine.start, machine.blank)


@settings(max_examples=40, deadline=None)
@given(machine=SOME_MACHINES)
def test_an_absorbing_table_is_total_and_equal_where_a_rule_applies(machine: Machine) -> None:
    """Rules stay; a halting state keeps everything; a missing entry leads to the stuck state, which keeps everything."""
    t, a = table(machine), absorbing(machine)
    missing = [(q, s) for q, s in np.argwhere(t.nx < 0).tolist() if machine.states[q] not in machine.halting]
    assert a.states == ((*machine.states, STUCK) if missing else machine.states)
    assert ((a.nx >= 0) & (a.nx < len(a.states))).all()
    scanned = [list(s) for s in product(range(len(machine.alphabet)), repeat=machine.tapes)]
    for q, state in enumerate(a.states):
        for s in range(a.nx.shape[1]):
            found = (a.nx[q, s], a.wr[q, s].tolist(), a.mv[q, s].tolist())
            if (q, s) in missing:
                assert found == (len(machine.states), scanned[s], [0] * machine.tapes)
            elif state == STUCK or state in machine.halting:
                assert found == (q, scanned[s], [0] * machine.tapes)
            else:
                assert found == (t.nx[q, s], t.wr[q, s].tolist(), t.mv[q, s].tolist())


@settings(max_examples=40, deadline=None)
@given(machine=machines())
def test_verdicts_of_stopped_states_are_the_kernel_s(machine: Machine) -> None:
    """A halting state has the verdict of ``verdict``, the stuck state that of a missing rule, others ``limit``."""
    a = absorbing(machine)
    for state, said in zip(a.states, a.verdicts, strict=True):
        if state == STUCK:
            gap = next(
                (q, s) for q in machine.states for s in machine.alphabet
                if q not in machine.halting and (q, (s,)) not in machine.delta
            )  # fmt: skip
            assert said == verdict(machine, Configuration(gap[0], (Tape(None, gap[1], None, 0),)))
        elif state in machine.halting:
            assert said == verdict(machine, Configuration(state, (Tape(None, machine.blank, None, 0),)))
        else:
            assert said == "limit"


def test_the_arrays_cannot_be_changed() -> None:
    """A table is a value: its arrays are read-only, missing entries or not."""
    full = Machine.of("full", "a 1 1 R a", "a _ _ R a", start="a")
    gap = Machine.of("gap", "a 1 1 R a", start="a")
    for t in (table(full), table(gap), absorbing(full), absorbing(gap)):
        for array in (t.nx, t.wr, t.mv):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_the_name_of_the_stuck_state_is_reserved_only_where_it_is_needed() -> None:
    """A total machine may use the name; one with a missing entry is refused with the remedy."""
    total = Machine.of("total", f"{STUCK} _ _ R {STUCK}", start=STUCK)
    assert absorbing(total).states == (STUCK,)
    partial = Machine.of("partial", f"{STUCK} 1 1 R {STUCK}", start=STUCK)
    with pytest.raises(MachineError, match=r"^partial: state name '\(stuck\)' is reserved; rename the state$"):
        absorbing(partial)
