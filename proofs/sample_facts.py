"""Facts on sample bounds, mistakes and margins.

>>> all(fact.holds(0) and not fact.holds(1) for fact in (*SAMPLES, *MARGINS))
True
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import log
from typing import NamedTuple

import sympy
from sympy.series.limitseq import difference_delta

from lcomplexity.constructions.counting import interval_rule
from lcomplexity.constructions.gates import gate_rule
from lcomplexity.notions.sample_bound import jointly, ln_threshold_functions, token_by_token
from lcomplexity.predictor import Rule
from lcomplexity.tradeoffs.parity_order import hypotheses
from proofs.identities import Fact, is_zero, sum_of_nonnegative, with_names

_eps, _delta, _H = sympy.symbols("epsilon delta H", positive=True)


# --- samples ----------------------------------------------------------------------------------------------------------


def _exponential(off: int) -> bool:
    """g(e) = exp(-e) - (1 - e) has g(0) = g'(0) = 0 and g'' > 0, so it is never negative."""
    e = sympy.Symbol("e", real=True)
    g = sympy.exp(-e) - (1 - e) - off * e**2
    first, second = sympy.diff(g, e), sympy.diff(g, e, 2)
    return bool(g.subs(e, 0) == 0 and first.subs(e, 0) == 0 and second.is_positive is True)


def _samples(off: int) -> bool:
    m = sympy.Symbol("m", positive=True)
    (found,) = sympy.solve(sympy.Eq(sympy.log(_H) - _eps * m, sympy.log(_delta)), m)
    return is_zero(found - (sympy.log(_H) + sympy.log(1 / _delta) + off) / _eps)


def _shared_out(off: int) -> bool:
    T = sympy.Symbol("T", positive=True)
    one = (sympy.log(_H) + sympy.log(1 / _delta)) / _eps
    token = one.subs({_eps: _eps / T, _delta: _delta / T}, simultaneous=True)
    return is_zero(sympy.expand_log(token - (T + off) / _eps * (sympy.log(_H) + sympy.log(T / _delta)), force=True))


def never_negative(e: sympy.Expr, t: sympy.Symbol) -> bool:
    """Return whether an expression is never negative for t >= 0, because its value at 0 is not and its derivative, a fraction of
    sums of terms that are not negative, never is. (The answer no may only mean that this does not show it.)

    >>> t = sympy.Symbol("t", nonnegative=True)
    >>> never_negative(t - sympy.log(1 + t), t), never_negative(sympy.log(1 + t) - t, t)
    (True, False)
    """
    above, below = sympy.fraction(sympy.together(sympy.diff(e, t)))
    return bool(
        sympy.simplify(e.subs(t, 0)).is_nonnegative and sum_of_nonnegative(above) and sympy.expand(below).is_positive
    )


def _logarithm(off: int) -> bool:
    """With T = 1 + t, t >= 0: both are 0 at t = 0, the slopes are 1/(1 + t) and t/(1 + t). With ``off`` the second is turned around."""
    t, u = sympy.symbols("t u", nonnegative=True)
    second = t - sympy.log(1 + t)
    difference = (1 + t) * sympy.log(1 + t) + t * u
    return (
        never_negative(sympy.log(1 + t), t)
        and never_negative(-second if off else second, t)
        and is_zero(t * (1 + t + u) - difference - (1 + t) * second)
    )


def not_negative(e: sympy.Expr, T: sympy.Symbol) -> bool:
    """Return whether a sum of products of T, ln T and ln(1/delta) is seen to be never negative, for all T >= 1 and delta <= 1.

    It is written with t = T - 1 >= 0 and u = ln(1/delta) >= 0, and ln(1 + t), which is not negative, stays what it is: every term must be
    one that cannot be negative. (The answer no may only mean that this does not show it.)

    >>> T = sympy.Symbol("T", positive=True)
    >>> not_negative(T * sympy.log(T), T), not_negative(sympy.log(T) - (T - 1), T)
    (True, False)
    """
    t, u = sympy.symbols("t u", nonnegative=True)
    return sum_of_nonnegative(sympy.expand_log(e, force=True).subs(sympy.log(_delta), -u).subs(T, 1 + t))


def _joint_is_less(off: int) -> bool:
    T = sympy.Symbol("T", positive=True)
    token = T / _eps * (sympy.log(_H) + sympy.log(T / _delta))
    joint = (T * sympy.log(_H) + sympy.log(1 / _delta)) / _eps
    rest = (T * sympy.log(T) + (T - 1 + off) * sympy.log(1 / _delta)) / _eps
    return is_zero(sympy.expand_log(token - joint - rest, force=True)) and not_negative(rest, T)


def _said(off: int) -> bool:
    """The functions that say how many samples are enough, run on symbols, with nothing rounded."""
    symbolic = {
        "log": sympy.log,
        "ceil": lambda e: e,
        "max": lambda many: sympy.Max(*many),
        "_check": lambda *_: None,
    }
    for T in range(1, 9):
        sizes = sympy.symbols(f"L1:{T + 1}", positive=True)
        token = with_names(token_by_token, **symbolic)(sizes, _eps, _delta)
        joint = with_names(jointly, **symbolic)(sizes, _eps, _delta)
        formulas = (
            (T + off) / _eps * (sympy.Max(*sizes) + sympy.log(T / _delta)),
            (sum(sizes) + sympy.log((1 + off) / _delta)) / _eps,
        )
        if not (is_zero(token - formulas[0]) and is_zero(joint - formulas[1])):
            return False
    return True


def _memorising(off: int) -> bool:
    """p exp(-p m) has its only stationary point at p = 1/m, a maximum, where it is 1/(e m)."""
    p, m = sympy.symbols("p m", positive=True)
    g = p * sympy.exp(-p * m)
    stationary = sympy.solve(sympy.diff(g, p), p)
    curved = sympy.diff(g, p, 2).subs(p, 1 / m)
    return bool(
        stationary == [1 / m] and curved.is_negative is True and is_zero(g.subs(p, 1 / m) - 1 / ((sympy.E + off) * m))
    )


def _perceptron(off: int) -> bool:
    """M <= <W, W*> <= |W| |W*| and |W|^2 <= 2 k M give M^2 <= 2 k M |W*|^2: the largest M is 2 k |W*|^2."""
    M, k, w = sympy.symbols("M k w", positive=True)
    return sympy.solve(sympy.Eq(M**2, (2 + off) * k * M * w**2), M) == [2 * k * w**2]


def _shared_table(off: int) -> bool:
    Q, G = sympy.symbols("Q G", positive=True)
    count = (3 * Q * G) ** (Q * G)
    return is_zero(
        sympy.expand_log(sympy.log(count), force=True)
        - sympy.expand_log(Q * G * sympy.log((3 + off) * Q * G), force=True)
    )


SAMPLES = (
    Fact("1 - e <= exp(-e), for all real e", "for all", _exponential),
    Fact("H exp(-epsilon m) = delta exactly at m = (ln H + ln(1/delta)) / epsilon", "for all", _samples),
    Fact(
        "with epsilon/T and delta/T in their place it is (T / epsilon) (ln H + ln(T/delta))", "for all", _shared_out
    ),
    Fact(
        "for T >= 1 classes of one size and delta <= 1 the bound for the product as one class is not above it: the difference is "
        "(T ln T + (T - 1) ln(1/delta)) / epsilon",
        "for all",
        _joint_is_less,
    ),
    Fact(
        "0 <= ln T <= T - 1 for T >= 1, by their slopes: so that difference lies between 0 and (T - 1) (T + ln(1/delta)) / epsilon",
        "for all",
        _logarithm,
    ),
    Fact(
        "token_by_token and jointly, run on symbols and not rounded, are these formulas with max ln H_t and sum ln H_t: for all sizes, "
        "epsilon and delta, with T = 1 .. 8",
        "for all",
        _said,
    ),
    Fact(
        "p exp(-p m) <= 1/(e m): a memorising learner of N contexts has expected error at most N/(e m)",
        "for all",
        _memorising,
    ),
    Fact("M <= |W| |W*| and |W|^2 <= 2 k M give at most M = 2 k |W*|^2 mistakes", "for all", _perceptron),
    Fact("ln of (3 Q G)^(Q G) tables is Q G ln(3 Q G)", "for all", _shared_table),
)


#: T, epsilon and delta of the numbers of samples that are evaluated.
_LENGTHS, _EPSILONS, _DELTAS = (1, 2, 3, 5, 8, 17, 30), (0.001, 0.03, 0.1, 1 / 3, 0.9), (0.001, 0.05, 0.25, 0.5)


def _rounded(off: int) -> bool:
    """Formulas with 50 digits: the numbers given are taken as the binary fractions that they are."""
    for T, order, epsilon, delta in product(_LENGTHS, (1, 2, 3), _EPSILONS, _DELTAS):
        # Parities of at most two or four bits, threshold functions.
        sizes = [
            log(hypotheses(9 + t, 2 * order)) if order < 3 else ln_threshold_functions(2 + t % 8) for t in range(T)
        ]
        exact, e, d = [sympy.Rational(v) for v in sizes], sympy.Rational(epsilon), sympy.Rational(delta)
        formulas = (T / e * (max(exact) + sympy.log(T / d)), (sum(exact) + sympy.log(1 / d)) / e)
        said = (token_by_token(sizes, epsilon, delta), jointly(sizes, epsilon, delta))
        if said[1] > said[0] or any(
            number + off != sympy.ceiling(formula.evalf(50)) for number, formula in zip(said, formulas, strict=True)
        ):
            return False
    return True


ROUNDED = Fact(
    "the numbers of samples said, token by token and jointly, are the formulas with 50 digits rounded up, for 420 choices of classes "
    "(T = 1 .. 30; parities and threshold functions), epsilon and delta; the second is at most the first",
    "evaluated",
    _rounded,
)


# --- margins ----------------------------------------------------------------------------------------------------------


def _odd(off: int) -> bool:
    s, theta = sympy.symbols("s theta", integer=True)
    return (2 * s - (2 * theta - 1 + off)).is_odd is True


class _Kept(NamedTuple):
    """A read whose weights stay the symbols they are."""

    slot: int
    table: Mapping[int, Mapping[int, sympy.Expr]]


def _scores(rule: Rule, tokens: tuple[int, ...], size: int) -> list[sympy.Expr]:
    """The scores of a rule of one coordinate whose slots find these tokens."""
    (coordinate,) = rule.coordinates
    found = [read.table.get(tokens[read.slot], {}) for read in coordinate.reads]
    said = [coordinate.values[D] for D in range(size)]
    return [sympy.Add(*(row.get(value, 0) for row in found)) if value is not None else 0 for value in said]


def _gate(off: int) -> bool:
    """``gate_rule`` run on symbols: four inputs, any weights and threshold, all 2^4 inputs, either token in slot 0."""
    w, theta = sympy.symbols("w1:5", integer=True), sympy.Symbol("theta", integer=True)
    rule = with_names(gate_rule, Read=_Kept)(w, theta)
    for x in product((0, 1), repeat=5):
        S = _scores(rule, x, 2)
        s = sum(weight * bit for weight, bit in zip(w, x[1:], strict=True))
        if sympy.expand(S[1] - S[0] - (2 * s - (2 * theta - 1 + off))) != 0:
            return False
    return True


def _intervals(off: int) -> bool:
    """score(v) = 2 v r - sum_(i <= v) (2 theta_i - 1): neighbours differ by 2 (r - theta_(v+1)) + 1, odd, for any v."""
    v = sympy.Symbol("v", integer=True, nonnegative=True)
    i, r, u = sympy.symbols("i r u", integer=True)
    theta = sympy.IndexedBase("theta", integer=True)
    score = 2 * v * r - sympy.Sum(2 * theta[i] - 1, (i, 1, v))
    said = 2 * (r - theta[v + 1]) + 1 + off
    return is_zero(difference_delta(score, v) - said) and (2 * u + 1 + off).is_odd is True


def _cuts(off: int) -> bool:
    """``interval_rule`` run on symbols: three cut points of their own for each token in slot 0, two terms; four tokens, or six, of which
    two do not compete and score 0 against the 1 that token 0 has more."""
    for size in (4, 6):
        theta = [sympy.symbols(f"theta{u}_1:4", integer=True) for u in range(size)]
        terms = [dict(zip((1, 2), sympy.symbols(f"c{i}_1:3", integer=True), strict=True)) for i in range(2)]
        rule = with_names(interval_rule, Read=_Kept)(terms, theta)
        for tokens in product(range(size), (0, 1, 2), (0, 1, 2)):
            S = _scores(rule, tokens, size)
            r = sum(term.get(u, 0) for term, u in zip(terms, tokens[1:], strict=True))
            for v in range(1, 4):
                if sympy.expand(S[v] - S[v - 1] - (2 * (r - theta[tokens[0]][v - 1]) + 1 + off)) != 0:
                    return False
            if S[0] != int(size == 6) or any(S[4:]):
                return False
    return True


def _powers(off: int) -> bool:
    i, j = sympy.symbols("i j", integer=True, nonnegative=True)
    lower = sympy.summation(2**i, (i, 0, j - 1))
    return is_zero(2**j - lower - 1 - off)


def _rectangle(off: int) -> bool:
    """|A| |B| = 2^(2 (k - N)) and 2^k: their exponents differ by k - 2 N."""
    k, N = sympy.symbols("k N", integer=True, positive=True)
    return is_zero(2 * (k - N) - k - (k - (2 + off) * N))


MARGINS = (
    Fact("2 s - (2 theta - 1) is odd: a gate's score is never 0, its margin at least 1", "for all", _odd),
    Fact(
        "gate_rule, run on symbols, scores 1 higher than 0 by 2 s - (2 theta - 1): for all weights and thresholds of four inputs",
        "for all",
        _gate,
    ),
    Fact(
        "interval scores 2 v r - sum_(i <= v) (2 theta_i - 1) of neighbours differ by 2 (r - theta_v) + 1, which is odd, for all v",
        "for all",
        _intervals,
    ),
    Fact(
        "interval_rule, run on symbols, has these differences, and scores above 0 where other tokens score 0: for all coefficients of two "
        "terms and three cut points",
        "for all",
        _cuts,
    ),
    Fact(
        "2^j - (2^(j-1) + .. + 2 + 1) = 1: a priority outvotes all lower ones together by exactly 1",
        "for all",
        _powers,
    ),
    Fact("2^(k-N) x 2^(k-N) exceeds 2^k exactly if N < k/2", "for all", _rectangle),
)
