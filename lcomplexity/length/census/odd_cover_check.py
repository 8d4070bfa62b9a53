"""Check a certificate by odd covers: standard library only, nothing shared with what made it.

It says that a Boolean function f of n <= 5 bits is computed by 4 threshold gates, each a function of x and the gates before
it, and by no fewer. The gates are evaluated on all 2^n points. For the bound, points a, b, c, d with a + b = c + d are a
*parallelogram*; f splits it if f(a) = f(b) <> f(c) = f(d), g balances it if g(a) + g(b) = g(c) + g(d). Suppose gates g, h, f:

1. g splits no parallelogram, nor does h any that g balances: a gate gives a + b and c + d the same sum.
2. If g balances one that f splits, then h(a) + h(b) - h(c) - h(d) is not 0, as f's gate must tell the pairs apart, nor 2 or -2
   by 1; so h(a) + h(b) + h(c) + h(d) is odd.
3. So if g balances an odd number of them that covers every point an even number of times, there is no such h: each h(x) is
   counted an even number of times.

Hence a list of odd covers suffices of which every threshold function g balances one. Every g is tried that splits no
parallelogram: points get their values in order, 0 at the first (a complement balances the same), and a branch ends when g
splits one or balances all of a cover. If no branch reaches the last point, no first gate is left.

``python -m lcomplexity.length.census.odd_cover_check F.jsonl`` checks a file with one certificate a line.

>>> fault({"kind": "length"})
'not a certificate by odd covers: it needs kind, function, vocabulary, lower, upper, proof, program'
"""

from __future__ import annotations

import json
import sys
from typing import Any

KEYS = ("kind", "function", "vocabulary", "lower", "upper", "proof", "program")
#: Bounds on covers and on the parallelograms of one: a parallelogram of f need not stand twice in a cover.
MAX_COVERS, MAX_MEMBERS = 10_000, 720


def fault(record: Any) -> str | None:
    """Return what is wrong with a certificate, in one line, or ``None`` if it proves that f needs exactly 4 tokens.

    >>> fault(dict.fromkeys(KEYS))
    'kind must be length, vocabulary 2, and lower and upper 4'
    """
    if not isinstance(record, dict) or set(record) != set(KEYS):
        return f"not a certificate by odd covers: it needs {', '.join(KEYS)}"
    if [record["kind"], record["vocabulary"], record["lower"], record["upper"]] != ["length", 2, 4, 4]:
        return "kind must be length, vocabulary 2, and lower and upper 4"
    function, proof = record["function"], record["proof"]
    if not isinstance(function, dict) or set(function) != {"n", "table"} or type(function["n"]) is not int:
        return "the function needs n and a table"
    n, text = function["n"], function["table"]
    if not 1 <= n <= 5:
        return "n must be 1 to 5"
    if type(text) is not str or not 2 < len(text) <= 10 or text[:2] != "0x" or text[2:].strip("0123456789abcdef"):
        return "the table must be hexadecimal, such as 0x6996"
    f = int(text, 16)
    if f >> (1 << n):
        return f"the table has more than 2^{n} bits"
    if not isinstance(proof, dict) or set(proof) != {"by", "projection", "data"}:
        return "the proof needs by, projection and data"
    if proof["by"] != "odd covers" or proof["projection"] is not None:
        return "the proof must be by odd covers, of the function as it is"
    return program_fault(n, f, record["program"]) or covers_fault(n, f, proof["data"])


def program_fault(n: int, f: int, program: Any) -> str | None:
    """Return what is wrong with a list of 4 gates that shall compute f, or ``None``.

    Gate t is [[bias, w_1, .., w_(n+t-1)]]: it is 1 iff bias + w . (x, gates before) is positive.

    >>> program_fault(2, 8, [])
    'there must be 4 gates'
    """
    if type(program) is not list or len(program) != 4:
        return "there must be 4 gates"
    for t, gate in enumerate(program):
        if type(gate) is not list or len(gate) != 1 or type(gate[0]) is not list or len(gate[0]) != 1 + n + t:
            return f"gate {t + 1} needs one row of {1 + n + t} weights"
        if any(type(v) is not int for v in gate[0]):
            return f"gate {t + 1} has a weight that is no integer"
    for i in range(1 << n):
        context = [1, *(i >> j & 1 for j in range(n))]
        for (row,) in program:
            context.append(int(sum(w * v for w, v in zip(row, context, strict=True)) > 0))
        if context[-1] != f >> i & 1:
            return f"gate 4 gives {context[-1]} at point {i}, the table says {f >> i & 1}"
    return None


def covers_fault(n: int, f: int, covers: Any) -> str | None:
    """Return what is wrong with covers that shall prove that f needs 4 tokens, or ``None``.

    >>> covers_fault(2, 8, [])
    'the first gate 0xe balances no cover'
    """
    N = 1 << n
    if type(covers) is not list or len(covers) > MAX_COVERS:
        return f"covers must be a list of at most {MAX_COVERS}"
    for k, cover in enumerate(covers, start=1):
        if type(cover) is not list or len(cover) % 2 == 0 or len(cover) > MAX_MEMBERS:
            return f"cover {k} must be a list of an odd number of parallelograms"
        times = [0] * N
        for corners in cover:
            if (
                type(corners) is not list
                or len(corners) != 4
                or any(type(p) is not int or not 0 <= p < N for p in corners)
            ):
                return f"cover {k}: {str(corners)[:40]} is not four points"
            a, b, c, d = corners
            if not is_parallelogram(n, a, b, c, d):
                return f"cover {k}: {corners} is no parallelogram"
            if not (f >> a & 1) == (f >> b & 1) != (f >> c & 1) == (f >> d & 1):
                return f"cover {k}: the function does not split {corners}"
            for p in corners:
                times[p] += 1
        if any(count % 2 for count in times):
            return f"cover {k} covers a point an odd number of times"
    return first_gate_left(n, covers)


def is_parallelogram(n: int, a: int, b: int, c: int, d: int) -> bool:
    """Return whether a + b = c + d, coordinate by coordinate.

    >>> is_parallelogram(2, 0, 3, 1, 2), is_parallelogram(2, 1, 1, 0, 2)
    (True, False)
    """
    return all((a >> j & 1) + (b >> j & 1) == (c >> j & 1) + (d >> j & 1) for j in range(n))


def first_gate_left(n: int, covers: list[list[list[int]]]) -> str | None:
    """Return a function of x that splits no parallelogram and balances none of the covers, in words, or ``None``.

    >>> first_gate_left(1, [])
    'the first gate 0x2 balances no cover'
    """
    N = 1 << n
    # By their last point: parallelograms (a, b; c, d) with d > c, a > b as pairs of masks, and covers.
    shapes: list[list[tuple[int, int]]] = [[] for _ in range(N)]
    for d in range(N):
        for c in range(d):
            for b in range(d):
                a = c + d - b
                if b < a < d and b != c and is_parallelogram(n, a, b, c, d):
                    shapes[d].append((1 << a | 1 << b, 1 << c | 1 << d))
    listed: list[list[list[tuple[int, int]]]] = [[] for _ in range(N)]
    for cover in covers:
        masks = [(1 << a | 1 << b, 1 << c | 1 << d) for a, b, c, d in cover]
        listed[max(max(corners) for corners in cover)].append(masks)
    todo = [(0, 0)]
    while todo:
        g, p = todo.pop()
        if any((g & one == one and not g & two) or (g & two == two and not g & one) for one, two in shapes[p]):
            continue
        if any(all((g & one).bit_count() == (g & two).bit_count() for one, two in masks) for masks in listed[p]):
            continue
        if p == N - 1:
            return f"the first gate {g:#x} balances no cover"
        todo += [(g, p + 1), (g | 1 << p + 1, p + 1)]
    return None


def main(path: str) -> int:
    """Check a file of certificates, one JSON object a line; print what is found; return 0 if all are valid, else 1.

    >>> main("/dev/null")
    /dev/null: 0 certificates, 0 faults
    1
    """
    count = faults = 0
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            count += 1
            try:
                found = fault(json.loads(line))
            except (ValueError, RecursionError) as error:
                found = f"not JSON: {error}"
            if found is not None:
                faults += 1
                print(f"{path}:{number}: {found}")
    print(f"{path}: {count} certificates, {faults} faults")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
