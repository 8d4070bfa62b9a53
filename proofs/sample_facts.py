"""Facts on sample bounds, mistakes and margins.

>>> all(fact.holds(0) and not fact.holds(1) for fact in (*SAMPLES, *MARGINS))
True
"""

from __future__ import annotations

import sympy

from proofs.identities import Fact, is_zero, sum_of_nonnegative

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


def _joint_is_less(off: int) -> bool:
    """The difference is (T log T + (T - 1) log(1/delta)) / epsilon, with T >= 1 and delta <= 1."""
    T = sympy.Symbol("T", positive=True)
    token = T / _eps * (sympy.log(_H) + sympy.log(T / _delta))
    joint = (T * sympy.log(_H) + sympy.log(1 / _delta)) / _eps
    rest = (T * sympy.log(T) + (T - 1 + off) * sympy.log(1 / _delta)) / _eps
    s, u = sympy.symbols("s u", nonnegative=True)
    terms = sympy.expand(rest.subs({sympy.log(T): s, sympy.log(_delta): -u}).subs(T, 1 + s))
    return is_zero(sympy.expand_log(token - joint - rest, force=True)) and sum_of_nonnegative(
        sympy.expand(sympy.expand_log(terms, force=True).subs(sympy.log(_delta), -u))
    )


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
        "p exp(-p m) <= 1/(e m): a memorising learner of N contexts has expected error at most N/(e m)",
        "for all",
        _memorising,
    ),
    Fact("M <= |W| |W*| and |W|^2 <= 2 k M give at most M = 2 k |W*|^2 mistakes", "for all", _perceptron),
    Fact("ln of (3 Q G)^(Q G) tables is Q G ln(3 Q G)", "for all", _shared_table),
)


# --- margins ----------------------------------------------------------------------------------------------------------


def _odd(off: int) -> bool:
    s, theta = sympy.symbols("s theta", integer=True)
    return (2 * s - (2 * theta - 1 + off)).is_odd is True


def _intervals(off: int) -> bool:
    """score(v) = 2 v r - sum_(i <= v) (2 theta_i - 1): neighbours differ by 2 (r - theta_v) + 1, odd, positive iff r >= theta_v."""
    v = sympy.Symbol("v", integer=True, positive=True)
    r = sympy.Symbol("r", integer=True)
    theta = sympy.IndexedBase("theta", integer=True)
    i = sympy.Symbol("i", integer=True)
    # The sum's last term is split off; what is left of the two sums is the same.
    difference = 2 * v * r - (2 * theta[v] - 1) - 2 * (v - 1) * r
    said = 2 * (r - theta[v]) + 1 + off
    whole = sympy.Sum(2 * theta[i] - 1, (i, 1, v))
    split = sympy.Sum(2 * theta[i] - 1, (i, 1, v - 1)) + 2 * theta[v] - 1
    at_three = [e.subs(v, 3).doit() for e in (whole, split)]
    u = sympy.Symbol("u", integer=True)
    return is_zero(difference - said) and is_zero(at_three[0] - at_three[1]) and (2 * u + 1 + off).is_odd is True


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
    Fact("interval scores of neighbours differ by 2 (r - theta_v) + 1, which is odd", "for all", _intervals),
    Fact(
        "2^j - (2^(j-1) + .. + 2 + 1) = 1: a priority outvotes all lower ones together by exactly 1",
        "for all",
        _powers,
    ),
    Fact("2^(k-N) x 2^(k-N) exceeds 2^k exactly if N < k/2", "for all", _rectangle),
)
