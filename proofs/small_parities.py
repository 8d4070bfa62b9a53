"""Statements on chains whose tokens are parities of at most k earlier bits: exactly max(1, ceil((n - 1) / (k - 1))) of them.

Bits and tokens are sets of input bits, held as masks; a token is the exclusive or of what it reads.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0, 0, 0, 0]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.tradeoffs.parity_order import block_chain, hypotheses, length
from proofs.places import paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


#: All n <= 40 bits and orders 2 <= k <= n.
_ORDERS = [(n, k) for n in range(2, 41) for k in range(2, n + 1)]


_SMALL_ORDERS = [(n, k) for n in range(2, 6) for k in range(2, n + 1)]


def _mask(n: int, tokens: list[Any]) -> int:
    """The set of bits whose parity the last token is; an odd number of times counts."""
    masks = [1 << i for i in range(n)]
    for token in tokens:
        if any(not 0 <= i < len(masks) for i in token) or len(set(token)) < len(token):
            raise OutsideError("a token adds up what is not before it, or one position twice")
        value = 0
        for i in token:
            value ^= masks[i]
        masks.append(value)
    return masks[-1] if tokens else 0


def order_case(record: Record, bound: Callable[[int, int], int] = length) -> Case:
    """Return whether ``bound`` tokens, each the parity of at most k positions before it, end in the parity of n bits.

    >>> order_case({"n": 5, "k": 3}).counterexample is None
    True
    """
    n, k = record["n"], record["k"]
    if n < 2 or not 2 <= k <= n:
        raise OutsideError("an order from 2 to n")
    claimed = max(1, -(-(n - 1) // (k - 1)))
    chain = [list(token) for token in block_chain(n, k)][: bound(n, k)]
    if any(len(token) > k for token in chain) or _mask(n, chain) != (1 << n) - 1 or len(chain) != claimed:
        return Case(len(chain), f"n = {n}, k = {k}: {len(chain)} tokens {chain}, claimed {claimed}")
    return Case(len(chain), features={"order": min(k, 10)})


def drawn_small_parities(random: np.random.Generator) -> Record:
    """Return fewer tokens than parity needs, each of at most k positions, most of them new ones.

    >>> sorted(drawn_small_parities(np.random.default_rng(0)))
    ['k', 'n', 'tokens']
    """
    n = 3 + int(13 * random.random())
    k = 2 + int((n - 2) * random.random())
    T = length(n, k) - 1
    # The bits in a random order, and numbers for all other choices at once.
    unread = random.random(n).argsort().tolist()
    u = random.random(T * (k + 2)).tolist()
    tokens = []
    for t in range(T):
        size = k - (k > 1 and u.pop() < 0.5)
        token = [n + t - 1] if t and u.pop() < 0.8 else []
        while unread and len(token) < size:
            token.append(unread.pop())
        while u and len(token) < size:
            i = int((n + t) * u.pop())
            if i not in token:
                token.append(i)
        tokens.append(sorted(token))
        if len(u) < k + 2:
            u = random.random(T * (k + 2)).tolist()
    return {"n": n, "k": k, "tokens": tokens}


def too_few_case(record: Record) -> Case:
    """Return whether fewer than ceil((n - 1) / (k - 1)) parities of at most k positions end in another function.

    >>> too_few_case({"n": 3, "k": 2, "tokens": [[0, 1]]})
    Case(size=1, counterexample=None, margin=None, features={'bits': 3, 'order': 2})
    """
    n, k, tokens = record["n"], record["k"], record["tokens"]
    if k < 2 or any(len(token) > k for token in tokens) or len(tokens) >= length(n, k):
        raise OutsideError("fewer tokens than claimed, of at most k positions")
    return _other_function(n, k, tokens)


def _other_function(n: int, k: int, tokens: list[Any]) -> Case:
    if _mask(n, tokens) == (1 << n) - 1:
        return Case(len(tokens), f"n = {n}, k = {k}: {len(tokens)} tokens {tokens} do")
    # The argument: n bits are read and all tokens but the last are reread, in T tokens of k positions.
    if tokens and n + len(tokens) - 1 <= len(tokens) * k:
        return Case(len(tokens), f"n = {n}, k = {k}: {len(tokens)} tokens have room to read everything")
    return Case(len(tokens), features={"bits": n, "order": k})


def enough_tokens(record: Record) -> Case:
    """Return the same for the bound lowered by one: as many tokens as needed are tried.

    >>> enough_tokens({"n": 3, "k": 2, "tokens": []}).counterexample
    'n = 3, k = 2: 2 tokens [[0, 1], [3, 2]] do'
    """
    n, k = record["n"], record["k"]
    return _other_function(n, k, [list(token) for token in block_chain(n, k)])


def smallest_case(record: Record, lowered: int = 0) -> Case:
    """Return whether no chain of one token less than claimed (minus ``lowered``) is parity: all chains, for n <= 5.

    >>> smallest_case({"n": 3, "k": 2}).counterexample is None
    True
    """
    n, k = record["n"], record["k"]
    if not 2 <= k <= n <= 5:
        raise OutsideError("an order from 2 to n, at most 5 bits")
    T = length(n, k) - 1 + lowered
    reached, tried = {tuple(1 << i for i in range(n))}, 0
    for t in range(T):
        longer = set()
        for masks in reached:
            for size in range(k + 1):
                for token in combinations(masks, size):
                    value = 0
                    for mask in token:
                        value ^= mask
                    tried += 1
                    if value == (1 << n) - 1:
                        return Case(tried, f"n = {n}, k = {k}: {t + 1} tokens do, claimed {length(n, k) + lowered}")
                    # Which earlier tokens there are matters as a set.
                    longer.add((*masks[:n], *sorted({*masks[n:], value})))
        reached = longer
    return Case(tried, features={"bits": n, "order": k})


def drawn_exact_parities(random: np.random.Generator) -> Record:
    """Return tokens of exactly k positions, k odd, on an even number of bits.

    >>> record = drawn_exact_parities(np.random.default_rng(0)); record["k"] % 2, record["n"] % 2
    (1, 0)
    """
    u = random.random(8).tolist()
    n = 4 + 2 * int(7 * u[0])
    k = 3 + 2 * int((n // 2 - 1) * u[1])
    T = 1 + int(5 * u[2])
    orders = random.random((T, n + T))
    tokens = []
    for t in range(T):
        # k positions in random order, often the token before among them.
        found = orders[t, : n + t].argsort()[:k].tolist()
        if t and n + t - 1 not in found and u[3 + t] < 0.7:
            found[0] = n + t - 1
        tokens.append(sorted(found))
    return {"n": n, "k": k, "tokens": tokens}


def exactly_case(record: Record, fewer: int = 0) -> Case:
    """Return whether tokens of *exactly* k positions, k odd, never end in the parity of an even number of bits: on the input of
    ones every token is 1, the parity 0; and whether the chain of at most k positions that is parity has a token of fewer. With ``fewer``,
    that chain is tried.

    >>> exactly_case({"n": 4, "k": 3, "tokens": [[0, 1, 2], [2, 3, 4]]}).counterexample is None
    True
    """
    n, k, tokens = record["n"], record["k"], record["tokens"]
    if n < 2 or n % 2 or k < 3 or not k % 2:
        raise OutsideError("k odd and at least 3, n even")
    chain = [list(token) for token in block_chain(n, k)]
    if fewer:
        tokens = chain
    elif not tokens or any(len(token) != k for token in tokens):
        raise OutsideError("exactly k positions")
    # The chain that does it, of at most k positions, has a token of fewer.
    if _mask(n, chain) != (1 << n) - 1 or {len(token) for token in chain} <= {k}:
        return Case(
            len(chain), f"n = {n}, k = {k}: the chain {chain} has only tokens of k positions, or is not parity"
        )
    mask = _mask(n, tokens)
    if mask == (1 << n) - 1 or not mask.bit_count() % 2:
        return Case(len(tokens), f"n = {n}, k = {k}: tokens {tokens} are the parity of the bits {mask:b}")
    return Case(len(tokens), features={"bits": n, "order": k, "tokens": len(tokens)})


_HYPOTHESES = [(bits, k) for bits in range(9) for k in range(bits + 2)]


def hypotheses_case(record: Record, without: int = 0) -> Case:
    """Return whether there are sum_(i <= k) C(bits, i) parities of at most k of some bits, by listing them; ``without`` of them left
    out.

    >>> hypotheses_case({"bits": 4, "k": 2}).size
    11
    """
    bits, k = record["bits"], record["k"]
    if not 0 <= bits <= 12 or k < 0:
        raise OutsideError("at most 12 bits")
    listed = len([mask for mask in range(1 << bits) if mask.bit_count() <= k]) - without
    told = (
        None
        if listed == hypotheses(bits, k)
        else f"{bits} bits, k = {k}: {listed} listed, {hypotheses(bits, k)} counted"
    )
    return Case(listed, told, features={"order": k})


_ELEVEN = paper("Thm 11", icml="Theorem 3.12")


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="k-parity",
        group="parity",
        words="Parity of n bits is max(1, ceil((n - 1) / (k - 1))) tokens that are parities of at most k earlier bits, k >= 2.",
        latex=r"T = \max(1, \lceil (n-1)/(k-1) \rceil)",
        place=_ELEVEN + "; the theorem says Theta(n/k), the exact count is ours",
        hypotheses="2 <= k <= n <= 40.",
        status="exhaustive",
        code=("lcomplexity.tradeoffs.parity_order.block_chain", "lcomplexity.tradeoffs.parity_order.length"),
        check=order_case,
        draw=lambda number: {"n": _ORDERS[number][0], "k": _ORDERS[number][1]},
        cases=len(_ORDERS),
        broken={"a missing token": partial(order_case, bound=lambda n, k: length(n, k) - 1)},
        block=len(_ORDERS),
    ),
    statement(
        label="k-parity-lower",
        group="parity",
        words="Fewer than ceil((n - 1) / (k - 1)) parities of at most k earlier bits do not end in the parity of n bits: n bits must be read, "
        "T - 1 tokens reread, and T tokens read k each.",
        latex=r"n + T - 1 \le T k",
        place=_ELEVEN + "; the count is ours",
        hypotheses="3 <= n <= 15.",
        uses=("k-parity",),
        code=("lcomplexity.tradeoffs.parity_order.length",),
        check=too_few_case,
        draw=drawn_small_parities,
        broken={"the bound lowered by one": enough_tokens},
        block=6500,
        blocks=4,
    ),
    statement(
        label="k-parity-smallest",
        group="parity",
        words="For 2 <= k <= n <= 5 all chains of one token less than claimed were gone through: none is the parity.",
        latex=r"T \ge \lceil (n-1)/(k-1) \rceil",
        place=_ELEVEN + "; the count is ours",
        hypotheses="n <= 5.",
        status="exhaustive",
        uses=("k-parity",),
        code=("lcomplexity.tradeoffs.parity_order.length",),
        check=smallest_case,
        draw=lambda number: {"n": _SMALL_ORDERS[number][0], "k": _SMALL_ORDERS[number][1]},
        cases=len(_SMALL_ORDERS),
        broken={"the bound raised by one": partial(smallest_case, lowered=1)},
        block=len(_SMALL_ORDERS),
    ),
    statement(
        label="exactly-k",
        group="parity",
        words="A trap: with tokens of *exactly* k bits, k odd and n even is impossible, for on the input of ones every token is 1 and the "
        "parity 0. Statement 8 is about at most k, and its chain has a token of fewer.",
        latex=r"k \text{ odd}:\ z_t(1, \dots, 1) = 1 \ne 0 = n \bmod 2",
        place="a trap in the wording of " + _ELEVEN,
        hypotheses="k odd and at least 3, n even.",
        code=("lcomplexity.tradeoffs.parity_order.block_chain",),
        check=exactly_case,
        draw=drawn_exact_parities,
        broken={"at most k bits allowed": partial(exactly_case, fewer=1)},
        block=6000,
        blocks=6,
    ),
    statement(
        label="k-parity-hypotheses",
        group="parity",
        words="Parities of at most k of b bits are sum_(i <= k) C(b, i), the empty one included: about n^k a token, the price of "
        "enumeration.",
        latex=r"|H_t| = \sum_{i \le k} \binom{n+t-1}{i}",
        place=_ELEVEN + "; exact counts are ours",
        hypotheses="At most 8 bits, by listing.",
        status="exhaustive",
        code=("lcomplexity.tradeoffs.parity_order.hypotheses",),
        check=hypotheses_case,
        draw=lambda number: {"bits": _HYPOTHESES[number][0], "k": _HYPOTHESES[number][1]},
        cases=len(_HYPOTHESES),
        broken={"the empty parity left out": partial(hypotheses_case, without=1)},
        block=len(_HYPOTHESES),
    ),
)
