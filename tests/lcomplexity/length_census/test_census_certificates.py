"""Certificates of the census: all accepted, the committed ones as fresh ones, and every tampered one rejected."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.cli.census import fault_of
from lcomplexity.errors import PredictorError
from lcomplexity.functions.npn import classes
from lcomplexity.length.census.certificate import certificate, gates_of
from lcomplexity.length.census.odd_cover_check import covers_fault, fault, main
from lcomplexity.length.census.odd_covers import odd_covers
from lcomplexity.length.census.parallelograms import parallelograms, splits
from lcomplexity.length.census.shortest import shortest
from lcomplexity.length.relations import covering_relations

REFERENCE = Path(__file__).parents[2] / "reference" / "census"


@cache
def committed(n: int) -> tuple[Any, ...]:
    """Return the committed certificates of n variables."""
    return tuple(map(json.loads, (REFERENCE / f"certificates-{n}.jsonl").read_text().splitlines()))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_every_class_has_a_committed_certificate(n: int) -> None:
    """For n <= 4 there is one certificate for each class, exact both ways, accepted by the independent checker, and what the
    certificate says is what the census says."""
    rows = [
        line.split() for line in (REFERENCE / f"classes-{n}.txt").read_text().splitlines() if line.startswith("0x")
    ]
    assert [(r["function"]["table"], r["lower"], r["upper"]) for r in committed(n)] == [
        (row[0], int(row[2]), int(row[2])) for row in rows
    ]
    assert [fault_of(record) for record in committed(n)] == [None] * len(rows)


def without_program(record: Any) -> Any:
    """Return what does not depend on how weights are made small."""
    return {name: value for name, value in record.items() if name != "program"}


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_committed_certificates_are_those_made_now(n: int) -> None:
    """For n <= 3, and a drawn class of n = 5 with T = 4, the generator makes the committed proofs."""
    for record in random.sample(committed(n), 1) if n == 5 else committed(n):
        made = certificate(n, int(record["function"]["table"], 16))
        assert without_program(made) == without_program(record)


def test_the_classes_that_need_four_tokens_are_certified() -> None:
    """There are 46 classes of 5 variables with T = 4; each committed certificate names one, and a drawn one is accepted."""
    assert len({r["function"]["table"] for r in committed(5)}) == 46
    assert all(r["lower"] == r["upper"] == 4 for r in committed(5))
    assert fault_of(random.choice(committed(5))) is None


@pytest.mark.deep
def test_all_certificates_of_four_tokens_are_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    """Each of the 46 is accepted, by the program on its own."""
    assert main(str(REFERENCE / "certificates-5.jsonl")) == 0
    assert "46 certificates, 0 faults" in capsys.readouterr().out


@pytest.mark.parametrize("table", [0x0003C6CA, 0x69969669, 0x17E8E881, 0xCAFEF00D])
def test_five_variables_on_demand(table: int) -> None:
    """A function of 5 variables with T <= 3 gets a certificate that is accepted."""
    record = certificate(5, table)
    assert record["lower"] <= 3 and fault_of(record) is None


def tampered(record: Any, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """Yield changed copies of a certificate by odd covers, none of which is a proof."""

    def copied() -> Any:
        return copy.deepcopy(record)

    covers = record["proof"]["data"]
    n, f = record["function"]["n"], int(record["function"]["table"], 16)
    changed = copied()
    changed["function"]["table"] = f"0x{f ^ 1 << rng.randrange(1 << n):08x}"
    yield "another function", changed
    changed = copied()
    k = rng.randrange(len(covers))
    changed["proof"]["data"][k].pop()
    yield "an even cover", changed
    changed = copied()
    changed["proof"]["data"][k] = changed["proof"]["data"][k][:-2] or []
    yield "a cover that is not even at each point", changed
    changed = copied()
    corners = changed["proof"]["data"][k][0]
    corners[rng.randrange(4)] ^= 1 << rng.randrange(n)
    yield "no parallelogram", changed
    changed = copied()
    other = rng.choice([p for p in parallelograms(n).tolist() if not splits(f, p)])
    changed["proof"]["data"][k][0] = other
    yield "a parallelogram that is not split", changed
    changed = copied()
    changed["proof"]["data"] = covers[: len(covers) // 2]
    yield "half of the covers", changed
    for field, value in (("lower", 3), ("upper", 5), ("vocabulary", 3), ("kind", "lower"), ("lower", True)):
        yield f"{field} = {value}", record | {field: value}
    for t in range(4):
        changed = copied()
        changed["program"][t][0][0] += rng.choice((-50, 50))
        yield "a changed threshold", changed
    changed = copied()
    changed["program"].pop(0)
    yield "a gate less", changed
    changed = copied()
    changed["program"][3][0].append(0)
    yield "a weight more", changed
    changed = copied()
    changed["program"][2][0][1] += 0.5
    yield "a weight that is no integer", changed
    for bad in (None, [], {}, "0x", -1, [[]], [[[0]]]):
        yield "odd covers of another type", record | {"proof": {"by": "odd covers", "projection": None, "data": bad}}
        yield "a function of another type", record | {"function": bad}
        yield "a program of another type", record | {"program": bad}
        yield "not even an object", bad
    for key in record:
        yield "a key less", {name: value for name, value in record.items() if name != key}
    yield "a key more", record | {"note": 1}
    yield "a projection", record | {"proof": record["proof"] | {"projection": list(range(2, 12, 2))}}
    yield "another proof", record | {"proof": record["proof"] | {"by": "relations"}}


def test_tampered_certificates_are_rejected() -> None:
    """Of 200 changed certificates by odd covers, not one is accepted, and none ends the checker otherwise."""
    rng = random.Random(4)
    count = 0
    for record in random.Random(7).sample(committed(5), 6):
        for what, changed in tampered(record, rng):
            assert fault(changed) is not None, what
            count += 1
    assert count >= 200


def test_no_cover_can_be_left_out() -> None:
    """The last cover of a list chosen greedily is needed: without it the checker names a first gate, which does balance it."""
    record = min(committed(5), key=lambda r: len(r["proof"]["data"]))
    n, f, covers = 5, int(record["function"]["table"], 16), record["proof"]["data"]
    said = covers_fault(n, f, covers[:-1])
    assert said is not None and said.startswith("the first gate 0x")
    gate = int(said.split()[3], 16)
    assert shortest(n, gate)[0] == 1
    a, b, c, d = covers[-1][0]
    assert (gate >> a & 1) + (gate >> b & 1) == (gate >> c & 1) + (gate >> d & 1)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_bound_that_does_not_hold_has_no_proof(n: int) -> None:
    """For n <= 4, no class has relations that show more than its T, and none with T = 3 has odd covers; what does hold has a proof,
    so the lemmas alone separate T = 1, 2, 3."""
    for f, _ in classes(n):
        T, _ = shortest(n, f.table)
        assert any(splits(f.table, corners) for corners in parallelograms(n)) == (T > 1)
        assert T == 1 or (covering_relations(n, f.table) is None) == (T == 2)
        if T == 3:
            with pytest.raises(PredictorError, match="no odd covers"):
                odd_covers(n, f.table)


@pytest.mark.parametrize("table", [0x69969669, 0x0003C6CA])
def test_no_odd_covers_where_three_tokens_suffice(table: int) -> None:
    """Nor has parity of 5 bits, or another function of 5 bits with T = 3."""
    assert shortest(5, table)[0] == 3
    with pytest.raises(PredictorError, match="no odd covers"):
        odd_covers(5, table)


@pytest.mark.parametrize(("n", "table"), [(0, 0), (6, 0), (2, 16), (2, -1)])
def test_what_has_no_certificate_is_refused(n: int, table: int) -> None:
    """Other numbers of variables, and tables that are none, are refused."""
    with pytest.raises(PredictorError, match="census certificate"):
        certificate(n, table)


def test_tokens_that_are_no_gates_are_refused() -> None:
    """XOR is no gate."""
    with pytest.raises(PredictorError, match="0x6:2"):
        gates_of(2, (0b0110,))
