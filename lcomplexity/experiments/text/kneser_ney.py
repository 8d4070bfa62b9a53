"""Interpolated Kneser-Ney n-grams over characters, in NumPy.

For a context u of k - 1 characters and a character w,

    P_k(w | u) = max(c_k(u w) - D_k, 0) / c_k(u .) + D_k N_k(u .) / c_k(u .) * P_{k-1}(w | u without its first)     if u was seen,
    P_k(w | u) = P_{k-1}(w | u without its first)                                                                   if not,

and P_0 = 1/letters. At the highest order k = n, c_n counts occurrences; below it, c_k(u w) counts the *different characters that come before* u w
(continuation counts). N_k(u .) is the number of different w with c_k(u w) > 0, and D_k = n_1 / (n_1 + 2 n_2), where n_i is the number of k-grams
with c_k = i (1/2 if one of the two is none).

Source: Kneser and Ney 1995; the interpolated form and the estimate of D as in Chen and Goodman 1999, one discount an order.

>>> model = kneser_ney(np.array([0, 1, 0, 1, 0, 0]), n=2, letters=3)
>>> p = distribution(model, np.array([0])); round(float(p.sum()), 12), bool(p[2] > 0)
(1.0, True)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError


@dataclass(frozen=True, eq=False)
class Order:
    """One order k: sorted k-grams with their counts c_k, sorted contexts with c_k(u .) and N_k(u .), the discount D_k.

    A k-gram is the number whose digits in base ``letters`` are its characters.
    """

    grams: NDArray[np.int64]
    counts: NDArray[np.int64]
    contexts: NDArray[np.int64]
    totals: NDArray[np.int64]
    followers: NDArray[np.int64]
    discount: float


@dataclass(frozen=True, eq=False)
class KneserNey:
    """The orders 1 .. n of a model over some number of letters."""

    letters: int
    orders: tuple[Order, ...]


def kneser_ney(text: NDArray[np.int64], n: int, letters: int) -> KneserNey:
    """Return the n-gram model of a text of letters 0, 1, ..; raises :class:`PredictorError` if letters^n does not fit 63 bits.

    >>> len(kneser_ney(np.array([0, 1, 1]), n=3, letters=2).orders)
    3
    """
    if n < 1 or len(text) < n:
        raise PredictorError(
            f"Kneser-Ney: order {n} of a text of {len(text)} characters; it needs at least n >= 1 characters"
        )
    if letters**n >= 1 << 63:
        raise PredictorError(
            f"Kneser-Ney: {letters} letters to the order {n} do not fit 63 bits; give a smaller order"
        )
    grams, counts = np.unique(codes(text, n, letters), return_counts=True)
    orders = [_order(grams, counts, letters)]
    for k in range(n - 1, 0, -1):
        # Every different (k+1)-gram is one different character before its last k.
        grams, counts = np.unique(grams % letters**k, return_counts=True)
        orders.append(_order(grams, counts, letters))
    return KneserNey(letters, tuple(reversed(orders)))


def codes(text: NDArray[np.int64], k: int, letters: int) -> NDArray[np.int64]:
    """Return the number of each k-gram of the text, in order.

    >>> codes(np.array([1, 0, 1, 1]), 2, 2).tolist()
    [2, 1, 3]
    """
    number = np.zeros(len(text) - k + 1, np.int64)
    for i in range(k):
        number = number * letters + text[i : len(text) - k + 1 + i]
    return number


def probabilities(model: KneserNey, text: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the probability of each character of a text given those before it; the first ones have a shorter context.

    >>> probabilities(kneser_ney(np.array([0, 1, 0, 1]), n=1, letters=2), np.array([0, 1])).tolist()
    [0.5, 0.5]
    """
    p = np.full(len(text), 1 / model.letters)
    for k, order in enumerate(model.orders, 1):
        if len(text) >= k:
            grams = codes(text, k, model.letters)
            p[k - 1 :] = _interpolated(order, grams // model.letters, grams, p[k - 1 :])
    return p


def distribution(model: KneserNey, context: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the probabilities of all letters after a context of any length.

    >>> distribution(kneser_ney(np.array([0, 1, 0, 1]), n=1, letters=2), np.array([], np.int64)).tolist()
    [0.5, 0.5]
    """
    letters, p = model.letters, np.full(model.letters, 1 / model.letters)
    u = 0
    for k, order in enumerate(model.orders, 1):
        if len(context) < k - 1:
            break
        if k > 1:
            u += int(context[-(k - 1)]) * letters ** (k - 2)
        p = _interpolated(order, np.full(letters, u), u * letters + np.arange(letters), p)
    return p


def bits_per_character(model: KneserNey, text: NDArray[np.int64]) -> float:
    """Return the mean of -log2 of the probabilities.

    >>> bits_per_character(kneser_ney(np.array([0, 1, 0, 1]), n=1, letters=2), np.array([0, 1]))
    1.0
    """
    return float(-np.log2(probabilities(model, text)).mean())


def _order(grams: NDArray[np.int64], counts: NDArray[np.int64], letters: int) -> Order:
    contexts, begin = np.unique(grams // letters, return_index=True)
    totals = np.add.reduceat(counts, begin)
    followers = np.diff(np.append(begin, len(grams)))
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())
    discount = once / (once + 2 * twice) if once and twice else 0.5
    return Order(grams, counts, contexts, totals, followers, discount)


def _interpolated(
    order: Order, u: NDArray[np.int64], uw: NDArray[np.int64], lower: NDArray[np.float64]
) -> NDArray[np.float64]:
    """One order on top of the lower one, for contexts ``u`` and k-grams ``uw``."""
    at, seen = _found(order.contexts, u)
    there, known = _found(order.grams, uw)
    total = order.totals[at]
    own = np.where(known, order.counts[there] - order.discount, 0.0)
    return np.where(seen, (own + order.discount * order.followers[at] * lower) / total, lower)


def _found(table: NDArray[np.int64], wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    at = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return at, table[at] == wanted
