"""The symbolic side: counts, margins, weights and sample bounds as identities, not at sample points.

A :class:`Fact` is decided by sympy for all values of its symbols: an equation by bringing the difference to 0, an inequality by writing the
difference as a sum of terms that are positive by the symbols' assumptions. Where a fact is only *evaluated*, at finitely many values in
exact integers, its ``kind`` says so, and it belongs to another statement (``counts-evaluated``). Each fact takes a number ``off``: 0 is the fact,
1 the fact with a constant changed, which must be found false.

Some facts are about a function of this project: its own code is then run on symbols (:func:`proofs.identities.with_names`), so that it is the
program that is found equal to the formula, for as many tapes, tokens or inputs as the fact says and all values of the rest.

What is proved is the algebra. That a chain has so many windows, a class so many members, is the argument on the pages named; the counts
are then held against real chains (statements ``recursive``, ``k-parity``, ..).

>>> fact = FACTS["recursive-counts"][1]; fact.words
'N_k = R N_(k-1) + m R^(k-1) (R^2 + 2 R + 3) is solved by the closed form, for all k'
>>> fact.holds(0), fact.holds(1)
(True, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from proofs.identities import Fact
from proofs.length_facts import EVALUATED, HALVING, ORDERS, RECURSIVE
from proofs.places import ours, paper
from proofs.sample_facts import MARGINS, SAMPLES
from proofs.statement import Case, OutsideError, Statement, statement

#: By label of the statement.
FACTS: Mapping[str, tuple[Fact, ...]] = MappingProxyType(
    {
        "recursive-counts": RECURSIVE,
        "halving": HALVING,
        "k-parity-counts": ORDERS,
        "sample-bounds": SAMPLES,
        "margins": MARGINS,
        "counts-evaluated": EVALUATED,
    }
)


def fact_case(record: dict[str, Any], label: str, off: int = 0) -> Case:
    """Return whether fact number ``record["fact"]`` of a statement holds, with a constant changed by ``off``.

    >>> fact_case({"fact": 0}, "margins").counterexample is None, fact_case({"fact": 0}, "margins", off=1).counterexample is None
    (True, False)
    """
    facts = FACTS[label]
    if not 0 <= record["fact"] < len(facts):
        raise OutsideError("no such fact")
    fact = facts[record["fact"]]
    told = None if fact.holds(off) else f"not so: {fact.words}" + (" (with a constant changed)" if off else "")
    return Case(1, told, features={"kind": fact.kind})


def _statement(
    label: str, words: str, latex: str, place: str, code: tuple[str, ...], uses: tuple[str, ...] = ()
) -> Statement:
    facts = FACTS[label]
    symbolic = all(fact.kind == "for all" for fact in facts)
    return statement(
        label=label,
        group="symbolic",
        words=words,
        latex=latex,
        place=place,
        hypotheses="; ".join(fact.words for fact in facts),
        status="symbolic" if symbolic else "exhaustive",
        uses=uses,
        code=code,
        check=partial(fact_case, label=label),
        draw=lambda number: {"fact": number},
        cases=len(facts),
        broken={"a constant changed by one": partial(fact_case, label=label, off=1)},
        block=len(facts),
    )


STATEMENTS: tuple[Statement, ...] = (
    _statement(
        "recursive-counts",
        "The closed forms of the recursive window's lengths solve their recurrences, for every level, fan-out and number of tapes.",
        r"N_k = R N_{k-1} + m R^{k-1} (R^2 + 2R + 3) \implies N_k = R^k + m R^k \left((R+2)k + \tfrac{3(k-1)}{R}\right)",
        ours("the counts of construction (b)"),
        ("turing.recursive.core_length", "turing.recursive.run_length", "turing.recursive.completed_length"),
    ),
    _statement(
        "halving",
        "The halving recurrence of parity has the solution floor(log2 n) + 1, and digits of even blocks hold sums up to 2 a^j - 1.",
        r"N(n) = 1 + N(\lfloor n/2 \rfloor),\ N(1) = 1 \implies N(n) = \lfloor \log_2 n \rfloor + 1",
        paper("Thm 10", icml="Theorem 3.11") + "; the recurrence is ours",
        ("lcomplexity.constructions.parity.block_sizes",),
    ),
    _statement(
        "k-parity-counts",
        "T parities of at most k bits add up T (k - 1) + 1 bits, which is what reading everything asks for.",
        r"n + T - 1 \le Tk \iff T \ge (n-1)/(k-1)",
        paper("Thm 11", icml="Theorem 3.12") + "; the exact count is ours",
        ("lcomplexity.tradeoffs.parity_order.length",),
    ),
    _statement(
        "sample-bounds",
        "The sample bounds follow from (1 - epsilon)^m <= exp(-epsilon m): for one class, token by token, jointly; the mistake bound of the "
        "perceptron; the memorising learner.",
        r"m = \frac{\ln |H| + \ln (1/\delta)}{\epsilon},\quad \frac{T}{\epsilon}\left(\ln |H_t| + \ln \tfrac{T}{\delta}\right)",
        paper("Thm 3", icml="Theorem 3.3") + " for the second; Blumer et al. 1987 and Novikoff for the rest",
        ("lcomplexity.notions.sample_bound.token_by_token", "lcomplexity.notions.sample_bound.jointly"),
    ),
    _statement(
        "margins",
        "Why no tie ever decides: scores of gates and intervals differ by odd numbers, priorities by powers of two.",
        r"2s - (2\theta - 1) \text{ is odd},\quad 2^j - (2^{j-1} + \dots + 1) = 1",
        ours("margins of all constructions"),
        ("lcomplexity.constructions.gates.gate_rule", "lcomplexity.constructions.counting.interval_rule"),
    ),
    _statement(
        "counts-evaluated",
        "Counts that were only evaluated, in exact integers, at the values named.",
        r"\text{see the hypotheses}",
        ours("evaluations beside the symbolic statements"),
        (
            "lcomplexity.constructions.symmetric.block_length",
            "lcomplexity.tradeoffs.parity_order.hypotheses",
            "lcomplexity.notions.sample_bound.token_by_token",
            "lcomplexity.notions.sample_bound.jointly",
        ),
        ("halving", "k-parity-counts", "cover-count", "sample-bounds"),
    ),
)
