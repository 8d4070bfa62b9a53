"""Families against their definitions in plain Python, for all inputs; members without a table; bad parameters."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.errors import PredictorError
from lcomplexity.functions import FAMILIES, family_member, member
from lcomplexity.programs import ThresholdCircuit

ROOT = Path(__file__).resolve().parents[3]


def binary(bits: tuple[int, ...]) -> int:
    """The number that bits say, least significant first."""
    value = 0
    for bit in reversed(bits):
        value = 2 * value + bit
    return value


def pair(x: tuple[int, ...], k: int) -> tuple[int, int]:
    """The two k-bit numbers in x."""
    return binary(x[:k]), binary(x[k:])


def selected(x: tuple[int, ...], k: int) -> int:
    """The data bit that k address bits name."""
    return x[k:][binary(x[:k])]


def weighted_bit(x: tuple[int, ...], n: int) -> int:
    """Bit number "how many ones", counted from 1."""
    return (0, *x)[x.count(1)]


#: Definitions independent of the package's, and the parameters tried.
DEFINITIONS: dict[str, tuple[Callable[..., Any], list[tuple[Any, ...]]]] = {
    "parity": (lambda x, n: x.count(1) % 2 == 1, [(n,) for n in range(1, 9)]),
    "majority": (lambda x, n: x.count(1) > x.count(0), [(n,) for n in range(1, 9)]),
    "threshold": (lambda x, n, k: x.count(1) >= k, [(n, k) for n in range(1, 7) for k in range(n + 2)]),
    "exactly": (lambda x, n, k: x.count(1) == k, [(n, k) for n in range(1, 7) for k in range(n + 1)]),
    "modulo": (
        lambda x, n, m, r: (x.count(1) - r) % m == 0,
        [(n, m, r) for n in range(1, 6) for m in range(1, n + 2) for r in range(m)],
    ),
    "symmetric": (
        lambda x, n, values: values[x.count(1)] == "1",
        [(n, "".join(v)) for n in range(1, 5) for v in product("01", repeat=n + 1)],
    ),
    "and": (lambda x, n: all(x), [(n,) for n in range(1, 7)]),
    "or": (lambda x, n: any(x), [(n,) for n in range(1, 7)]),
    "constant": (lambda x, n, v: v, [(n, v) for n in range(1, 5) for v in (0, 1)]),
    "ip": (lambda x, k: len([i for i in range(k) if x[i] and x[k + i]]) % 2, [(k,) for k in range(1, 5)]),
    "equality": (lambda x, k: x[:k] == x[k:], [(k,) for k in range(1, 5)]),
    "comparison": (lambda x, k: x[:k][::-1] > x[k:][::-1], [(k,) for k in range(1, 5)]),
    "add": (
        lambda x, k, bit: sum(pair(x, k)) // 2**bit % 2,
        [(k, bit) for k in range(1, 5) for bit in range(k + 1)],
    ),
    "multiply": (
        lambda x, k, bit: pair(x, k)[0] * pair(x, k)[1] // 2**bit % 2,
        [(k, bit) for k in range(1, 5) for bit in range(2 * k)],
    ),
    "address": (selected, [(k,) for k in range(1, 4)]),
    "multiplexer": (selected, [(k,) for k in range(1, 4)]),
    "hwb": (weighted_bit, [(n,) for n in range(1, 9)]),
}


def test_every_family_is_defined_here_and_named_on_the_page() -> None:
    """No family without an independent definition, nor without a row in docs/functions.md."""
    assert set(DEFINITIONS) == set(FAMILIES)
    page = (ROOT / "docs" / "functions.md").read_text()
    for family in FAMILIES.values():
        assert f"| `{family.form}` |" in page, family.form


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_what_its_definition_says(family: str) -> None:
    """All inputs of all small members: value, table, n, and the name read back."""
    definition, cases = DEFINITIONS[family]
    for parameters in cases:
        f = member(family, *parameters)
        table = f.tabulated()
        assert table.n == f.n and family_member(f.name) == f == pickle.loads(pickle.dumps(f))
        for x in product((0, 1), repeat=f.n):
            assert f.value(x) == table.value(x) == int(definition(x, *parameters)), (f.name, x)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_symmetric_family_lists_its_values_and_a_gate_computes_its_member(family: str) -> None:
    """Where values by sum are given, they are f; where a threshold gate is given, it computes f, on every input."""
    for parameters in DEFINITIONS[family][1]:
        f = member(family, *parameters)
        F, gate = f.symmetric_values(), f.threshold_gate()
        assert F is None or len(F) == f.n + 1
        for x in product((0, 1), repeat=f.n):
            assert F is None or F[sum(x)] == f.value(x)
            if gate is not None:
                assert ThresholdCircuit(f.n, (gate,)).run(x) == (f.value(x),), (f.name, x)


def test_the_members_that_are_one_gate_are_known_to_be() -> None:
    """A sample written by hand, of both kinds."""
    one = ["majority:7", "threshold:5,0", "threshold:5,6", "and:3", "or:3", "constant:2,1", "exactly:4,0", "add:3,3"]
    one += ["comparison:4", "ip:1", "symmetric:3,1100", "symmetric:2,110", "parity:1", "modulo:3,4,3"]
    for name in one:
        assert family_member(name).threshold_gate() is not None, name
    for name in ("parity:2", "exactly:3,1", "symmetric:3,0110", "ip:2", "add:3,1", "address:1", "equality:1"):
        assert family_member(name).threshold_gate() is None, name


def test_known_tables() -> None:
    """From the literature and by hand: parity 4 is 0x6996, majority 3 0xe8, 2^1 address 0xe4 (x0 chooses x1 or x2)."""
    names = {"parity:4": "0x6996:4", "majority:3": "0xe8:3", "address:1": "0xe4:3", "equality:1": "0x9:2"}
    # a = (x0, x1), b = (x2, x3); a.b odd at i = 5, 7, 10, 11, 13, 14.
    names |= {"ip:2": f"0x{sum(1 << i for i in (5, 7, 10, 11, 13, 14)):04x}:4", "hwb:2": "0xa:2"}
    for name, table in names.items():
        assert family_member(name).tabulated().name == table, name


def test_a_member_too_large_for_a_table_is_still_evaluated() -> None:
    """64 and a million bits, 2^19 data bits, 100-bit numbers: against the definitions, on random inputs."""
    draw = random.Random(5)
    for name in ("parity:64", "majority:1000000", "ip:32", "hwb:1000", "address:19", "add:100,57", "multiply:100,99"):
        f = family_member(name)
        definition = DEFINITIONS[f.family][0]
        for _ in range(1 + (f.n < 10_000)):
            x = tuple(draw.getrandbits(1) for _ in range(f.n))
            assert f.value(x) == int(definition(x, *f.parameters)), name
    with pytest.raises(PredictorError) as error:
        family_member("parity:64").tabulated()
    assert str(error.value) == (
        "parity:64: a truth table of 64 variables has 2^64 entries; tables are made up to 16 variables"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("majorty:5", "no family of functions is named 'majorty'; did you mean 'majority', 'parity'?"),
        ("q:5", "no family of functions is named 'q'; families are parity, majority, "),
        ("parity:", "parity:: n is ''; it must be a whole number from 1 to 1000000"),
        ("parity:0", "parity:0: n is '0'; it must be a whole number from 1 to 1000000"),
        ("parity:-1", "parity:-1: n is '-1'; it must be a whole number from 1 to 1000000"),
        ("parity:1000001", "parity:1000001: n is '1000001'; it must be a whole number from 1 to 1000000"),
        ("parity:" + "9" * 5000, "parity:" + "9" * 53 + "..: n is '9999"),
        ("parity:٣", "parity:٣: n is '\\u0663'; it must be"),
        ("parity:8,2", "parity:8,2: 2 parameters; write parity:n"),
        ("threshold:8", "threshold:8: 1 parameter; write threshold:n,k"),
        ("threshold:3,5", "threshold:3,5: k is '5'; it must be a whole number from 0 to 4"),
        ("exactly:3,4", "exactly:3,4: k is '4'; it must be a whole number from 0 to 3"),
        ("modulo:3,0,0", "modulo:3,0,0: m is '0'; it must be a whole number from 1 to 4"),
        ("modulo:3,2,2", "modulo:3,2,2: r is '2'; it must be a whole number from 0 to 1"),
        (
            "symmetric:3,011",
            "symmetric:3,011: values is '011'; give 4 digits 0 or 1, the value for each sum from 0 to 3",
        ),
        ("symmetric:3,0112", "symmetric:3,0112: values is '0112'; give 4 digits 0 or 1"),
        ("constant:3,2", "constant:3,2: v is '2'; it must be a whole number from 0 to 1"),
        ("add:3,4", "add:3,4: bit is '4'; it must be a whole number from 0 to 3"),
        ("multiply:3,6", "multiply:3,6: bit is '6'; it must be a whole number from 0 to 5"),
        ("ip:500001", "ip:500001: k is '500001'; it must be a whole number from 1 to 500000"),
        ("address:20", "address:20: k is '20'; it must be a whole number from 1 to 19"),
        ("address:999999999999", "address:999999999999: k is '999999999999'; it must be a whole number from 1 to 19"),
        ("parity", "'parity': a family needs its parameters; write parity:n"),
    ],
)
def test_a_member_that_is_none_is_refused(text: str, message: str) -> None:
    """With the family, the parameter and its range; a huge number costs nothing."""
    with pytest.raises(PredictorError) as error:
        family_member(text)
    assert str(error.value).startswith(message) and len(str(error.value)) < 400


def test_a_member_made_directly_is_checked_too() -> None:
    """As text or as numbers, equal members are equal; wrong ones are refused."""
    assert member("threshold", 5, 2) == member("threshold", "5", "2") == family_member("threshold: 5, 2")
    for parameters in ((5.0, 2), (True, 1), (5, None)):
        with pytest.raises(PredictorError):
            member("threshold", *parameters)  # type: ignore[arg-type]
