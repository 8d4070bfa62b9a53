"""Facts on lengths: the closed forms of the recursive window, the halving recurrence of parity, parities of at most k bits.

>>> RECURSIVE[1].words
'N_k = R N_(k-1) + m R^(k-1) (R^2 + 2 R + 3) is solved by the closed form, for all k'
>>> RECURSIVE[1].holds(0), RECURSIVE[1].holds(1)
(True, False)
"""

from __future__ import annotations

from itertools import product

import sympy

from lcomplexity.constructions.parity import block_sizes
from lcomplexity.constructions.recursive_window import CORE as CORE_TEXT
from lcomplexity.constructions.recursive_window import WHOLE_RUN as WHOLE_TEXT
from lcomplexity.constructions.symmetric import block_length
from lcomplexity.errors import PredictorError
from lcomplexity.tradeoffs.parity_order import hypotheses, length
from proofs.counting import cover
from proofs.identities import Fact, K, R, is_zero, sum_of_nonnegative, sum_of_positive_or, vanishes, with_names
from proofs.sample_facts import ROUNDED
from turing.recursive import FAN_OUTS, completed_length, core_length, run_length

m, _T, _n, _k, _j = sympy.symbols("m T n k j", integer=True, positive=True)
#: An order k of at least 2.
_order = 2 + sympy.Symbol("j", integer=True, nonnegative=True)
_SYMBOLS = {"m": m, "R": R, "K": K}
CORE: sympy.Expr = sympy.sympify(CORE_TEXT, locals=_SYMBOLS)
WHOLE: sympy.Expr = sympy.sympify(WHOLE_TEXT, locals=_SYMBOLS)
COMPLETED: sympy.Expr = R**K + m * (R**K * ((R + 2) * K + 3 * (K - 1) / R - 3 / (R - 1)) + 3 + 3 / (R - 1))


# --- the recursive window ---------------------------------------------------------------------------------------------


def _windows(off: int) -> sympy.Expr:
    i = sympy.Symbol("i")
    return sympy.summation(2 * (R - i) + 3 + off, (i, 1, R - 1))


def _shifted(e: sympy.Expr) -> sympy.Expr:
    return e.subs(K, K - 1)


def _solved(off: int) -> bool:
    """sympy solves the recurrence by itself for each fan-out, with m a symbol; the closed form is what comes out."""
    f, k = sympy.Function("f"), sympy.Symbol("k", integer=True)
    for r in (2, 3, 4, 5):
        B = sympy.Integer(r) ** (k - 1)
        new = m * B * (r * r + 2 * r + 3 + off)
        found = sympy.rsolve(f(k) - r * f(k - 1) - new, f(k), {f(1): r + m * (r * r + 2 * r)})
        closed = CORE.subs(R, r).subs(K, k)
        if found is None or sympy.simplify(sympy.expand_power_exp(sympy.expand(found - closed))) != 0:
            return False
    return True


def _shorter(off: int) -> bool:
    """The difference at T = 4^K is positive at K = 3, and at K = 4 + i, i >= 0, a sum of positive terms (``off``: from K = 2 on)."""
    x, power, i = sympy.symbols("x power i", positive=True)
    pairs = x * (12 * K - sympy.Rational(27, 2)) + 6 * K + 16
    our_own = sympy.expand(WHOLE.subs({R: 4, m: 1}) + 1).subs(4**K, x)
    gap = sympy.Rational(82, 100) * pairs - our_own
    first = gap.subs({x: 4 ** (3 - off), K: 3 - off})
    poly = sympy.Poly(sympy.expand(gap.subs({x: 4 ** (4 - off) * power, K: i + 4 - off})), power, i)
    return bool(first > 0) and all(c > 0 for c in poly.coeffs())


def _computed(off: int) -> bool:
    """The program that counts tokens, run with m a symbol."""
    for r, k in product(FAN_OUTS, range(1, 9)):
        closed = [e.subs({R: r, K: k}) for e in (CORE, WHOLE, COMPLETED)]
        found = (core_length(r, m, k), run_length(r, m, k, r**k), completed_length(r, m, k, r))
        if any(sympy.expand(counted + off - e) != 0 for counted, e in zip(found, closed, strict=True)):
            return False
    return True


RECURSIVE = (
    Fact(
        "the windows X_1 .. X_(R-1) have (R - 1)(R + 3) part blocks",
        "for all",
        lambda off: is_zero(_windows(off) - (R - 1) * (R + 3)),
    ),
    Fact(
        "N_k = R N_(k-1) + m R^(k-1) (R^2 + 2 R + 3) is solved by the closed form, for all k",
        "for all",
        lambda off: vanishes(CORE - (R * _shifted(CORE) + m * R ** (K - 1) * (R**2 + 2 * R + 3 + off))),
    ),
    Fact(
        "N_1 = R + m (R^2 + 2 R)",
        "for all",
        lambda off: is_zero(CORE.subs(K, 1) - (R + m * (R**2 + 2 * R + off))),
    ),
    Fact(
        "a whole run with every OUT: F_k = F_(k-1) + (R - 1) N_(k-1) + m R^(k-1) (R^2 + 2 R), F_1 = N_1, for all k",
        "for all",
        lambda off: (
            vanishes(
                COMPLETED - (_shifted(COMPLETED) + (R - 1) * _shifted(CORE) + m * R ** (K - 1) * (R**2 + 2 * R + off))
            )
            and is_zero(COMPLETED.subs(K, 1) - CORE.subs(K, 1))
        ),
    ),
    Fact(
        "a whole run without the OUT of the last part on every level is the claimed length",
        "for all",
        lambda off: vanishes(WHOLE - (COMPLETED - (3 + off) * m * (R**K - 1) / (R - 1))),
    ),
    Fact(
        "sympy's own solution of the recurrence is the closed form, for R = 2 .. 5, all k and m", "for all", _solved
    ),
    Fact(
        "with R = 4 a run of T = 4^K steps, K >= 3, has less than 82 % of T (6 log2 T - 13.5) + 3 log2 T + 16 tokens",
        "for all",
        _shorter,
    ),
    Fact(
        "with R = 4 the length is T (27/8 log2 T - 7/4) + 6",
        "for all",
        lambda off: is_zero(
            sympy.expand(
                WHOLE.subs({R: 4, m: 1}) + 1 - (4**K * (sympy.Rational(27, 4) * K - sympy.Rational(7, 4)) + 6 + off)
            )
        ),
    ),
    Fact(
        "core_length, run_length and completed_length, run with m a symbol, are the closed forms: for all m, with R = 2 .. 8, K = 1 .. 8",
        "for all",
        _computed,
    ),
)


# --- parity -----------------------------------------------------------------------------------------------------------


def _doubling(off: int) -> bool:
    """2^K <= q < 2^(K+1) gives 2^(K+1) <= 2 q + b < 2^(K+2), b in {0, 1}: with q = 2^K + u from below, q = 2^(K+1) - 1 - v from above."""
    u, v, K = sympy.symbols("u v K", integer=True, nonnegative=True)
    below = [2 * (2**K + u) + b - 2 ** (K + 1) for b in (0, 1 + off)]
    above = [2 ** (K + 2) - (2 * (2 ** (K + 1) - 1 - v) + b) for b in (0, 1 + off)]
    return all(sum_of_nonnegative(sympy.powsimp(sympy.expand(e))) for e in below) and all(
        sum_of_positive_or(sympy.expand(sympy.powsimp(sympy.expand(e)))) for e in above
    )


def _digits(off: int) -> bool:
    i = sympy.Symbol("i", integer=True, nonnegative=True)
    a = sympy.Symbol("a", integer=True, positive=True)
    total = sum_geometric(a, i)
    return is_zero((a - 1) * 2 * total + 1 - (2 * a**_j - 1 + off))


def sum_geometric(a: sympy.Symbol, i: sympy.Symbol) -> sympy.Expr:
    """Return 1 + a + .. + a^(j-1) as (a^j - 1) / (a - 1), having checked it by induction on j.

    >>> a = sympy.Symbol("a", integer=True, positive=True)
    >>> sum_geometric(a, sympy.Symbol("i")).subs({a: 3, sympy.Symbol("j", integer=True, positive=True): 4})
    40
    """
    closed = (a**_j - 1) / (a - 1)
    assert sympy.simplify(closed.subs(_j, 1) - 1) == 0
    assert sympy.simplify(sympy.expand(closed.subs(_j, _j + 1) - closed - a**_j)) == 0
    return closed


class _Between:
    """Any of the numbers ``low`` .. ``high``, as a limit that a size is held against: the answer must be one for all of them and all
    a = 2 + b, b >= 0."""

    def __init__(self, low: sympy.Expr, high: sympy.Expr) -> None:
        self.low, self.high = low, high

    def __add__(self, more: int) -> _Between:
        return _Between(self.low + more, self.high + more)

    def __gt__(self, size: sympy.Expr) -> bool:
        if sum_of_positive_or(sympy.expand(self.low - size)):
            return True
        if sum_of_nonnegative(sympy.expand(size - self.high)):
            return False
        raise PredictorError(f"{size} is below some of {self.low} .. {self.high}, and not below others")


def _sizes(off: int) -> bool:
    """``block_sizes`` run on symbols: which way each comparison goes is decided for all n of j digits at once."""
    a = 2 + sympy.Symbol("b", integer=True, nonnegative=True)
    for j in range(9):
        low, high = (2 * a ** (j - 1) if j else sympy.Integer(1)), 2 * a**j - 1 + off
        try:
            found = block_sizes(_Between(low, high), a)  # type: ignore[arg-type]
        except PredictorError:
            return False
        if len(found) != j or any(sympy.expand(size - 2 * a ** (j - 1 - i)) != 0 for i, size in enumerate(found)):
            return False
    return True


HALVING = (
    Fact(
        "floor(log2 (2 q + b)) = 1 + floor(log2 q) for q >= 1 and b = 0, 1: so N(n) = 1 + N(floor(n/2)), N(1) = 1 has the solution "
        "floor(log2 n) + 1, for all n",
        "for all",
        _doubling,
    ),
    Fact(
        "a - 1 in every one of j digits of sizes 2 a^(j-1), .., 2 a, 2, and 1 left, is the sum 2 a^j - 1: so j digits hold every sum "
        "of n bits exactly if 2 a^j >= n + 1",
        "for all",
        _digits,
    ),
    Fact(
        "block_sizes, run on symbols, is 2 a^(j-1), .., 2 a, 2 for every n from 2 a^(j-1) to 2 a^j - 1: for all a >= 2, with j = 0 .. 8 "
        "digits (a = 2: j + 1 = floor(log2 n) + 1 tokens)",
        "for all",
        _sizes,
    ),
)


# --- parities of at most k bits ---------------------------------------------------------------------------------------


def _read(off: int) -> bool:
    f, t = sympy.Function("f"), sympy.Symbol("t", integer=True)
    found = sympy.rsolve(f(t) - f(t - 1) - (_k - 1 + off), f(t), {f(1): _k})
    return is_zero(found - (t * (_k - 1) + 1))


def _reading(off: int) -> bool:
    """The two sides of n + T - 1 <= T k differ by k - 1 > 0 times those of T >= (n - 1)/(k - 1)."""
    room, price = _T * _order - (_n + _T - 1), _T - (_n - 1 + off) / (_order - 1)
    return (_order - 1).is_positive is True and is_zero(room - (_order - 1) * price)


def _counted(off: int) -> bool:
    """``length`` run on symbols; n = 1 is a case of its own there, and one token."""
    n = 2 + sympy.Symbol("i", integer=True, nonnegative=True)
    found = with_names(length, max=sympy.Max)(n, _order)
    return is_zero(found.rewrite(sympy.ceiling) - sympy.ceiling((n - 1 + off) / (_order - 1))) and length(1, 2) == 1


def _all_orders(off: int) -> bool:
    i, b = sympy.symbols("i b", integer=True, nonnegative=True)
    return bool(sympy.simplify(sympy.summation(sympy.binomial(b, i), (i, 0, b)) - 2**b + off) == 0)


ORDERS = (
    Fact(
        "T tokens, the first of k new bits and each later one of the token before and k - 1 new ones, add up T (k - 1) + 1 bits",
        "for all",
        _read,
    ),
    Fact(
        "for k >= 2, n + T - 1 <= T k exactly if T >= (n - 1)/(k - 1): the room for reading everything, and what T tokens add up, ask "
        "for the same T",
        "for all",
        _reading,
    ),
    Fact(
        "length, run on symbols, is ceil((n - 1)/(k - 1)), the least such T: for all n >= 2 and k >= 2",
        "for all",
        _counted,
    ),
    Fact("of order n, the parities of b = n bits are 2^b", "for all", _all_orders),
)


# --- evaluated --------------------------------------------------------------------------------------------------------


def _blocks(off: int) -> bool:
    for n in range(1, 3000):
        L = block_length(n) + off
        if n + 1 <= (L - 1) ** 2 or n + 1 > L * L or -(-(n + 1) // L) > L:
            return False
    return True


EVALUATED = (
    Fact("L = isqrt(n) + 1 is ceil(sqrt(n + 1)), and there are at most L blocks, for n < 3000", "evaluated", _blocks),
    Fact(
        "parities of at most k of b bits: P(b, k) = P(b - 1, k) + P(b - 1, k - 1), for b <= 60",
        "evaluated",
        lambda off: all(
            hypotheses(b, k) + off == hypotheses(b - 1, k) + hypotheses(b - 1, k - 1)
            for b in range(1, 61)
            for k in range(1, b + 1)
        ),
    ),
    Fact(
        "floor(log2 n) + 1 is the number of halvings of n down to 0, for n < 5000",
        "evaluated",
        lambda off: all(_halvings(n) == (n + off).bit_length() for n in range(1, 5000)),
    ),
    Fact(
        "2 sum_(i <= d) C(m - 1, i) obeys Cover's recurrence C(m, d) = C(m - 1, d) + C(m - 1, d - 1), for m <= 40",
        "evaluated",
        lambda off: all(
            cover(m, d) + off == cover(m - 1, d) + cover(m - 1, d - 1) for m in range(2, 41) for d in range(1, 9)
        ),
    ),
    ROUNDED,
)


def _halvings(n: int) -> int:
    count = 0
    while n:
        n, count = n // 2, count + 1
    return count
