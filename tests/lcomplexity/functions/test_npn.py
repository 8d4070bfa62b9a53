"""NPN classes against a search by generators, published counts, Burnside's lemma, and the definition itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, Transformation, canonical, class_size, classes, member
from lcomplexity.functions.npn import orbit, representatives, transformations

#: Numbers of NPN classes of n = 1 .. 5 variables (OEIS A000370).
PUBLISHED = {1: 2, 2: 4, 3: 14, 4: 222, 5: 616126}


@st.composite
def transformed(draw: st.DrawFn, most: int) -> tuple[BooleanFunction, Transformation]:
    """A function of 0 .. ``most`` variables and a transformation of as many."""
    n = draw(st.integers(0, most))
    f = BooleanFunction(n, draw(st.integers(0, (1 << (1 << n)) - 1)))
    permutation = tuple(draw(st.permutations(range(n))))
    negations = tuple(draw(st.integers(0, 1)) for _ in range(n))
    return f, Transformation(permutation, negations, draw(st.integers(0, 1)))


def neighbours(n: int, table: int) -> list[int]:
    """The tables one generator away: an input negated, two neighbouring inputs exchanged, the output negated.

    Entry by entry, on the values as a tuple: nothing of the package's arithmetic.
    """
    values = [table >> i & 1 for i in range(2**n)]
    found = [[1 - v for v in values]]
    found += [[values[i ^ 2**j] for i in range(2**n)] for j in range(n)]
    for j in range(n - 1):
        swap = [i - (i & 3 << j) + ((i >> j & 1) << (j + 1)) + ((i >> (j + 1) & 1) << j) for i in range(2**n)]
        found.append([values[i] for i in swap])
    return [sum(v << i for i, v in enumerate(row)) for row in found]


def classes_by_search(n: int) -> dict[int, int]:
    """The smallest table of every table's class, by walking from table to table along generators."""
    smallest: dict[int, int] = {}
    for first in range(2**2**n):
        if first not in smallest:
            smallest[first], waiting = first, [first]
            while waiting:
                for table in neighbours(n, waiting.pop()):
                    if table not in smallest:
                        smallest[table] = first
                        waiting.append(table)
    return smallest


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_representatives_are_the_smallest_tables_found_by_search(n: int) -> None:
    """Every function of up to 3 variables: list, canonical form and size of the class."""
    smallest = classes_by_search(n)
    assert representatives(n).tolist() == [smallest[table] for table in range(2**2**n)]
    for table, expected in smallest.items():
        f = BooleanFunction(n, table)
        assert canonical(f).representative.table == expected
        assert class_size(f) == list(smallest.values()).count(expected)


@pytest.mark.deep
def test_representatives_of_four_variables_are_the_smallest_tables_found_by_search() -> None:
    """All 65,536 of them."""
    smallest = classes_by_search(4)
    assert representatives(4).tolist() == [smallest[table] for table in range(2**16)]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_classes_are_as_many_as_published_and_cover_every_function(n: int) -> None:
    """2, 4, 14, 222; sizes add up to 2^(2^n), each divides the number of transformations."""
    found = classes(n)
    assert len(found) == PUBLISHED[n]
    assert sum(size for _, size in found) == 2**2**n
    assert [f.table for f, _ in found] == sorted(f.table for f, _ in found)
    for f, size in found:
        assert 2 ** (n + 1) * factorial(n) % size == 0
        if n < 4 or f.table % 7 == 0:
            assert canonical(f).representative == f and class_size(f) == size


def fixed(t: Transformation) -> int:
    """How many functions a transformation leaves as they are: 2 to the number of cycles of x -> y, or none if a negated
    output would have to return after an odd cycle."""
    seen: set[tuple[int, ...]] = set()
    cycles = 0
    for x in product((0, 1), repeat=t.n):
        length = 0
        while x not in seen:
            seen.add(x)
            x, length = t.feeds(x), length + 1
        cycles += length > 0
        if length % 2 and t.output:
            return 0
    return 2**cycles


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_burnside_counts_the_published_number_of_classes(n: int) -> None:
    """The mean number of functions that a transformation fixes, over all of them: 616,126 for n = 5."""
    group = list(transformations(n))
    assert len(group) == len(set(group)) == 2 ** (n + 1) * factorial(n)
    assert divmod(sum(map(fixed, group)), len(group)) == (PUBLISHED[n], 0)


@given(transformed(5))
def test_a_transformation_does_what_its_definition_says(case: tuple[BooleanFunction, Transformation]) -> None:
    """g(x) = f(y) ^ output with y_j = x_{permutation[j]} ^ negations[j], for every x."""
    f, t = case
    g = t.apply(f)
    for x in product((0, 1), repeat=f.n):
        y = [x[t.permutation[j]] ^ t.negations[j] for j in range(f.n)]
        assert g.value(x) == f.value(y) ^ t.output
        assert list(t.feeds(x)) == y


@given(transformed(5), st.data())
def test_transformations_can_be_undone_and_done_one_after_another(
    case: tuple[BooleanFunction, Transformation], data: st.DataObject
) -> None:
    """inverse and then are those of the group that acts."""
    f, t = case
    u = Transformation(
        tuple(data.draw(st.permutations(range(f.n)))),
        tuple(data.draw(st.integers(0, 1)) for _ in range(f.n)),
        data.draw(st.integers(0, 1)),
    )
    assert t.inverse().apply(t.apply(f)) == f
    assert t.then(u).apply(f) == u.apply(t.apply(f))
    assert t.then(t.inverse()) == Transformation(tuple(range(f.n)), (0,) * f.n, 0)


def broken_claims(
    find: Callable[[BooleanFunction], Transformation], f: BooleanFunction, t: Transformation
) -> list[str]:
    """What is wrong with the transformation that ``find`` gives for f: a check that needs no other canonical form."""
    found, again = find(f).apply(f), find(t.apply(f)).apply(t.apply(f))
    wrong = [] if found == again else ["not the same for all of a class"]
    return wrong if found.table <= min(f.table, t.apply(f).table) else [*wrong, "not the smallest"]


@given(transformed(6))
def test_the_canonical_form_is_the_same_and_the_smallest_in_a_class(
    case: tuple[BooleanFunction, Transformation],
) -> None:
    """For functions of up to 6 variables and any member of their class; the transformation leads there and back."""
    f, t = case
    c = canonical(f)
    assert not broken_claims(lambda g: canonical(g).transformation, f, t)
    assert c.transformation.apply(f) == c.representative
    assert c.transformation.inverse().apply(c.representative) == f
    assert canonical(c.representative).representative == c.representative


def test_wrong_canonical_forms_are_noticed() -> None:
    """Without the negated output, with the transformation undone in place of done, or with nothing done at all."""

    def identity(f: BooleanFunction) -> Transformation:
        return Transformation(tuple(range(f.n)), (0,) * f.n, 0)

    mutants = {
        "output never negated": lambda f: replace(canonical(f).transformation, output=0),
        "inverse": lambda f: canonical(f).transformation.inverse(),
        "no negations": lambda f: replace(canonical(f).transformation, negations=(0,) * f.n),
        "identity": identity,
    }
    draw = random.Random(1)
    noticed = dict.fromkeys(mutants, 0)
    for _ in range(30):
        f = BooleanFunction(4, draw.getrandbits(16))
        t = Transformation(tuple(draw.sample(range(4), 4)), tuple(draw.choices((0, 1), k=4)), draw.randrange(2))
        for name, mutant in mutants.items():
            noticed[name] += bool(broken_claims(mutant, f, t))
    assert all(count >= 5 for count in noticed.values()), noticed


def test_known_classes() -> None:
    """By hand: parity and its negation; AND with all signs and its negations; majority has 8 of 256."""
    for n in range(1, 7):
        assert class_size(member("parity", n).tabulated()) == 2
        assert class_size(member("and", n).tabulated()) == (2 ** (n + 1) if n > 1 else 2)
        assert canonical(member("or", n).tabulated()).representative.table == 1
    assert class_size(member("majority", 3).tabulated()) == 8
    assert orbit(BooleanFunction(3, 0xAA)).tolist() == [0x0F, 0x33, 0x55, 0xAA, 0xCC, 0xF0]
    assert not orbit(BooleanFunction(3, 0xAA)).flags.writeable and not representatives(3).flags.writeable


def test_the_first_transformation_in_the_listed_order_is_given() -> None:
    """For every function of two variables, where several lead to the representative."""
    for table in range(16):
        f = BooleanFunction(2, table)
        c = canonical(f)
        assert c.transformation == next(t for t in transformations(2) if t.apply(f) == c.representative)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: canonical(BooleanFunction(7, 0)), "NPN classes of 7 variables; here n is at most 6"),
        (lambda: representatives(5), "NPN classes of 5 variables; here n is at most 4"),
        (lambda: classes(-1), "NPN classes of -1 variables; here n is at most 4"),
        (
            lambda: Transformation((0, 0), (0, 0), 0),
            "transformation (0, 0), (0, 0), 0: give a permutation of 0 .. n-1, n bits and a bit",
        ),
        (
            lambda: Transformation((0,), (0, 0), 0),
            "transformation (0,), (0, 0), 0: give a permutation of 0 .. n-1, n bits and a bit",
        ),
        (
            lambda: Transformation((0,), (0,), 2),
            "transformation (0,), (0,), 2: give a permutation of 0 .. n-1, n bits and a bit",
        ),
        (
            lambda: Transformation((0,), (0,), 0).apply(BooleanFunction(2, 6)),
            "0x6:2: the transformation is one of 1 variables; it needs as many",
        ),
        (
            lambda: Transformation((0,), (0,), 0).then(Transformation((0, 1), (0, 0), 0)),
            "transformations of 1 and of 2 variables cannot follow each other",
        ),
    ],
)
def test_what_has_no_class_here_is_refused(make: Callable[[], object], message: str) -> None:
    """With the largest n."""
    with pytest.raises(PredictorError) as error:
        make()
    assert str(error.value) == message
