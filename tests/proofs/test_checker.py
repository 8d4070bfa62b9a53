"""The certificate checker rejects what is not so: a corpus of certificates, each made false in one place."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lcomplexity.functions import function_of
from lcomplexity.length.certificates import length_certificate
from lcomplexity.length.complexity import length_complexity
from proofs import checker

#: Four-bit functions of lengths 2 and 3, a parity, an inner product, a symmetric function of many bits.
FUNCTIONS = ("0x8778:4", "0x1ee1:4", "0x6996:4", "0x0116:4", "0x1668:4", "ip:2", "parity:3", "parity:20")


@cache
def certificate(name: str) -> dict[str, Any]:
    """Return the certificate of a function's exact length."""
    return json.loads(json.dumps(length_certificate(length_complexity(function_of(name)))))


def made_false(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Certificates that are false for sure, with what was changed.

    A program that is right on all inputs is wrong for a function that differs at one point. A lower end above the upper one
    contradicts it. A program with a token less, or with the last token's weights all 0, computes another function: the first
    because fewer tokens do not suffice, the second because it is constant. A relation with one multiplier more does not cancel.
    """
    c = certificate(name)
    for key, size in (("table", 1 << c["function"]["n"]), ("symmetric", c["function"]["n"] + 1)):
        for i in range(size if key in c["function"] else 0):
            mutant = copy.deepcopy(c)
            old = mutant["function"][key]
            if key == "table":
                mutant["function"][key] = hex(int(old, 16) ^ 1 << i)
            else:
                mutant["function"][key] = old[:i] + "10"[int(old[i])] + old[i + 1 :]
            yield f"{key} bit {i}", mutant
    for change, fields in (
        ("lower end above the upper", {"lower": c["lower"] + 1}),
        ("upper end below the lower", {"upper": c["upper"] - 1}),
        ("a token less", {"upper": c["upper"] - 1, "program": c["program"][:-1]}),
        ("first token dropped", {"program": c["program"][1:]}),
        ("no proof", {"proof": None}),
        ("another vocabulary", {"vocabulary": 3}),
        ("vocabulary of one letter", {"vocabulary": 1}),
        ("a number that is none", {"lower": True}),
        ("a fraction", {"upper": 2.0}),
        ("an unknown kind", {"kind": "lengths"}),
    ):
        yield change, {**copy.deepcopy(c), **fields}
    mutant = copy.deepcopy(c)
    mutant["program"][-1] = [[0] * len(mutant["program"][-1][0])]
    yield "last token constant", mutant
    for field in c:
        yield f"without {field}", {key: value for key, value in c.items() if key != field}
    yield "a field more", {**c, "note": 1}
    data = c["proof"]["data"]
    if c["proof"]["by"] == "clauses":
        for k, (_, _, terms) in enumerate(data[0]):
            for j in range(len(terms)):
                mutant = copy.deepcopy(c)
                mutant["proof"]["data"][0][k][2][j][1] += 1
                yield f"lemma {k}, multiplier {j}", mutant
                mutant = copy.deepcopy(c)
                del mutant["proof"]["data"][0][k][2][j]
                yield f"lemma {k} without term {j}", mutant
    if c["proof"]["by"] == "parity":
        for k in range(1, len(data)):
            mutant = copy.deepcopy(c)
            mutant["proof"]["data"][k] = data[k - 1]
            yield f"as many free after token {k}", mutant


CORPUS = [(name, change, mutant) for name in FUNCTIONS for change, mutant in made_false(name)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_certificates_themselves_are_accepted(name: str) -> None:
    """What the corpus starts from is valid."""
    assert checker.check(certificate(name))[:2] == ("length", True)


def test_the_corpus_has_at_least_two_hundred_certificates() -> None:
    """All different from each other."""
    assert len({json.dumps(mutant) for _, _, mutant in CORPUS}) == len(CORPUS) >= 200


def test_every_certificate_made_false_is_rejected() -> None:
    """With a reason of one line, and no traceback."""
    for name, change, mutant in CORPUS:
        _, valid, reason = checker.check(mutant)
        assert not valid and reason and "\n" not in reason, (name, change, reason)


def contexts(*sides: str) -> dict[str, Any]:
    """Return a certificate of contexts: two sides, each words of one-letter tokens."""
    return {"kind": "contexts", "sides": [[list(word) for word in side.split()] for side in sides]}


@pytest.mark.parametrize(
    ("first", "second"), [("01 10", "00 11"), ("11 00", "10 01"), ("01 01 10 10", "00 00 11 11")]
)
def test_contexts_that_cancel_are_accepted(first: str, second: str) -> None:
    """Exclusive or, its negation, and each context twice."""
    kind, valid, reason = checker.check(contexts(first, second))
    assert (kind, valid, reason) == ("contexts", True, f"no linear token: {2 * len(first.split())} contexts cancel")


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (contexts("0", "0"), "a context is on both sides, with both labels"),
        (contexts("01 10", "10 01"), "a context is on both sides, with both labels"),
        (contexts("01 10 00", "00 11 00"), "a context is on both sides, with both labels"),
        ({"kind": "contexts", "sides": [[[]], [[]]]}, "a context is on both sides, with both labels"),
        (contexts("", ""), "a side is empty, or lengths differ"),
        (contexts("01 10", ""), "a side is empty, or lengths differ"),
        (contexts("01 10", "00 111"), "a side is empty, or lengths differ"),
        (contexts("01 10", "00"), "the two sides do not add up to the same"),
        ({"kind": "contexts", "sides": [[[0]], [[1]]]}, "tokens must be texts"),
    ],
)
def test_contexts_that_say_nothing_are_refused(certificate: dict[str, Any], reason: str) -> None:
    """Those on both sides (no token at all has both labels), and sides without any."""
    assert checker.check(certificate) == ("contexts", False, reason)


def claim(function: dict[str, Any], proof: dict[str, Any]) -> dict[str, Any]:
    """Return a certificate that says only: at least two tokens."""
    head = {"kind": "length", "function": function, "vocabulary": 2}
    return {**head, "lower": 2, "upper": None, "proof": proof, "program": None}


def projected(n: int, counts: int, *free: int) -> dict[str, Any]:
    """Return a claim that parity of n bits needs two tokens, by a projection: the first ``counts`` variables stand for 1, 2, 3, .. of
    the bits, each other one for one bit."""
    literals, m = [], 0
    while len(literals) < n:
        times = m + 1 if m < counts else 1
        literals += [2 + 2 * m] * times
        m += 1
    function = {"n": n, "symmetric": "".join(str(s % 2) for s in range(n + 1))}
    return claim(function, {"by": "parity", "projection": literals[:n], "data": [m, *free]})


def test_a_projection_whose_variables_count_differently_is_refused_at_once() -> None:
    """Looking at its sums one by one would take n^3 operations."""
    start = time.perf_counter()
    assert checker.check(projected(4096, 60, 1))[1:] == (False, "the projected function is no parity")
    assert time.perf_counter() - start < 2


def test_the_work_of_a_projection_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading 1000 literals takes 1000 operations, what becomes of the sums as many again, and once more for the values."""
    certificate = projected(1000, 0, 500)
    monkeypatch.setattr(checker, "MAX_WORK", 3100)
    assert checker.check(certificate)[1:] == (True, "at least 2 tokens, parity of 1000 bits")
    monkeypatch.setattr(checker, "MAX_WORK", 2900)
    assert checker.check(certificate)[1:] == (False, "checking takes more than 2,900 operations")


def test_a_projection_is_judged_by_sums_as_by_its_table_if_its_variables_count_alike() -> None:
    """Parities, their complements and other symmetric functions of up to six bits, with constants, negated and repeated variables; by
    sums one whose variables count differently is never accepted."""
    random, accepted = Random(1), 0
    for _ in range(3000):
        n, m = random.randint(2, 6), random.randint(2, 3)
        values = random.choice(["0101010", "1010101", f"{random.getrandbits(7):07b}"])[: n + 1]
        literals = [random.choice([0, 1, *range(2, 2 * m + 2)]) for _ in range(n)]
        table = hex(sum(int(values[i.bit_count()]) << i for i in range(1 << n)))[2:].zfill(max(1, (1 << n) // 4))
        proof = {"by": "parity", "projection": literals, "data": [m, 1]}
        said = [
            checker.check(claim(function, proof))
            for function in ({"n": n, "symmetric": values}, {"n": n, "table": f"0x{table}"})
        ]
        counts = {literals.count(2 * j) - literals.count(2 * j + 1) for j in range(1, m + 1)}
        assert said[0] == said[1] if len(counts) == 1 else not said[0][1], (literals, values)
        accepted += said[0][1]
    assert 100 < accepted < 2900


def test_the_checker_is_short_and_imports_the_standard_library_alone() -> None:
    """At most 250 lines; what it imports is part of Python."""
    source = Path(checker.__file__).read_text()
    assert len(source.splitlines()) <= 250
    code = "import sys, runpy; runpy.run_path(sys.argv[1]); print([m for m in sys.modules if m.split('.')[0] in ('lcomplexity', 'turing', 'numpy')])"
    found = subprocess.run([sys.executable, "-c", code, checker.__file__], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"x"', '{"kind": "length"}', "[" * 2000, '{"kind": []}'])
def test_anything_else_is_one_line(tmp_path: Path, text: str) -> None:
    """Run by itself on a file that is no certificate: exit status 1 or 2, one line, no traceback."""
    path = tmp_path / "c.json"
    path.write_text(text)
    done = subprocess.run([sys.executable, checker.__file__, str(path)], capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    assert done.returncode in (1, 2) and said and "\n" not in said and "Traceback" not in said
