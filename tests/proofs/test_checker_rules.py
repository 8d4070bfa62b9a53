"""The checker's rules one by one: for each, a certificate that breaks this rule alone, and the reason it is refused for."""

from __future__ import annotations

import copy
import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.length.certificates import length_certificate
from lcomplexity.length.complexity import length_complexity
from proofs import checker
from proofs.checker import FaultError, check

XOR = {
    "kind": "length",
    "function": {"n": 2, "table": "0x6"},
    "vocabulary": 2,
    "lower": 2,
    "upper": None,
    "program": None,
}


@pytest.fixture(autouse=True)
def fresh() -> None:
    """As many operations are left as a check begins with."""
    checker._left[0] = checker.MAX_WORK


def parity_of(n: int, data: list[int]) -> dict[str, Any]:
    """A claim that the parity of n bits needs as many tokens as ``data`` is long."""
    table = sum((i.bit_count() & 1) << i for i in range(1 << n))
    proof = {"by": "parity", "projection": None, "data": data}
    return XOR | {
        "function": {"n": n, "table": f"0x{table:0{max(1, (1 << n) // 4)}x}"}, "lower": len(data), "proof": proof
    }  # fmt: skip


@pytest.mark.parametrize(
    ("n", "data", "reason"),
    [
        (2, [4, 2, 1], "at first all variables are free"),
        (4, [8, 4, 2, 1], "at first all variables are free"),
        (4, [3, 1], "at first all variables are free"),
        (4, [4, 3, 1], "fewer variables are free after token 1"),
        (4, [4, 2, 2], "fewer variables are free after token 2"),
        (4, [4, 2, 1, 0], "free is out of range"),
    ],
)
def test_halvings_start_with_all_variables_and_halve(n: int, data: list[int], reason: str) -> None:
    """More free variables than there are would prove any bound."""
    kind, valid, why = check(parity_of(n, data))
    assert (kind, valid) == ("length", False) and reason in why


def test_halvings_of_four_bits_prove_three_tokens() -> None:
    """4, 2, 1 are free after 0, 1, 2 tokens."""
    assert check(parity_of(4, [4, 2, 1])) == ("length", True, "at least 3 tokens, parity of 4 bits")


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_a_relation_must_balance_every_variable_and_the_constant(m: int) -> None:
    """Two points that differ in one variable, or multipliers of different sums, are no relation, whatever variable it is."""
    for j in range(m):
        table = [i >> j & 1 for i in range(1 << m)]
        with pytest.raises(FaultError, match="a relation is not balanced"):
            checker._lemma([1, [], [[0, 1, 0], [1 << j, 1, 1]]], 1, m, table)
    with pytest.raises(FaultError, match="a relation is not balanced"):
        checker._lemma([1, [], [[0, 2, 0], [0, 1, 1]]], 2, m, [0] * (1 << m))


#: Of the second of three tokens: exclusive or with a token before that is 1 on all four points.
LEMMA = [2, [1], [[0, 1, 0, 1], [1, 1, 1, 1], [3, 1, 0, 1], [2, 1, 1, 1]]]


def changed(place: tuple[int, ...], value: Any) -> list[Any]:
    """The lemma with one entry changed."""
    lemma: Any = copy.deepcopy(LEMMA)
    row = lemma
    for i in place[:-1]:
        row = row[i]
    row[place[-1]] = value
    return list(lemma)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ((0,), 0, "a lemma's token is out of range"),
        ((0,), 4, "a lemma's token is out of range"),
        ((1, 0), -2, "a sign is out of range"),
        ((1, 0), 2, "a sign is out of range"),
        ((1, 0), 0, "a sign is 0"),
        ((1,), [1, 1], "signs is no list, or of the wrong length"),
        ((2, 0, 0), 4, "a point is out of range"),
        ((2, 0, 0), -1, "a point is out of range"),
        ((2, 0, 1), 0, "a multiplier is out of range"),
        ((2, 0, 2), 2, "a label is out of range"),
        ((2, 0, 3), 3, "a bit is out of range"),
        ((2, 0), [0, 1, 0], "a term is no list, or of the wrong length"),
        ((2,), [], "a relation is not balanced"),
    ],
)
def test_a_lemma_of_the_second_of_three_tokens_keeps_every_rule(
    place: tuple[int, ...], value: Any, reason: str
) -> None:
    """The lemma itself is accepted, with either sign; with one entry out of range it is not."""
    assert checker._lemma(LEMMA, 3, 2, [0, 1, 1, 0])
    for bit in (0, 1):
        # A token before that is 0, or 1, on all points says nothing: balanced again, and each is named.
        terms = [[p, f, label, bit] for p, f, label, _ in LEMMA[2]]
        assert checker._lemma([2, [-1], terms], 3, 2, [0, 1, 1, 0])
    with pytest.raises(FaultError, match=reason):
        checker._lemma(changed(place, value), 3, 2, [0, 1, 1, 0])


def test_the_last_token_of_a_chain_may_have_signs_of_one_kind_only() -> None:
    """Its gate may be negated, so its sign would say nothing: it is 1."""
    with pytest.raises(FaultError, match="a sign is out of range"):
        checker._lemma([2, [-1], LEMMA[2]], 2, 2, [0, 1, 1, 0])


def test_a_hint_names_a_clause_that_is_there() -> None:
    """Clauses are numbered from 0; the step's own is not among them."""
    function = BooleanFunction(4, 0x6996)
    data: list[Any] = [[[1, [], [[0, 1, 0], [1, 1, 1], [3, 1, 0], [2, 1, 1]]]], [[[], [1]]]]
    for hint in (1, 2, -1):
        data[1][0][1] = [hint]
        claim = XOR | {"function": {"n": 4, "table": f"0x{function.table:04x}"}, "lower": 2}
        kind, valid, why = check(claim | {"proof": {"by": "clauses", "projection": None, "data": data}})
        assert (kind, valid) == ("length", False) and "a hint is out of range" in why


def test_work_is_booked_for_every_relation_tried() -> None:
    """Proofs of two bits and of three take so many elementary operations, and with one less allowed they are refused."""
    for table, n in ((0x6, 2), (0x96, 3), (0x1668, 4)):
        certificate = length_certificate(length_complexity(BooleanFunction(n, table)))
        assert check(certificate)[1]
        booked = checker.MAX_WORK - checker._left[0]
        assert booked > 1 << n
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(checker, "MAX_WORK", booked)
            assert check(certificate)[1]
            patch.setattr(checker, "MAX_WORK", booked - 1)
            assert "more than" in check(certificate)[2]


@pytest.mark.parametrize(
    ("text", "status"),
    [(json.dumps(parity_of(4, [4, 2, 1])), 0), (json.dumps(parity_of(4, [8, 4, 2, 1])), 1), ("no certificate", 2)],
)
def test_the_program_says_by_its_status_what_it_found(
    text: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 valid, 1 not valid, 2 nothing to read; one line each."""
    file = tmp_path / "c.json"
    file.write_text(text)
    monkeypatch.setattr(sys, "argv", ["checker.py", str(file)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(checker.__file__), run_name="__main__")
    said = capsys.readouterr()
    assert ended.value.code == status
    assert (said.out + said.err).count("\n") == 1 and bool(said.err) == (status == 2)


def test_signs_of_a_token_before_decide_the_side() -> None:
    """A relation in which the token before adds to the wrong side is refused; with the other sign it proves its clause."""
    terms = [[0, 1, 0, 1], [1, 1, 1, 0], [3, 1, 0, 1], [2, 1, 1, 0]]
    assert checker._lemma([2, [1], terms], 3, 2, [0, 1, 1, 0])
    with pytest.raises(FaultError, match="a token is on the wrong side"):
        checker._lemma([2, [-1], terms], 3, 2, [0, 1, 1, 0])


def test_every_first_token_has_to_be_balanced() -> None:
    """A relation of parity that leaves point 0 out balances the token that is 1 everywhere else; others it does not."""
    data = [[[1, 1], [7, 1], [3, 1], [5, 1]]]
    proof = {"by": "relations", "projection": None, "data": data}
    claim = XOR | {"function": {"n": 3, "table": "0x96"}, "lower": 3, "proof": proof}
    kind, valid, why = check(claim)
    assert (kind, valid) == ("length", False) and "some g may be a threshold function" in why


#: Of the function 0x0359 of four bits: relations that balance every first token.
RELATIONS = [
    [[1, 1], [3, 1], [8, 1], [10, 1]],
    [[1, 1], [4, 1], [9, 1], [12, 1]],
    [[2, 1], [3, 1], [4, 1], [5, 1]],
    [[2, 1], [6, 1], [8, 1], [12, 1]],
    [[5, 1], [6, 1], [9, 1], [10, 1]],
]


def test_the_work_of_trying_all_first_tokens_is_booked_in_full() -> None:
    """For every partial token: the quadruples and relations that end at its last point, eight operations each of the latter."""
    proof = {"by": "relations", "projection": None, "data": RELATIONS}
    claim = XOR | {"function": {"n": 4, "table": "0x0359"}, "lower": 3, "proof": proof}
    assert check(claim) == ("length", True, "at least 3 tokens, 5 relations, all g tried")
    found, booked, ending = checker.MAX_WORK - checker._left[0], 0, [0] * 16
    for relation in RELATIONS:
        ending[max(p for p, _ in relation)] += 1
    stack = [(0,)]
    signs = [{p: f * (1 if 0x0359 >> p & 1 else -1) for p, f in relation} for relation in RELATIONS]
    while stack:
        g = stack.pop()
        a = len(g) - 1
        fours = [
            (b, c, a ^ b ^ c)
            for b in range(a)
            for c in range(a)
            if a & b == c & (a ^ b ^ c) and a | b == c | (a ^ b ^ c)
        ]
        booked += 8 * ending[a] + 8 + sum(a & b == c & (a ^ b ^ c) for b in range(a) for c in range(a))
        if any(d < a and g[a] == g[b] != g[c] == g[d] for b, c, d in fours):
            continue
        if all(sum(f * g[p] for p, f in s.items()) for s in signs if max(s) == a):
            stack += [(*g, 0), (*g, 1)]
    # What reading the certificate and its relations takes comes on top; it is less than a tenth.
    assert booked < found < 1.1 * booked
