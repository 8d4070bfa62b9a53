"""Every machine of the zoo gives its oracle's answer within its claimed time: on all short inputs, on long random ones."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turing.simulator import run
from turing.zoo import ZOO, ZooEntry

#: Transitions after which the exhaustive test of a machine ends, at the end of a length.
BUDGET = 20_000

#: More for the universal machine: its busiest guest comes late.
BUDGETS = {"universal": 200_000}

#: Every machine but the busy beavers, which have one input each.
WITH_INPUTS = [name for name, entry in ZOO.items() if entry.published is None]


@cache
def time_at(entry: ZooEntry, n: int) -> int:
    """The claimed time; kept, as evaluating an expression costs more than a short run."""
    return entry.time(n)


def check(entry: ZooEntry, x: str) -> int:
    """Assert answer and time on one input; return the time."""
    end = run(entry.machine, x, max_steps=time_at(entry, len(x)))
    assert end.outcome in ("accept", "reject", "halt"), f"{entry.name} on {x!r}: {end.outcome} after {end.steps}"
    assert entry.read(end.configuration) == entry.oracle(x), f"{entry.name} on {x!r}"
    return end.steps


@pytest.mark.parametrize("name", WITH_INPUTS)
def test_machine_answers_like_its_oracle_on_all_short_inputs(name: str) -> None:
    """For all valid x with |x| <= m: M(x) = oracle(x) and M stops within time(|x|); an exact time is attained at
    each length, by every input where it is claimed of every input; a bound is within a factor 2 somewhere."""
    entry = ZOO[name]
    closest, checked, spent, n = 0.0, 0, 0, -1
    while n < 40 and spent < BUDGETS.get(name, BUDGET):
        n += 1
        steps = [check(entry, x) for x in entry.inputs(n)]
        if not steps:
            continue
        checked, spent = checked + len(steps), spent + sum(steps)
        closest = max(closest, max(steps) / entry.time(n))
        if entry.time_kind == "exact":
            assert max(steps) == entry.time(n), f"{name} at length {n}"
        if entry.time_of == "every":
            assert min(steps) == entry.time(n), f"{name} at length {n}"
    assert closest >= 0.5, f"{name}: the time bound is never within a factor 2"
    assert checked >= len(entry.lengths) and checked >= (20 if len(entry.input_alphabet) > 1 else 1)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text("01", min_size=least, max_size=most)


PALINDROMES = digits(20, 60) | digits(10, 30).map(lambda w: w + w[::-1]) | digits(10, 30).map(lambda w: w + w[-2::-1])

#: Long valid inputs; for deciders half of them are built to be accepted, or to fail late.
LONG: dict[str, st.SearchStrategy[str]] = {
    "parity": digits(50, 400),
    "mod3": digits(50, 400) | st.integers(2**60, 2**90).map(lambda v: format(3 * v, "b")),
    "brackets4": st.text("()", min_size=20, max_size=60)
    | st.lists(st.sampled_from(["()", "(())", "(()(()))", "((()()))", "(((())))", "((((()))))"]), min_size=5).map(
        "".join
    ),
    "contains_1011": digits(50, 400) | st.lists(st.sampled_from(["0", "100", "1010", "11100"])).map("".join),
    "first_equals_last": st.text("ab", min_size=50, max_size=400),
    "majority": digits(20, 40),
    "compare": st.integers(10, 25).flatmap(lambda m: st.tuples(digits(m, m), digits(m, m))).map("<".join)
    | st.tuples(digits(10, 20), digits(1, 3)).map(lambda p: f"{p[0]}{p[1]}<{p[0]}{p[1][::-1]}"),
    "palindrome": PALINDROMES,
    "palindrome_2tape": PALINDROMES,
    "anbn": st.text("ab", max_size=40) | st.integers(10, 40).map(lambda m: "a" * m + "b" * m),
    "anbncn": st.tuples(st.integers(8, 10), st.integers(8, 10), st.integers(8, 10)).map(
        lambda t: "a" * t[0] + "b" * t[1] + "c" * t[2]
    ),
    "repeated_word": digits(8, 25).map(lambda w: f"{w}#{w}")
    | st.tuples(digits(8, 20), digits(0, 3), digits(0, 3)).map(lambda p: f"{p[0]}{p[1]}#{p[0]}{p[2]}"),
    "power_of_two": st.integers(41, 300).map(lambda n: "a" * n) | st.sampled_from(["a" * 64, "a" * 128, "a" * 512]),
    "increment": digits(50, 300) | st.integers(50, 300).map(lambda n: "1" * n),
    "increment_lsd": digits(50, 300) | st.integers(50, 300).map(lambda n: "1" * n),
    "add_interleaved": st.lists(st.sampled_from(["00", "01", "10", "11"]), min_size=30, max_size=200).map("".join),
    "add_plus": st.tuples(digits(1, 25), digits(1, 25)).map("+".join),
    "add_3tape": st.lists(st.sampled_from(["00", "01", "10", "11"]), min_size=30, max_size=100).map("".join),
    "multiply_unary": st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda p: "1" * p[0] + "x" + "1" * p[1]),
    "multiply_3tape": st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: "1" * p[0] + "x" + "1" * p[1]),
    "copy": digits(15, 40),
    "reverse": digits(20, 60),
    "bit_sort": digits(20, 60),
    "sort_2tape": st.text("abc", min_size=50, max_size=300),
    "unary_to_binary": st.integers(41, 700).map(lambda n: "|" * n),
    "binary_to_unary": digits(7, 7),
    "collatz": st.integers(2**16, 2**18 - 1).map(lambda v: format(v, "b")),
    "universal": st.integers(30, 60).flatmap(
        lambda n: st.sampled_from([x for x, _ in zip(ZOO["universal"].inputs(n), range(64), strict=False)])
    ),
}


def test_every_machine_with_inputs_is_run_on_long_random_ones() -> None:
    """The table of long inputs names exactly the machines that have inputs."""
    assert sorted(LONG) == sorted(WITH_INPUTS)


@pytest.mark.parametrize("name", WITH_INPUTS)
def test_machine_answers_like_its_oracle_on_long_random_inputs(name: str) -> None:
    """For random long valid x: M(x) = oracle(x), within time(|x|), equal to it where claimed of every input."""
    entry = ZOO[name]

    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(LONG[name])
    def agrees(x: str) -> None:
        steps = check(entry, x)
        if entry.time_of == "every":
            assert steps == entry.time(len(x))

    agrees()


def test_deciders_meet_both_answers() -> None:
    """Each decider accepts some short input and rejects another: no oracle is constant where it is checked."""
    for entry in ZOO.values():
        if entry.answer == "verdict":
            answers = {entry.oracle(x) for n in range(9) for x in entry.inputs(n)}
            assert answers == {"accept", "reject"}, entry.name
