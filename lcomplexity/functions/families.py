"""The named families: parity, majority, inner product, address, bits of sums and products, ..

Numbers are binary with the least significant bit first, as everywhere: a k-bit number a in x_0 .. x_{k-1} is
sum_j x_j 2^j, a second one follows in x_k .. x_{2k-1}. :data:`FAMILIES` is the table that docs/functions.md shows.

>>> from lcomplexity.functions.family_member import member
>>> member("ip", 2).value((1, 1, 0, 1))                                # (1, 1) . (0, 1) mod 2
1
>>> member("address", 2).value((1, 0, 0, 1, 0, 0))                     # a = 1, so data bit 1, which is x_3
1
>>> add = [member("add", 2, bit) for bit in range(3)]                  # 3 + 1 = 4
>>> [f.value((1, 1, 1, 0)) for f in add]
[0, 0, 1]
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lcomplexity.functions.family import MAX_MEMBER_VARIABLES, Family, Number, Sums, Value
from lcomplexity.programs import Gate

_Bits = tuple[int, ...]


def _n(low: int = 1) -> Number:
    return Number("n", low, lambda: MAX_MEMBER_VARIABLES)


def _number(bits: _Bits) -> int:
    # Text first: adding shifted bits up would be quadratic.
    return int("".join(map(str, reversed(bits))) or "0", 2)


def _halves(x: _Bits) -> tuple[_Bits, _Bits]:
    return x[: len(x) // 2], x[len(x) // 2 :]


def _selected(x: _Bits, k: int) -> int:
    return x[k + _number(x[:k])]


def _hidden(x: _Bits, n: int) -> int:
    return x[sum(x) - 1] if any(x) else 0


def _sum_bit(x: _Bits, k: int, bit: int) -> int:
    a, b = _halves(x)
    return _number(a) + _number(b) >> bit & 1


def _product_bit(x: _Bits, k: int, bit: int) -> int:
    a, b = _halves(x)
    return _number(a) * _number(b) >> bit & 1


def _inner(x: _Bits, k: int) -> int:
    a, b = _halves(x)
    return sum(u & v for u, v in zip(a, b, strict=True)) % 2


def _carry_gate(k: int, bit: int) -> Gate | None:
    # Only the last bit, the carry, is a threshold of a + b.
    return _weighted(k, 1, 1 << k) if bit == k else None


def _weighted(k: int, second: int, threshold: int) -> Gate | None:
    # Weights of a million bits each would be a terabyte: above a size nothing is said.
    if k > 4096:
        return None
    weights = [(j, 1 << j) for j in range(k)] + [(k + j, second << j) for j in range(k)]
    return Gate(tuple(weights), threshold)


def _greater(x: _Bits, k: int) -> int:
    a, b = _halves(x)
    return int(_number(a) > _number(b))


def _equal(x: _Bits, k: int) -> int:
    a, b = _halves(x)
    return int(a == b)


_PAIR = Number("k", 1, lambda: MAX_MEMBER_VARIABLES // 2)
#: 2^19 data bits and 19 address bits are within the bound on variables; 2^20 are not.
_ADDRESS = Number("k", 1, lambda: 19)
_ADDRESS_SAYS = "x_{k+a}, where a is the number in the k address bits x_0 .. x_{k-1}; n = k + 2^k"


def _twice(k: int, *_: Value) -> int:
    return 2 * k


def _first(n: int, *_: Value) -> int:
    return n


_ALL = (
    Family("parity", (_n(),), "1 if the number of ones is odd", _first, of_sum=lambda s, n: s % 2),
    Family("majority", (_n(),), "1 if more than half of the bits are 1", _first, of_sum=lambda s, n: int(2 * s > n)),
    Family(
        "threshold",
        (_n(), Number("k", 0, lambda n: n + 1)),
        "1 if at least k bits are 1",
        _first,
        of_sum=lambda s, n, k: int(s >= k),
    ),
    Family(
        "exactly",
        (_n(), Number("k", 0, lambda n: n)),
        "1 if exactly k bits are 1",
        _first,
        of_sum=lambda s, n, k: int(s == k),
    ),
    Family(
        "modulo",
        (_n(), Number("m", 1, lambda n: n + 1), Number("r", 0, lambda n, m: m - 1)),
        "1 if the number of ones leaves remainder r modulo m",
        _first,
        of_sum=lambda s, n, m, r: int(s % m == r),
    ),
    Family(
        "symmetric",
        (_n(), Sums("values")),
        "F(number of ones), where values lists F(0), F(1), .., F(n): symmetric:3,0110",
        _first,
        of_sum=lambda s, n, values: int(values[s]),
    ),
    Family("and", (_n(),), "1 if all bits are 1", _first, of_sum=lambda s, n: int(s == n)),
    Family("or", (_n(),), "1 if a bit is 1", _first, of_sum=lambda s, n: int(s > 0)),
    Family(
        "constant",
        (_n(), Number("v", 0, lambda n: 1)),
        "v, whatever the bits",
        _first,
        of_sum=lambda s, n, v: v,
    ),
    Family(
        "ip",
        (_PAIR,),
        "inner product modulo 2 of two k-bit vectors; n = 2k",
        _twice,
        _inner,
        gate=lambda k: Gate(((0, 1), (1, 1)), 2) if k == 1 else None,
    ),
    Family("equality", (_PAIR,), "1 if a = b, two k-bit numbers; n = 2k", _twice, _equal),
    Family(
        "comparison",
        (_PAIR,),
        "1 if a > b, two k-bit numbers; n = 2k",
        _twice,
        _greater,
        gate=lambda k: _weighted(k, -1, 1),
    ),
    Family(
        "add",
        (_PAIR, Number("bit", 0, lambda k: k)),
        "bit 0 .. k of a + b, two k-bit numbers; bit k is the carry; n = 2k",
        _twice,
        _sum_bit,
        gate=_carry_gate,
    ),
    Family(
        "multiply",
        (Number("k", 1, lambda: 4096), Number("bit", 0, lambda k: 2 * k - 1)),
        "bit 0 .. 2k-1 of a * b, two k-bit numbers; n = 2k",
        _twice,
        _product_bit,
    ),
    Family("address", (_ADDRESS,), _ADDRESS_SAYS, lambda k: k + (1 << k), _selected),
    Family("multiplexer", (_ADDRESS,), "the same as address:k", lambda k: k + (1 << k), _selected),
    Family(
        "hwb", (_n(),), "hidden weighted bit: x_{s-1}, where s is the number of ones; 0 if s = 0", _first, _hidden
    ),
)

#: Every family by name.
FAMILIES: Mapping[str, Family] = MappingProxyType({family.name: family for family in _ALL})
