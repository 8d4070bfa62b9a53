"""Clause learning: contradictory exactly when no assignment satisfies the clauses, and every learned clause follows."""

from __future__ import annotations

from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.length.clause_learning import Clauses
from lcomplexity.length.refutation import step_fault

V = 6
clauses_3 = st.lists(
    st.lists(st.integers(1, V), min_size=1, max_size=3, unique=True).flatmap(
        lambda xs: st.tuples(*[st.sampled_from((x, -x)) for x in xs])
    ),
    min_size=1,
    max_size=40,
)


def satisfiable(clauses: list[tuple[int, ...]]) -> bool:
    """Return whether some assignment of the V variables makes every clause true."""
    return any(
        all(any((v > 0) == values[abs(v) - 1] for v in c) for c in clauses)
        for values in product((False, True), repeat=V)
    )


@settings(max_examples=300)
@given(clauses_3, st.integers(0, 2**32))
def test_deciding_until_all_is_assigned_settles_satisfiability(clauses: list[tuple[int, ...]], seed: int) -> None:
    """Clauses come in at random moments; the end is a satisfying assignment or the empty clause, with hints that check."""
    c, random = Clauses(V), Random(seed)
    waiting, added, numbers = list(clauses), list[tuple[int, ...]](), {}
    while not c.contradictory:
        free = [x for x in range(1, V + 1) if not c.value[x]]
        if waiting and (not free or random.random() < 0.5):
            clause = waiting.pop()
            numbers[c.add(clause)] = clause
            added.append(clause)
        elif free:
            x = random.choice(free)
            c.decide(random.choice((x, -x)))
        else:
            break
        c.settle()
        if random.random() < 0.1:
            c.forget_decisions()
            c.settle()
    assert c.contradictory == (not satisfiable(added))
    if not c.contradictory:
        assert not waiting
        assert all(any((v > 0) == (c.value[abs(v)] > 0) for v in clause) for clause in clauses)
    # Every learned clause follows from those numbered before it.
    for number, (clause, hints) in zip(c.numbers, c.learned, strict=True):
        assert all(hint < number for hint in hints)
        known = [numbers.get(i, ()) for i in range(number)]
        assert step_fault(clause, hints, known) is None
        numbers[number] = clause


def test_a_learned_clause_can_be_given_to_another_solver() -> None:
    """With its hints, it takes part like any other."""
    first = Clauses(2)
    for clause in ((1, 2), (1, -2)):
        first.add(clause)
    first.decide(-1)
    assert not first.settle() and first.value[1] == 1 and first.learned == [((1,), (0, 1))]
    second = Clauses(2)
    for clause in ((1, 2), (1, -2)):
        second.add(clause)
    assert second.add_learned((1,), (0, 1)) == 2
    assert second.settle() and second.value[1] == 1
