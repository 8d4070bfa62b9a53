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


#: Terms of exclusive or: (point, multiplier, label).
TERMS = [(0, 1, 0), (1, 1, 1), (2, 1, 1), (3, 1, 0)]


@pytest.mark.parametrize("T", [2, 3, 4, 5])
def test_a_lemma_proves_the_clause_that_it_is_said_to(T: int) -> None:
    """Token s is true on point p: variable 1 + 4 s + p. Behind them, gate by gate, the signs of the tokens before it.

    The clause says: not all of the gate's own values are the labels, or some token before is not as the terms say where that is not
    its best case, or some sign is another one."""
    own = {1: {1, -2, -3, 4}, 2: {5, -6, -7, 8}, 3: {9, -10, -11, 12}}
    signs = 1 + 4 * (T - 1)
    assert checker._lemma([1, [], [list(t) for t in TERMS]], T, 2, [0, 1, 1, 0]) == own[1]
    if T > 2:
        # Sign +1: the best case is the label, so a token that is 1 everywhere is named on points 0 and 3.
        found = checker._lemma([2, [1], [[*t, 1] for t in TERMS]], T, 2, [0, 1, 1, 0])
        assert found == own[2] | {-1, -4} | {-signs}
        found = checker._lemma([2, [-1], [[*t, 1] for t in TERMS]], T, 2, [0, 1, 1, 0])
        assert found == own[2] | {-2, -3} | {signs}
    if T > 3:
        # The second token before is 0 everywhere: with sign +1 it is named where the label is 1.
        found = checker._lemma([3, [1, 1], [[*t, 1, 0] for t in TERMS]], T, 2, [0, 1, 1, 0])
        assert found == own[3] | {-1, -4} | {6, 7} | {-(signs + 1), -(signs + 2)}
    if T > 4:
        found = checker._lemma([4, [1, 1, 1], [[*t, 0, 0, 0] for t in TERMS]], T, 2, [0, 1, 1, 0])
        own_4, ahead = {13, -14, -15, 16}, {2, 3, 6, 7, 10, 11}
        assert found == own_4 | ahead | {-(signs + 3), -(signs + 4), -(signs + 5)}
    # Of the last token nothing is said but that its labels are the function's.
    before = [[*t, *[1] * (T - 1)] for t in TERMS]
    named = {-(1 + 4 * s + p) for s in range(T - 1) for p in (0, 3)}
    assert checker._lemma([T, [1] * (T - 1), before], T, 2, [0, 1, 1, 0]) == named


def test_the_last_tokens_labels_are_the_functions() -> None:
    """A label of the last token that the function does not have is refused; of an earlier one it is free."""
    wrong = [[p, f, 1 - label, 1] for p, f, label in TERMS]
    assert checker._lemma([2, [1], wrong], 3, 2, [0, 1, 1, 0])
    with pytest.raises(FaultError, match="point 0 has the other label"):
        checker._lemma([2, [1], wrong], 2, 2, [0, 1, 1, 0])


def clauses(lemmas: list[Any], steps: list[Any], lower: int = 3) -> tuple[str, bool, str]:
    """What the checker says of a proof by clauses that exclusive or needs so many tokens."""
    return check(XOR | {"lower": lower, "proof": {"by": "clauses", "projection": None, "data": [lemmas, steps]}})


def test_unit_propagation_takes_one_literal_at_a_time() -> None:
    """A hint with more literals left settles nothing: taken for settled, it would prove anything when named again."""
    lemma = [1, [], [list(t) for t in TERMS]]
    for hints in ([0], [0, 0]):
        assert clauses([lemma], [[[], hints]]) == ("length", False, "a hint leaves more than one literal")
    assert clauses([lemma], [[[1, -2, -3, 4], [0]], [[], [1]]])[2] == "a hint leaves more than one literal"
    assert clauses([lemma], [[[1, -2, -3], []]])[2] == "a step does not follow from its hints"
    assert clauses([lemma], [[[1, -2, -3, 4], [0]]])[2] == "the last clause is not empty"
    assert clauses([lemma], [[[1, -2, -3], [0]]])[2] == "a step does not follow from its hints"
    assert clauses([], [])[2] == "the last clause is not empty"


@pytest.mark.parametrize(
    ("n", "field", "text", "reason"),
    [
        (2, "table", "0x06", "the function takes 3 characters"),
        (2, "table", "0x", "the function takes 3 characters"),
        (2, "table", 6, "the function takes 3 characters"),
        (2, "table", "1x6", "the function has bad digits"),
        (2, "table", "0xg", "the function has bad digits"),
        (2, "table", "0xF", "the function has bad digits"),
        (2, "table", "0x ", "the function has bad digits"),
        (1, "table", "0x4", "the table has more than 2^n bits"),
        (3, "symmetric", "010", "the function takes 4 characters"),
        (3, "symmetric", "01010", "the function takes 4 characters"),
        (3, "symmetric", "0102", "the function has bad digits"),
        (-1, "symmetric", "", "n is out of range"),
        (17, "table", "0x0", "n is out of range"),
        (2.0, "table", "0x6", "n is out of range"),
        (True, "table", "0x1", "n is out of range"),
    ],
)
def test_a_function_is_written_in_one_way(n: Any, field: str, text: Any, reason: str) -> None:
    """As many digits as its table has, lower case, with the prefix; or a bit for each sum."""
    kind, valid, why = check(XOR | {"function": {"n": n, field: text}, "lower": 1, "proof": None})
    assert (kind, valid) == ("length", False) and reason in why


def at_most(
    function: dict[str, Any], program: list[Any], upper: int = 1, vocabulary: int = 2
) -> tuple[str, bool, str]:
    """What the checker says of a program."""
    claim = {"function": function, "lower": 1, "proof": None, "upper": upper, "program": program}
    return check(XOR | claim | {"vocabulary": vocabulary})


@pytest.mark.parametrize("wrong", [0, 1, 2, 3])
def test_a_program_is_tried_on_every_input_and_every_sum(wrong: int) -> None:
    """Functions that are 1 on one input, or on one sum, and a program that always says 0."""
    never = [[[-1, 0, 0]]]
    table = {"n": 2, "table": f"0x{1 << wrong:x}"}
    assert at_most(table, never) == ("length", False, f"the program is wrong on {[wrong & 1, wrong >> 1]}")
    by_sum = {"n": 3, "symmetric": "".join(str(int(s == wrong)) for s in range(4))}
    assert at_most(by_sum, [[[-1, 0, 0, 0]]]) == ("length", False, f"the program is wrong on sum [{wrong}]")
    assert (
        at_most({"n": 2, "table": "0x0"}, never)[1] and at_most({"n": 3, "symmetric": "0000"}, [[[-1, 0, 0, 0]]])[1]
    )
    # Weights that are not all alike: sums do not stand for inputs, all of these are tried.
    assert at_most({"n": 3, "symmetric": "0101"}, [[[0, 1, 1, 0]]])[2].startswith("the program is wrong on [")


@pytest.mark.parametrize("weight", [0.5, True, "1", None, 1 << 5000, [1]])
def test_weights_are_integers_of_a_bounded_size(weight: Any) -> None:
    """Anything else is a bad row."""
    assert at_most({"n": 2, "table": "0x8"}, [[[-2, 1, weight]]]) == ("length", False, "a bad row of weights")


def test_ties_go_to_letter_0_and_then_to_the_smallest() -> None:
    """Scores 0 and 0: letter 0. Scores 0, 1, 1: letter 1, so two letters more do not make an exclusive or."""
    assert at_most({"n": 1, "table": "0x0"}, [[[0, 0]]])[1]
    assert at_most({"n": 1, "table": "0x3"}, [[[1, 0], [1, 0]]], vocabulary=3)[1]
    assert not at_most({"n": 1, "table": "0x3"}, [[[0, 0], [1, 0]]], vocabulary=3)[1]
    assert at_most({"n": 2, "table": "0x6"}, [[[-1, 1, 1]], [[0, 1, 1, -2]]], upper=2)[1]
    assert (
        at_most({"n": 2, "table": "0x6"}, [[[-1, 1, 1]], [[0, 1, 1, -2]]], upper=3)[2]
        == "the program has 2 tokens, not 3"
    )


def test_a_contradiction_once_found_stands() -> None:
    """Hints behind it are not needed, and do no harm."""
    lemma = [1, [], [list(t) for t in TERMS]]
    weaker = [[1, -2, -3, 4, 9], [0]]
    assert clauses([lemma], [weaker, [[1, -2, -3, 4], [0, 1]]])[2] == "the last clause is not empty"


def test_tables_and_relations_have_their_largest_numbers_of_variables() -> None:
    """Sixteen variables in a table, six with relations alone; one more is refused by name."""
    assert check(parity_of(16, [16, 8, 4, 2, 1]))[1]
    zeros = "0" * 16
    for n, reason in ((6, "some g may be a threshold function"), (7, "at most 6 variables")):
        table = f"0x{zeros * (1 << n - 6)}"
        proof = {"by": "relations", "projection": None, "data": []}
        claim = XOR | {"function": {"n": n, "table": table}, "lower": 3, "proof": proof}
        assert reason in check(claim)[2]
    # By sums a function may have more variables than a table could hold.
    function = {"n": 17, "symmetric": "01" * 9}
    proof = {"by": "clauses", "projection": None, "data": [[], []]}
    assert "a table of more than 16 variables" in check(XOR | {"function": function, "proof": proof})[2]


@pytest.mark.parametrize("sign", [1, -1])
def test_best_cases_on_every_point_never_contradict(sign: int) -> None:
    """With every bit at its best case the token before does its part: nothing is refuted."""
    with pytest.raises(FaultError, match="a token is on the wrong side"):
        checker._lemma([2, [sign], [[*t, 2] for t in TERMS]], 3, 2, [0, 1, 1, 0])


def proved(by: Any, data: Any, lower: int = 3, **changes: Any) -> tuple[str, bool, str]:
    """What the checker says of a proof about exclusive or."""
    projection = changes.pop("projection", None)
    return check(XOR | {"lower": lower, "proof": {"by": by, "projection": projection, "data": data}} | changes)


@pytest.mark.parametrize(
    ("by", "data", "changes", "reason"),
    [
        ("relations", [[[0, 1], [1, 1]]], {}, "a relation is not balanced"),
        ("relations", [[[4, 1], [1, 1]]], {}, "a point is out of range"),
        ("relations", [[[5, 1], [1, 1]]], {}, "a point is out of range"),
        ("relations", [], {"lower": 4}, "relations alone are for 2 tokens"),
        ("relations", {}, {}, "relations is no list"),
        ("magic", [], {}, "unknown kind of proof"),
        ([], [], {}, "unknown kind of proof"),
        (None, [], {}, "unknown kind of proof"),
        ("clauses", [[], []], {"vocabulary": 3}, "relations are for 2 letters, or for one token"),
        ("parity", [2, 1], {"lower": 0}, "lower is out of range"),
        ("parity", [2, 1], {"lower": 4097}, "lower is out of range"),
        ("parity", [2, 1], {"lower": 2, "vocabulary": 1}, "vocabulary is out of range"),
        ("parity", [2, 1], {"lower": 2, "vocabulary": 257}, "vocabulary is out of range"),
        ("parity", [1, 1], {"lower": 2, "projection": [4, 0]}, "the projection skips a variable"),
        ("parity", [2, 1], {"lower": 2, "projection": [2]}, "projection is no list, or of the wrong length"),
        ("parity", [2, 1], {"lower": 2, "projection": [2, -1]}, "a literal of the projection is out of range"),
    ],
)
def test_a_proof_out_of_form_is_refused_by_name(by: Any, data: Any, changes: dict[str, Any], reason: str) -> None:
    """Each for its own reason."""
    kind, valid, why = proved(by, data, **changes)
    assert (kind, valid) == ("length", False) and reason in why


def test_proofs_over_more_letters() -> None:
    """One token over three letters is refuted by a relation; two are by halvings, where a token that is not the last costs two."""
    lemma = [1, [], [list(t) for t in TERMS]]
    assert proved("clauses", [[lemma], []], 2, vocabulary=3)[1]
    assert proved("relations", [], 3, vocabulary=3)[2] == "relations are for 2 letters, or for one token"
    for a, data, valid in ((3, [4, 2], True), (3, [4, 1], True), (3, [4, 3], False), (256, [4, 2], True)):
        assert check(parity_of(4, data) | {"vocabulary": a})[1] == valid
    for data, valid in (([8, 2, 1], True), ([8, 3, 1], False), ([8, 2, 2], False)):
        assert check(parity_of(8, data) | {"vocabulary": 3})[1] == valid


def test_a_program_over_three_letters_reads_two_bits_for_each_token_before() -> None:
    """The sum of two bits, 0, 1 or 2, and then whether it is 1; rows of another length are refused."""
    total = [[-1, 2, 2], [-4, 4, 4]]
    is_one = [[-1, 0, 0, 2, 0], [-1, 0, 0, 0, 0]]
    assert at_most({"n": 2, "table": "0x6"}, [total, is_one], 2, 3)[1]
    for row in (is_one[0][:4], [*is_one[0], 0]):
        assert (
            "a row is no list, or of the wrong length"
            in at_most({"n": 2, "table": "0x6"}, [total, [row] * 2], 2, 3)[2]
        )
    for program in ({}, [{}], "ab", None):
        assert not at_most({"n": 2, "table": "0x6"}, program, 2)[1] if program is not None else True  # type: ignore[arg-type]


def mistake(x: Any, program: Any) -> tuple[str, bool, str]:
    """What the checker says of an input on which a program for exclusive or is said to err."""
    fields = {"kind": "mistake", "function": XOR["function"], "vocabulary": 2, "program": program, "input": x}
    return check(fields)


def test_a_mistake_is_one() -> None:
    """A program that says 0 errs where the function is 1, and nowhere else."""
    never = [[[-1, 0, 0]]]
    assert mistake([0, 1], never) == ("mistake", True, "the program is wrong on this input")
    assert mistake([1, 0], never)[1]
    assert mistake([0, 0], never) == ("mistake", False, "the program is right on this input")
    assert mistake([1, 1], never)[2] == "the program is right on this input"
    for x in ([0, 2], [0, -1], [0], [0, 1, 0], "01", [0, True], [0, 0.5]):
        assert not mistake(x, never)[1] and "right" not in mistake(x, never)[2]


def test_propagation_assumes_the_literal_left_and_not_its_opposite() -> None:
    """With 1, -2, -3 false the clause leaves 4, which is then true: naming the clause again contradicts nothing."""
    lemma = [1, [], [list(t) for t in TERMS]]
    assert clauses([lemma], [[[1, -2, -3], [0, 0]]])[2] == "a step does not follow from its hints"
    assert clauses([lemma], [[[1, -2], [0, 0]]])[2] == "a hint leaves more than one literal"
    # With 4 false too it does; and a clause may follow from another by way of one literal.
    assert clauses([lemma], [[[1, -2, -3, 4], [0]], [[1, -2, -3, 4, 5], [1]]])[2] == "the last clause is not empty"


#: Functions of five bits that need three tokens, by a dozen clauses each.
PROVED_BY_CLAUSES = (0x7ED4D57B, 0x414C343C)


@pytest.mark.parametrize("table", PROVED_BY_CLAUSES)
def test_a_found_proof_by_clauses_is_accepted_and_each_clause_is_needed(table: int) -> None:
    """The last clause is the empty one; without it, or with it in front, nothing is proved."""
    certificate = length_certificate(length_complexity(BooleanFunction(5, table)))
    lemmas, steps = certificate["proof"]["data"]
    assert certificate["proof"]["by"] == "clauses" and certificate["lower"] == 3 and check(certificate)[1]
    assert steps[-1][0] == []
    certificate["proof"]["data"] = [lemmas, steps[:-1]]
    assert check(certificate)[2] in ("the last clause is not empty", "a step does not follow from its hints")
    certificate["proof"]["data"] = [lemmas, [[[], []], *steps]]
    assert check(certificate)[2] == "a step does not follow from its hints"


@pytest.mark.parametrize("sign", [1, -1])
def test_one_point_on_the_wrong_side_is_too_many(sign: int) -> None:
    """The token before adds 1 to the side it should not: refused, with either sign."""
    for point in range(4):
        bits = [int(p == point) for p in range(4)]
        terms = [[*t, bit] for t, bit in zip(TERMS, bits, strict=True)]
        adds = sign * (2 * TERMS[point][2] - 1)
        if adds > 0:
            with pytest.raises(FaultError, match="a token is on the wrong side"):
                checker._lemma([2, [sign], terms], 3, 2, [0, 1, 1, 0])
        else:
            assert checker._lemma([2, [sign], terms], 3, 2, [0, 1, 1, 0])


@pytest.mark.parametrize("row", [[0, 1, 5, -2], [0, 1, 7, -2], [0, 1, -1, -2]])
def test_inputs_enter_as_their_sum_only_if_every_row_weighs_them_alike(row: list[int]) -> None:
    """Taken by its first weight this program would be exclusive or; it is not."""
    xor = {"n": 2, "symmetric": "010"}
    assert at_most(xor, [[[-1, 1, 1]], [[0, 1, 1, -2]]], 2)[1]
    assert "the program is wrong on [" in at_most(xor, [[[-1, 1, 1]], [row]], 2)[2]
    three = {"n": 3, "symmetric": "0011"}
    assert at_most(three, [[[-1, 1, 1, 1]]])[1] and not at_most(three, [[[-1, 1, 1, 2]]])[1]


def test_the_largest_and_the_smallest_functions() -> None:
    """No variables; sixteen in a table; more only by sums, and only by programs that go by sums."""
    assert at_most({"n": 0, "table": "0x1"}, [[[1]]])[1] and not at_most({"n": 0, "table": "0x1"}, [[[0]]])[1]
    nothing = {"n": 0, "table": "0x1"}
    for by, data in (("parity", [0, 0]), ("clauses", [[], []]), ("relations", [])):
        claim = {"function": nothing, "lower": 2, "proof": {"by": by, "projection": None, "data": data}}
        assert not check(XOR | claim)[1]
    assert at_most({"n": 16, "table": "0x" + "0" * 16384}, [[[0] * 17]])[1]
    assert at_most({"n": 17, "symmetric": "0" * 18}, [[[0] * 18]])[1]
    uneven = at_most({"n": 17, "symmetric": "0" * 18}, [[[0] * 17 + [-1]]])
    assert uneven == ("length", False, "too many inputs to try")


def test_trying_inputs_is_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen inputs, two letters, five weights: more than a hundred operations."""
    monkeypatch.setattr(checker, "MAX_WORK", 100)
    assert "more than 100 operations" in at_most({"n": 4, "table": "0x0000"}, [[[0] * 5]])[2]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "guess"}, "no kind of certificate is named"),
        ({"function": None}, "function must have exactly n, table"),
        ({"function": "symmetric"}, "function must have exactly n, table"),
        ({"lower": 1, "proof": {"by": "parity", "projection": None, "data": [2, 1]}}, "1 token needs no proof"),
        ({"upper": 0, "program": []}, "upper is out of range"),
        ({"upper": 1, "program": []}, "a bad row of weights"),
        ({"more": 1}, "it must have exactly"),
    ],
)
def test_a_certificate_out_of_form_is_refused_by_name(changes: dict[str, Any], reason: str) -> None:
    """One line, no traceback."""
    _, valid, why = check(XOR | {"lower": 1, "proof": None} | changes)
    assert not valid and reason in why
    assert mistake([0, 1], [])[2] == "a bad row of weights"
