"""What theorems say about the length of named functions, for any number of variables: both ends, with their reasons.

* **One gate** exactly for threshold functions: AND, OR, majority, comparison, the carry of a sum.
* **Parity** of n bits takes floor(log2 n) + 1 binary tokens (:mod:`lcomplexity.constructions.parity`), and no fewer: fixing the half of
  the variables with the larger weights makes a token constant (:mod:`lcomplexity.length.refuters`). Over a letters
  1 + ceil(log_a((n+1)/2)) suffice and 1 + ceil(floor(log2 n) / (a-1)) are needed.
* **Symmetric functions**: blocks and runs (:mod:`lcomplexity.constructions.symmetric`), and the longest alternation
  F(s), F(s+d), .., F(s+md), which is a parity of m bits when each bit is given d variables.
* **Bits of a sum, equality**: functions of one weighted sum with two or three changes; they contain XOR.
* **Inner product** of k + k bits: k - 1 + floor(log2 k) + 1 tokens (products as gates but the last, whose half sum
  (a_k + b_k)/2 does in every comparison with an integer); at least k/2 by rectangles, and it contains the parity of k bits.
* **Address**: 2^k gates, one for each address, the last of them merged with the OR of the others. With the data bits set to the values
  of any function of the k address bits, or to a further variable or its negation, it contains the parity of k + 1 bits.

Sources: the paper for parity's O(log n); Siu, Roychowdhury and Kailath for symmetric functions; Lindsey's lemma for the inner product.

>>> from lcomplexity.functions import function_of
>>> [(b.lower.tokens, b.upper.tokens) for name in ("parity:100", "majority:99", "ip:8", "address:3", "equality:40")
...  for b in [bounds_by_theorem(function_of(name))]]
[(7, 7), (1, 1), (4, 11), (3, 8), (2, 2)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.symmetric import symmetric
from lcomplexity.functions.boolean_function import Function
from lcomplexity.functions.family_member import FamilyMember
from lcomplexity.length.bounds import ByParity, ByTheorem, Lower, Projection, Upper, identity, upper_of_gates
from lcomplexity.length.gate_search import Found, Walk
from lcomplexity.length.separability import Separation
from lcomplexity.length.weighted_sums import gates_along

ALWAYS = Lower(1, "a chain has a last token")
#: Sums of symmetric functions on which programs are looked for, and the nodes spent on each number of tokens.
MAX_SUMS, NODES = 40, 400
#: Pairs of sums that are compared in the search for an alternation.
PAIRS = 4_000_000


class TheoremBounds(NamedTuple):
    """The best ends that theorems give; ``upper`` is ``None`` if they give no program."""

    lower: Lower
    upper: Upper | None


def bounds_by_theorem(f: Function) -> TheoremBounds:
    """Return what the theorems of this module say about a function by its name and family, for vocabulary 2.

    >>> from lcomplexity.functions import function_of
    >>> bounds_by_theorem(function_of("add:30,7")).upper.why
    'bit 7 of a sum is a function of the weighted sum of the lower bits, with three changes'
    """
    if not isinstance(f, FamilyMember):
        return TheoremBounds(ALWAYS, None)
    gate = f.threshold_gate()
    if gate is not None:
        weights = dict(gate.weights)
        separation = Separation(tuple(weights.get(j, 0) for j in range(f.n)), gate.threshold)
        return TheoremBounds(ALWAYS, upper_of_gates((separation,), f.n, f"{f.name} is a threshold function"))
    F = f.symmetric_values()
    if F is not None:
        return symmetric_bounds(F)
    k = int(f.parameters[0])
    match f.family:
        case "ip":
            return _inner_product(k)
        case "equality":
            difference = (*(1 << j for j in range(k)), *(-1 << j for j in range(k)))
            why = "a = b is a function of a - b, with two changes"
            return TheoremBounds(_contains_parity(_two(k, (0, k)), 2), _along(difference, [0, 1], why))
        case "add":
            return _sum_bit(k, int(f.parameters[1]))
        case "address" | "multiplexer":
            return _address(k)
    return TheoremBounds(ALWAYS, None)


# --- symmetric functions -------------------------------------------------------------------------------------------------


def symmetric_bounds(F: Sequence[int]) -> TheoremBounds:
    """Return both ends for the symmetric function with value F[s] where s of the n = len(F) - 1 bits are 1.

    >>> b = symmetric_bounds((0, 1, 0, 1, 0)); b.lower.tokens, b.upper.tokens, b.lower.proof.m
    (3, 3, 4)
    """
    n = len(F) - 1
    cuts = [s for s in range(1, n + 1) if F[s] != F[s - 1]]
    start = [0] if F[0] else []
    if len(cuts) <= 1:
        sign, c = (1, cuts[0] if cuts else 1 - F[0]) if not cuts or F[n] else (-1, 1 - cuts[0])
        gate = Separation((sign if cuts else 0,) * n, c)
        return TheoremBounds(
            ALWAYS, upper_of_gates((gate,), n, "a symmetric function that changes once is a threshold")
        )
    lower = _alternation(F)
    uppers = [_along((1,) * n, [*start, *cuts], "a function of the sum, in blocks of changes")]
    made = symmetric(F)
    uppers.append(Upper(made.predictor.length, "symmetric function, in blocks and runs", made))
    if len(cuts) == n:
        uppers.append(_parity(n, F[0]))
    best = min(uppers, key=lambda upper: upper.tokens)
    if n <= MAX_SUMS:
        # A shorter program over the sum, which has few points.
        points = [(s,) for s in range(n + 1)]
        for T in range(lower.tokens, best.tokens):
            found = Walk(points, F, T).advance(NODES)
            if isinstance(found, Found):
                gates = [Separation((*g.weights[:1] * n, *g.weights[1:]), g.threshold) for g in found.gates]
                best = upper_of_gates(gates, n, "a program over the sum, found by search")
                break
    return TheoremBounds(lower, best)


def _parity(n: int, complement: int) -> Upper:
    why = f"parity of {n} bits: floor(log2 n) + 1 binary digits of the sum"
    if not complement:
        made = parity(n)
        return Upper(made.predictor.length, why, made)
    gates, digits = list[Separation](), [1 << t for t in reversed(range(n.bit_length()))]
    for t, size in enumerate(digits):
        gates.append(Separation((*[1] * n, *[-d for d in digits[:t]]), size))
    last = gates.pop()
    gates.append(Separation(tuple(-w for w in last.weights), 1 - last.threshold))
    return upper_of_gates(gates, n, why + ", the last negated")


def _alternation(F: Sequence[int]) -> Lower:
    """The bound by the longest alternation along an arithmetic progression of sums."""
    n, best = len(F) - 1, (0, 0, 1)
    for d in range(1, min(n, max(1, PAIRS // n)) + 1):
        run = [0] * (n + 1)
        for s in range(n - d, -1, -1):
            run[s] = run[s + d] + 1 if F[s] != F[s + d] else 0
            best = max(best, (run[s], -d, s))
    m, d, s = best[0], -best[1], best[2]
    literals = [1] * s + [2 + 2 * j for j in range(m) for _ in range(d)]
    return _contains_parity((*literals, *[0] * (n - len(literals))), m)


def _contains_parity(projection: Projection, m: int) -> Lower:
    if m < 2:
        return ALWAYS
    why = f"parity of {m} bits needs floor(log2 {m}) + 1 tokens" + (
        "" if projection == identity(len(projection)) else ", and is a projection of the function"
    )
    return Lower(m.bit_length(), why, ByParity(projection, m))


# --- others ----------------------------------------------------------------------------------------------------------------


def _along(weights: Sequence[int], cuts: Sequence[int], why: str) -> Upper:
    gates = gates_along(weights, cuts)
    if 2 <= len(cuts) <= 3:
        # Two gates: with g = [u >= last change but one, or last], u - (distance) g passes the first change where f is 1.
        w = tuple(weights)
        first, second = cuts[0], cuts[1]
        if len(cuts) == 2:
            # 1 from first to second: past the second, fall below the first for good.
            drop = sum(v for v in w if v > 0) - first + 1
            gates = (Separation(w, second), Separation((*w, -drop), first))
        else:
            # 1 between first and second, and from the third on.
            gates = (Separation(w, second), Separation((*w, first - cuts[2]), first))
    return upper_of_gates(gates, len(weights), why)


def _two(k: int, chosen: tuple[int, int]) -> Projection:
    """Two k-bit numbers with two bits free and the others 0."""
    return tuple(2 + 2 * chosen.index(i) if i in chosen else 0 for i in range(2 * k))


def _sum_bit(k: int, bit: int) -> TheoremBounds:
    weights = [1 << j if j <= bit else 0 for j in range(k)] * 2
    cuts = [1 << bit, 2 << bit, 3 << bit] if bit else [1, 2]
    why = f"bit {bit} of a sum is a function of the weighted sum of the lower bits, with {'three' if bit else 'two'} changes"
    return TheoremBounds(_contains_parity(_two(k, (bit, k + bit)), 2), _along(weights, cuts, why))


def _inner_product(k: int) -> TheoremBounds:
    products = [Separation(tuple(int(i in (j, k + j)) for i in range(2 * k)) + (0,) * j, 2) for j in range(k - 1)]
    # 2 s = 2 (products) + a_k + b_k, whose odd values stand for the even ones below: compare with 2 theta.
    digits = [1 << t for t in reversed(range(k.bit_length()))]
    last = tuple(int(i in (k - 1, 2 * k - 1)) for i in range(2 * k))
    gates = [
        Separation((*last, *[2] * (k - 1), *[-2 * d for d in digits[:t]]), 2 * size) for t, size in enumerate(digits)
    ]
    upper = upper_of_gates((*products, *gates), 2 * k, "products but one, then the binary digits of their sum")
    contained = _contains_parity((*identity(k), *[1] * k), k)
    rectangle = Lower(-(-k // 2), f"rectangles: inner product of {k} + {k} bits needs {k}/2 tokens", ByTheorem())
    return TheoremBounds(max(contained, rectangle, key=lambda lower: lower.tokens), upper)


def _address(k: int) -> TheoremBounds:
    n = k + (1 << k)
    gates = []
    for a in range(1 << k):
        # 1 iff the address bits are a and data bit a is 1.
        signs = [1 if a >> j & 1 else -1 for j in range(k)]
        weights = [*signs, *(int(i == a) for i in range(1 << k))]
        threshold = a.bit_count() + 1
        if a + 1 == 1 << k:
            # Sizes are at most k + 1 below the threshold, so one of the others is worth 2 k + 2.
            gates.append(Separation((*weights, *[2 * k + 2] * a), threshold))
        else:
            gates.append(Separation((*weights, *[0] * a), threshold))
    upper = upper_of_gates(gates, n, "one gate for each address, the last merged with the OR of the others")
    literals = [*identity(k), *(2 + 2 * k + a.bit_count() % 2 for a in range(1 << k))]
    return TheoremBounds(_contains_parity(tuple(literals), k + 1), upper)
