"""The recursive window as a trace: its tokens tell the run, and its lengths are the formulas."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import absorbing_run, inputs, machines
from turing.batch import word_array
from turing.machine import Machine
from turing.recursive import (
    RecursiveTokens,
    RecursiveTrace,
    completed_length,
    core_length,
    cut_length,
    run_length,
)


@settings(max_examples=60)
@given(st.data(), st.integers(1, 40))
def test_the_step_tokens_of_the_chain_are_the_run(data: st.DataObject, steps: int) -> None:
    """The W tokens, in order, are the states, scanned symbols and both neighbours of steps 1 .. steps, by the kernel's
    step alone; nothing else in the chain looks like one."""
    machine: Machine = data.draw(machines())
    x = data.draw(inputs(machine, data.draw(st.integers(0, 4))))
    form = RecursiveTrace(machine, len(x), steps)
    (chain,) = form.records(word_array(machine, [x])).chains.tolist()
    names = [form.vocabulary[token] for token in chain]
    expected = []
    for moment in absorbing_run(machine, x, steps)[:-1]:
        (head,), (cells,) = moment.heads, moment.tapes
        left, s, right = (cells.get(head + d, machine.blank) for d in (-1, 0, 1))
        expected.append(f"({left},{moment.state}:{s},{right})")
    assert [name[2:] for name in names if name.startswith("W")] == expected


def test_token_numbers_are_a_numbering() -> None:
    """Every token has one number, 0 .. size-1, and one name."""
    say = RecursiveTokens(2, 3)
    signs = (-1, 0, 1)
    numbers = list(range(say.bos + 1))
    numbers += [say.cell_in(c, b) for c in range(say.contents) for b in (0, 1)]
    numbers += [say.out1(c, o, r) for c in range(say.contents) for o in (1, 2) for r in signs]
    numbers += [say.out2(c, o) for c in range(say.contents) for o in range(4)]
    numbers += [say.c1(o, r) for o in (1, 2) for r in signs] + [say.c2(o, r) for o in range(4) for r in signs]
    numbers += [
        say.window(o, a, q, s, b) for o in range(4) for a in (0, 1) for q in range(3) for s in (0, 1) for b in (0, 1)
    ]
    assert numbers == list(range(say.size))
    machine = Machine.of("M", "a 1 1 R b", "b 1 _ L a", "a _ _ S h", "b _ _ S h", start="a", halting=["h"])
    names = RecursiveTrace(machine, 0, 1).vocabulary
    assert len(set(names)) == len(names) == RecursiveTokens(2, 3).size


def test_closed_forms_solve_the_recurrences_for_every_level() -> None:
    """core_length and completed_length satisfy N_k = 2 N_(k-1) + 12 B + 2 and F_k = F_(k-1) + N_(k-1) + 9 B + 2 as
    identities in k (checked symbolically), with N_1 = F_1 = 2; F_k = 2^k (6 k - 7) + 4."""
    import sympy

    k = sympy.Symbol("k", integer=True, positive=True)

    def n(j: sympy.Expr) -> sympy.Expr:
        return 2**j * (6 * j - 4) - 2

    def f(j: sympy.Expr) -> sympy.Expr:
        return 2**j * (6 * j - 7) + 4

    B = 2 ** (k - 1)
    assert sympy.simplify(n(k) - (2 * n(k - 1) + 12 * B + 2)) == 0
    assert sympy.simplify(f(k) - (f(k - 1) + n(k - 1) + 9 * B + 2)) == 0
    assert n(sympy.Integer(1)) == f(sympy.Integer(1)) == 2
    for j in range(1, 30):
        assert core_length(j) == n(sympy.Integer(j)) and completed_length(j) == f(sympy.Integer(j))


def test_a_whole_run_has_the_claimed_length() -> None:
    """run(K) of 2^K steps has 2^K (6 K - 10) - K + 11 tokens, one more with the verdict; fewer steps have fewer."""
    for K in range(1, 25):
        assert run_length(K, 1 << K) == (1 << K) * (6 * K - 10) - K + 11
    for K in range(2, 9):
        lengths = [run_length(K, steps) for steps in range((1 << K - 1) + 1, (1 << K) + 1)]
        assert all(a < b for a, b in pairwise(lengths))
    assert cut_length(3, 8) == core_length(3) - (1 + 6) - (1 + 12)
