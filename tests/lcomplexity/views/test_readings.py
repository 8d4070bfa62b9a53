"""The configurations read back from tokens are the simulator's, on every construction; another machine's are not."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from view_samples import Sample, machine_samples, other_samples

from lcomplexity.constructions.build import Via, build
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.predictor_file import stored
from lcomplexity.views.machine_data import reading
from lcomplexity.views.machine_layout import layout_of
from proofs.machine_strategies import absorbing_run, inputs, machines
from turing.errors import MachineError
from turing.machine import Machine
from turing.zoo import zoo

SAMPLES = machine_samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_every_layout_reads_the_simulators_configurations(sample: Sample) -> None:
    """State, heads and cells of every configuration in the chain, told apart from the kernel's own run; at least one, in
    order, none known before its tokens stand."""
    assert sample.machine is not None
    h = sample.stored.predictor
    for x in sample.inputs:
        d = decode(h, sample.stored.interface.prompt(x))
        r = reading(sample.stored, sample.machine, x, d.prompt, d.chain)
        assert r.disagreement is None and r.read == r.simulated and r.read
        run = absorbing_run(sample.machine, x, r.read[-1].step)
        for m in r.read:
            assert (m.state, m.heads, m.tapes) == run[m.step]
        known = [m.known for m in r.read]
        assert known == sorted(set(known)) and known[0] >= 0 and known[-1] <= len(d.chain)


@settings(max_examples=40)
@given(st.data())
def test_random_machines_are_read_back(data: st.DataObject) -> None:
    """A drawn machine, an input, any construction that applies within 8 steps: read and simulated are the same."""
    machine = data.draw(machines(symbols=(2, 3)))
    x = "".join(data.draw(inputs(machine, 2)))
    via: Via = data.draw(st.sampled_from(("auto", "oblivious", "sliding", "recursive", "circuit")))
    try:
        c = build(machine, 2, via=via, steps=8).construction
    except (PredictorError, MachineError):
        assume(False)
    s = stored(c)
    d = decode(c.predictor, s.interface.prompt(x))
    r = reading(s, machine, x, d.prompt, d.chain)
    assert r.disagreement is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_a_wrong_token_is_noticed(sample: Sample) -> None:
    """One token of a configuration replaced: some configuration differs from the simulator's, or fewer are read."""
    assert sample.machine is not None
    h, x = sample.stored.predictor, sample.inputs[0]
    d = decode(h, sample.stored.interface.prompt(x))
    right = reading(sample.stored, sample.machine, x, d.prompt, d.chain)
    noticed = tried = 0
    for t in range(0, len(d.chain), max(1, len(d.chain) // 12)):
        other = (d.chain[t] + 1) % len(h.vocabulary)
        chain = (*d.chain[:t], other, *d.chain[t + 1 :])
        r = reading(sample.stored, sample.machine, x, d.prompt, chain)
        noticed += r.disagreement is not None or r.read != right.read
        tried += 1
    # Tokens of windows between two steps, and bits behind the last configuration, say nothing that is read here.
    assert noticed >= (1 if "recursive" in sample.name else 2) or tried < 4


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_another_machine_is_refused_or_disagrees(sample: Sample) -> None:
    """The zoo's other machines: names of tokens that are not the file's are refused in one line; where bits have no names, the
    configurations differ."""
    x = sample.inputs[0]
    d = decode(sample.stored.predictor, sample.stored.interface.prompt(x))
    for name in ("parity", "palindrome", "bb3", "compare", "palindrome_2tape"):
        machine = zoo(name).machine
        if sample.machine is not None and machine.rules == sample.machine.rules:
            continue
        try:
            r = reading(sample.stored, machine, x, d.prompt, d.chain)
        except (PredictorError, MachineError) as error:
            assert "machine" in str(error) and "\n" not in str(error)
        else:
            assert r.disagreement is not None or not r.read


def test_the_same_names_with_other_rules_disagree() -> None:
    """A machine with the same states and symbols, one move of which is turned around, is not the simulator's run."""
    M = zoo("parity").machine
    lines = [
        f"{r.state} {r.read[0]} {r.write[0]} {'L' if i == 1 else r.move[0]} {r.target}" for i, r in enumerate(M.rules)
    ]
    other = Machine(
        M.name, M.states, M.alphabet, M.blank, M.input_alphabet, M.start,
        Machine.of("turned", *lines, start=M.start, accepting=M.accepting, rejecting=M.rejecting).rules,
        M.accepting, M.rejecting, M.halting, M.policy,
    )  # fmt: skip
    c = build(M, 3, via="sliding").construction
    differ = []
    for letters in product("01", repeat=3):
        x = "".join(letters)
        d = decode(c.predictor, c.interface.prompt(x))
        differ.append(reading(stored(c), other, x, d.prompt, d.chain).disagreement is not None)
    assert any(differ)


@pytest.mark.parametrize("sample", other_samples(), ids=lambda s: s.name)
def test_a_predictor_from_no_machine_has_no_layout(sample: Sample) -> None:
    """Said with the construction's name."""
    with pytest.raises(PredictorError, match="was not built from a machine; leave the machine out"):
        layout_of(sample.stored, zoo("parity").machine)
