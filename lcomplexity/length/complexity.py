"""The length complexity of a function: both ends with their reasons, exact where they meet.

What theorems say about the function (:mod:`lcomplexity.length.theorems`) comes first. If that leaves the ends apart, the function's
table, on the variables it depends on, is searched (:mod:`lcomplexity.length.search`) until they meet or the caller has seen
enough. Whatever program comes out is run, as the predictor that it is, against the function.

>>> from lcomplexity.functions import function_of
>>> answer = length_complexity(function_of("ip:2"))
>>> answer.lower.tokens, answer.upper.tokens, answer.exact, answer.verified
(2, 2, True, Verified(inputs=16, which='all inputs', failures=0))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.symmetric import block_length, symmetric_letters
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import MAX_VARIABLES, Function
from lcomplexity.functions.family_member import FamilyMember
from lcomplexity.length.bounds import (
    ByClauses,
    ByParity,
    ByRelations,
    Lower,
    Upper,
    identity,
    lifted,
    on_all,
    onto,
    upper_of_gates,
)
from lcomplexity.length.gate_search import Found, Walk
from lcomplexity.length.interchange import interchangeable
from lcomplexity.length.letters import by_runs, two_token_construction, two_tokens
from lcomplexity.length.refutation import Refuted, trimmed
from lcomplexity.length.relations import MAX_VARIABLES as MAX_COVERED
from lcomplexity.length.relations import covering_relations
from lcomplexity.length.search import MAX_VARIABLES as MAX_SEARCHED
from lcomplexity.length.search import Search
from lcomplexity.length.separability import Separation, cube, labels_of
from lcomplexity.length.theorems import ALWAYS, TheoremBounds, bounds_by_theorem, symmetric_bounds
from lcomplexity.length.weighted_sums import by_weighted_sum
from lcomplexity.predictor import LinearPredictor, score_bound, weights

#: Vocabularies have at most this many letters.
MAX_LETTERS = 256
#: Nodes of a search between two looks at the clock.
PORTION = 20
#: Variables that are kept of a table too large to be searched.
KEPT = 8
#: Inputs of a sampled verification, and bits times tokens up to which the reference decoder is run.
SAMPLE, REFERENCE = 256, 20_000
#: Predictors are made for functions of at most this many variables.
MAX_READ = 4096


@dataclass(frozen=True)
class Verified:
    """What running the predictor showed: inputs run, which they are, and on how many it was wrong.

    ``all sums``: one input for each number of ones, of a symmetric function, by weights that treat all inputs alike.
    """

    inputs: int
    which: Literal["all inputs", "all sums", "a sample"]
    failures: int


@dataclass(frozen=True, eq=False)
class Length:
    """The length complexity of ``function`` over ``vocabulary`` letters lies in lower.tokens .. upper.tokens."""

    function: Function
    vocabulary: int
    lower: Lower
    upper: Upper
    verified: Verified

    @property
    def exact(self) -> bool:
        """Return whether the ends meet."""
        return self.lower.tokens == self.upper.tokens


def always(search: Search) -> bool:
    """Return True: go on until the ends meet.

    >>> always(Search(1, 0b10))
    True
    """
    return True


def length_complexity(
    f: Function,
    vocabulary: int = 2,
    go_on: Callable[[Search], bool] = always,
    search: Search | None = None,
) -> Length:
    """Return the length complexity of a function of at least one variable over 2 .. 256 letters.

    ``go_on`` is asked after every portion of a search, and may look at it, write it down, or end it. ``search`` is one to take up
    (see :meth:`Search.restored`), of the same function. Raises :class:`PredictorError` for a vocabulary out of range, for a
    search of another function, and for a function of more than 16 variables that no theorem here speaks of.

    >>> from lcomplexity.functions import function_of
    >>> [length_complexity(function_of(name)).upper.tokens for name in ("0x6996:4", "majority:5", "x0 & x1 | x2 & x3")]
    [3, 1, 2]
    >>> answer = length_complexity(function_of("parity:6"), vocabulary=3); answer.lower.tokens, answer.upper.tokens
    (2, 3)
    """
    if f.n < 1:
        raise PredictorError(f"{f.name}: a function of 0 variables; a predictor reads at least one bit")
    if not 2 <= vocabulary <= MAX_LETTERS:
        raise PredictorError(f"{f.name}: a vocabulary of {vocabulary} letters; it has 2 to {MAX_LETTERS}")
    if f.n > MAX_READ:
        raise PredictorError(f"{f.name}: {f.n} variables; predictors are made for at most {MAX_READ}")
    known = bounds_by_theorem(f)
    if vocabulary > 2:
        known = _theorems_over_letters(f, vocabulary, known)
    if f.n > MAX_VARIABLES and known.upper is None:
        raise PredictorError(
            f"{f.name}: {f.n} variables, and no theorem here about it; a table is searched up to {MAX_VARIABLES} variables"
        )
    if f.n <= MAX_VARIABLES and not _met(known):
        known = (_by_table if vocabulary == 2 else _by_table_over_letters)(f, vocabulary, known, go_on, search)
    assert known.upper is not None
    return Length(f, vocabulary, known.lower, known.upper, verified(f, known.upper))


def _met(known: TheoremBounds) -> bool:
    return known.upper is not None and known.lower.tokens >= known.upper.tokens


def _better(known: TheoremBounds, lower: Lower, upper: Upper | None) -> TheoremBounds:
    """The sharper of two pairs of ends; of equal ones what was known before."""
    if lower.tokens > known.lower.tokens:
        known = known._replace(lower=lower)
    if upper is not None and (known.upper is None or upper.tokens < known.upper.tokens):
        known = known._replace(upper=upper)
    return known


def search_for(f: Function) -> Search | None:
    """Return the search that :func:`length_complexity` runs for a function over 2 letters, or ``None`` if it needs none.

    >>> from lcomplexity.functions import function_of
    >>> search_for(function_of("parity:9")) is None, search_for(function_of("ip:2")).describe()
    (True, '2 to 3 tokens; trying 2: 0 nodes')
    """
    if f.n > MAX_VARIABLES or _met(known := bounds_by_theorem(f)):
        return None
    return _prepared(f, known)[1]


def _prepared(f: Function, known: TheoremBounds) -> tuple[TheoremBounds, Search | None]:
    """What the table tells at once, and the search that is left, on the variables that matter."""
    full = f.tabulated()
    table, support = full.on_support(), full.support
    if not support:
        gate = Separation((0,) * f.n, 1 - full.table % 2)
        return _better(known, ALWAYS, upper_of_gates((gate,), f.n, "a constant")), None
    n = len(support)
    (group, *more) = interchangeable(n, table.table)
    if not more and all(sign > 0 for _, sign in group):
        ends = symmetric_bounds([table.table >> ((1 << s) - 1) & 1 for s in range(n + 1)])
        assert ends.upper is not None
        lower = lifted(ends.lower, onto(support, f.n))
        upper = ends.upper if n == f.n else None
        known = _better(known, lower, upper)
        if _met(known):
            return known, None
    if n > MAX_SEARCHED:
        if known.upper is None:
            known = _better(known, ALWAYS, _fallback(n, table.table, support, f.n))
        return (_large(f.n, n, table.table, support, known) if known.lower.tokens < 3 else known), None
    return known, Search(n, table.table, known.lower.tokens, known.upper.tokens if known.upper else None)


def _fallback(n: int, table: int, support: tuple[int, ...], all_variables: int) -> Upper:
    gates = on_all(by_weighted_sum(n, table), support, all_variables)
    return upper_of_gates(gates, all_variables, "a function of a weighted sum, in blocks of changes")


def _large(all_variables: int, n: int, table: int, support: tuple[int, ...], known: TheoremBounds) -> TheoremBounds:
    """Of a table too large to be searched: whether one gate does, and if not, whether two do with most variables at 0."""
    outcome = Walk(cube(n), labels_of(n, table), 1).advance(1)
    if isinstance(outcome, Found):
        gates = on_all(outcome.gates, support, all_variables)
        return _better(known, ALWAYS, upper_of_gates(gates, all_variables, "separated by one gate"))
    assert isinstance(outcome, Refuted)
    why = "a relation: it is no threshold function"
    known = _better(known, lifted(Lower(2, why, ByClauses(identity(n), outcome)), onto(support, all_variables)), None)
    for first in range(n - KEPT + 1):
        kept = range(first, first + KEPT)
        points = [sum((i >> j & 1) << v for j, v in enumerate(kept)) for i in range(1 << KEPT)]
        outcome = Walk(cube(KEPT), [table >> p & 1 for p in points], 2).advance(PORTION * 10)
        if isinstance(outcome, Refuted):
            proof = ByClauses(identity(KEPT), trimmed(outcome, 2, 1 << KEPT))
            lower = Lower(3, f"search: with all but {KEPT} variables at 0, no 2 gates do", proof)
            return _better(known, lifted(lower, onto([support[v] for v in kept], all_variables)), None)
    return known


def _by_table(
    f: Function, vocabulary: int, known: TheoremBounds, go_on: Callable[[Search], bool], search: Search | None
) -> TheoremBounds:
    known, fresh = _prepared(f, known)
    if fresh is None:
        return known
    if search is None:
        search = fresh
    elif (search.n, search.table) != (fresh.n, fresh.table):
        raise PredictorError(
            f"{f.name}: the search to take up is of another function, {hex(search.table)}:{search.n}"
        )
    search.tighten(fresh.lower, fresh.upper)
    support = f.tabulated().support
    while not search.exact and go_on(search):
        search.advance(PORTION)
    lower, upper = ALWAYS, None
    if search.refuted is not None:
        lower = lifted(_searched(search, search.refuted), onto(support, f.n))
    if search.gates is not None:
        upper = upper_of_gates(on_all(search.gates, support, f.n), f.n, "found by search")
    elif known.upper is None:
        upper = _fallback(search.n, search.table, support, f.n)
    return _better(known, lower, upper)


def _searched(search: Search, refuted: Refuted) -> Lower:
    if search.lower == 3 and search.n <= min(4, MAX_COVERED):
        relations = covering_relations(search.n, search.table)
        if relations is not None:
            why = "every first token is balanced by one of some relations of the function"
            return Lower(3, why, ByRelations(identity(search.n), relations))
    why = f"search: no {search.lower - 1} gates do" if search.lower > 2 else "a relation: it is no threshold function"
    return Lower(search.lower, why, ByClauses(identity(search.n), refuted))


# --- more letters ----------------------------------------------------------------------------------------------------------


def _theorems_over_letters(f: Function, a: int, known: TheoremBounds) -> TheoremBounds:
    """What is known over a > 2 letters from what is known over 2, and from theorems of their own."""
    lower, upper = known
    match lower.proof:
        case ByParity(projection, m):
            tokens = 1 + -(-(m.bit_length() - 1) // (a - 1))
            why = f"parity of {m} bits over {a} letters: a token is made constant by {a - 1} halvings"
            lower = Lower(tokens, why, ByParity(projection, m))
        case None:
            pass
        case _:
            # Of the proof for 2 letters, that one token does not suffice remains; the table proves it again.
            lower = ALWAYS
    if upper is not None and upper.tokens > 1:
        upper = Upper(upper.tokens, upper.why + f" (with 2 of the {a} letters)", upper.construction)
    F = f.symmetric_values() if isinstance(f, FamilyMember) else None
    found = TheoremBounds(lower, upper)
    if F is None:
        return found
    cuts = [s for s in range(len(F)) if F[s] != (F[s - 1] if s else 0)]
    if len(cuts) < a:
        made = two_token_construction(by_runs((1,) * f.n, cuts, a), f.n, a) if cuts else None
        if made is not None:
            found = _better(
                found, lower, Upper(2, "the first token says in which run of equal values the sum lies", made)
            )
    elif block_length(f.n) + 1 <= a:
        found = _better(
            found, lower, Upper(3, "symmetric function in three letters: block, run, value", symmetric_letters(F))
        )
    if isinstance(f, FamilyMember) and f.family == "parity":
        made = parity(f.n, a)
        found = _better(
            found, lower, Upper(made.predictor.length, "digits of the sum in intervals of even size", made)
        )
    return found


def _by_table_over_letters(
    f: Function, a: int, known: TheoremBounds, go_on: Callable[[Search], bool], search: Search | None
) -> TheoremBounds:
    full = f.tabulated()
    # One token: the same question as over 2 letters.
    one = Search(len(full.support), full.on_support().table) if len(full.support) <= MAX_SEARCHED else None
    if one is not None:
        one.advance(1)
        while one.upper is None and one.lower == 1:
            one.advance(1)
        if one.gates is not None and one.upper == 1:
            return _better(
                known, ALWAYS, upper_of_gates(on_all(one.gates, full.support, f.n), f.n, "found by search")
            )
        if one.refuted is not None:
            known = _better(known, lifted(_searched(one, one.refuted), onto(full.support, f.n)), None)
        found = two_tokens(f.n, full.table, a) if f.n <= MAX_SEARCHED and not _met(known) else None
        if found is not None:
            why = "found by search: an interval of a weighted sum, then a threshold"
            return _better(known, ALWAYS, Upper(2, why, two_token_construction(found, f.n, a)))
    if known.upper is not None and f.n > MAX_SEARCHED:
        return known
    over_two = _by_table(f, 2, bounds_by_theorem(f), go_on, search)
    upper = over_two.upper
    assert upper is not None
    upper = Upper(upper.tokens, upper.why + f" (with 2 of the {a} letters)", upper.construction)
    return _better(known, ALWAYS, upper)


# --- verification ----------------------------------------------------------------------------------------------------------


def verified(f: Function, upper: Upper) -> Verified:
    """Return what running a program's predictor against the function showed.

    >>> from lcomplexity.functions import function_of
    >>> f = function_of("parity:30"); verified(f, bounds_by_theorem(f).upper)
    Verified(inputs=31, which='all sums', failures=0)
    """
    h = upper.construction.predictor
    which: Literal["all inputs", "all sums", "a sample"] = "all inputs"
    F = f.symmetric_values() if isinstance(f, FamilyMember) else None
    if f.n <= MAX_VARIABLES:
        # In the order of tables.
        inputs = (np.arange(1 << f.n)[:, None] >> np.arange(f.n)) & 1
        wanted = f.tabulated().values().astype(np.int64)
    elif F is not None and _alike(h):
        which, inputs, wanted = "all sums", np.tri(f.n + 1, f.n, -1, dtype=np.int64), np.array(F)
    else:
        which, inputs = "a sample", np.random.default_rng(0).integers(0, 2, (SAMPLE, f.n))
        wanted = np.array([f.value(x) for x in inputs.tolist()])
    return Verified(len(inputs), which, int((_last_tokens(h, inputs) != wanted).sum()))


def _last_tokens(h: LinearPredictor, inputs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last token for each row of bits: by the reference decoder, or if that is much work compiled, where it may be."""
    if inputs.size * h.length > REFERENCE and max(score_bound(rule) for rule in h.rules) < 2**62:
        from lcomplexity.decoding import decode_batch

        size = max(1, REFERENCE // h.n)
        pieces = [decode_batch(h, inputs[i : i + size]).chains[:, -1] for i in range(0, len(inputs), size)]
        return np.concatenate(pieces)
    return np.array([decode(h, x).chain[-1] for x in inputs.tolist()])


def _alike(h: LinearPredictor) -> bool:
    """Whether every score changes by the same when any one input bit is set."""
    for t in range(h.length):
        W = weights(h, t)[:, : h.n, :]
        if any((W[D, :, 1] - W[D, :, 0] != W[D, 0, 1] - W[D, 0, 0]).any() for D in range(len(h.vocabulary))):
            return False
    return True
