"""The certificate checker: believes nothing in a file, and says valid or why not (docs/certificates.md). It uses the
standard library and nothing of this project, so that no fault elsewhere can make it agree; slow, plain on purpose."""

import json
import sys
from collections import Counter
from itertools import pairwise
from typing import Any

#: Bounds: bytes of the file, variables and tokens, the size of an integer, elementary operations, and those left.
MAX_BYTES, MAX_COUNT, MAX_SIZE, MAX_WORK, _left = 1 << 26, 4096, 1 << 4096, 60_000_000, [0]


class FaultError(Exception):
    """What is wrong, in words."""


def _need(holds: bool, otherwise: str, work: int = 1) -> None:
    _left[0] -= work
    if not holds or _left[0] < 0:
        raise FaultError(otherwise if not holds else f"checking takes more than {MAX_WORK:,} operations")


def _int(value: Any, low: int, high: int, what: str) -> int:
    _need(type(value) is int and low <= value <= high, f"{what} is out of range or no integer")
    return int(value)


def _list(value: Any, what: str, length: int | None = None) -> list[Any]:
    _need(isinstance(value, list) and length in (None, len(value)), f"{what} is no list, or of the wrong length")
    return list(value)


def _fields(value: Any, what: str, *names: str) -> list[Any]:
    _need(isinstance(value, dict) and set(value) == set(names), f"{what} must have exactly {', '.join(names)}")
    return [value[name] for name in names]


class _Function:
    """f(x) of n bits: a table (bit i is f(x), x_j = bit j of i), or the values by sum."""

    def __init__(self, value: Any) -> None:
        self.by_sum = isinstance(value, dict) and "symmetric" in value
        n, text = _fields(value, "function", "n", "symmetric" if self.by_sum else "table")
        self.n = _int(n, 0, MAX_COUNT if self.by_sum else 16, "n")
        size = self.n + 1 if self.by_sum else 2 + max(1, (1 << self.n) // 4)
        _need(isinstance(text, str) and len(text) == size, f"the function takes {size} characters")
        digits, prefix = ("01", "") if self.by_sum else ("0123456789abcdef", "0x")
        _need(text.startswith(prefix) and not text[len(prefix) :].strip(digits), "the function has bad digits")
        self.number = int(text[::-1], 2) if self.by_sum else int(text, 16)
        _need(self.by_sum or not self.number >> (1 << self.n), "the table has more than 2^n bits")

    def __call__(self, x: list[int]) -> int:
        return self.number >> (sum(x) if self.by_sum else sum(v << j for j, v in enumerate(x))) & 1


def _program(value: Any, n: int, a: int) -> list[Any]:
    """Tokens: for each letter 1 .. a-1 a row of weights over [1, x, for each token before: is it 1, .. is it a-1]."""
    tokens = [_list(token, "a token", a - 1) for token in _list(value, "program")]
    rows = [_list(r, "a row", 1 + n + t * (a - 1)) for t, token in enumerate(tokens) for r in token]
    _need(rows != [] and all(type(w) is int and abs(w) <= MAX_SIZE for r in rows for w in r), "a bad row of weights")
    return tokens


def _last(program: list[Any], x: list[int], a: int) -> int:
    """The chain's last token; each is the letter of largest score. Letter 0 scores 0 and wins ties, then 1, .."""
    context, z = [1, *x], 0
    for token in program:
        _need(True, "", a * len(context))
        scores = [0] + [sum(w * v for w, v in zip(row, context, strict=True)) for row in token]
        z = scores.index(max(scores))
        context += [int(z == letter) for letter in range(1, a)]
    return z


def _upper(f: _Function, a: int, upper: int, value: Any) -> str:
    program = _program(value, f.n, a)
    _need(len(program) == upper, f"the program has {len(program)} tokens, not {upper}")
    by_sum = f.by_sum and all(len(set(row[1 : f.n + 1])) == 1 for token in program for row in token)
    _need(by_sum or f.n <= 16, "too many inputs to try")
    if by_sum:  # every row weighs all inputs alike, so they enter as their sum
        program = [[[row[0], row[1], *row[f.n + 1 :]] for row in token] for token in program]
    for i in range(f.n + 1 if by_sum else 1 << f.n):
        x = [i] if by_sum else [i >> j & 1 for j in range(f.n)]
        _need(_last(program, x, a) == f(x), f"the program is wrong on {'sum ' * by_sum}{x}")
    return f"at most {upper} tokens, right on all inputs"


class _Projection:
    """f with each variable set to 0, 1, y_j or not y_j (literals 0, 1, 2 + 2j, 3 + 2j): no harder than f."""

    def __init__(self, f: _Function, value: Any) -> None:
        given = [2 * j + 2 for j in range(f.n)] if value is None else _list(value, "projection", f.n)
        self.f, self.literals = f, [_int(v, 0, 2 * MAX_COUNT, "a literal of the projection") for v in given]
        self.m = max(self.literals, default=0) // 2
        _need(set(range(1, self.m + 1)) <= {v // 2 for v in self.literals}, "the projection skips a variable")

    def table(self) -> list[int]:
        _need(self.m <= 16, "a table of more than 16 variables", (self.f.n + 1) << min(self.m, 16))
        return [self.f([(2 * i >> v // 2 & 1) ^ (v & 1) for v in self.literals]) for i in range(1 << self.m)]

    def is_parity(self) -> bool:
        """Whether it is the parity of its m bits, or its complement (by sums: every y_j counts d times)."""
        if not self.f.by_sum:
            return (table := self.table()) == [table[0] ^ i.bit_count() % 2 for i in range(1 << self.m)]
        times, zero = Counter(self.literals), sum(v & 1 for v in self.literals)  # zero: the sum if all y_j are 0
        d, *others = {times[2 * j] - times[2 * j + 1] for j in range(1, self.m + 1)} or {0}
        return not others and all(self.f([zero + t * d]) != self.f([zero + t * d + d]) for t in range(self.m))


def _lemma(value: Any, T: int, m: int, table: list[int]) -> frozenset[int]:
    """The clause that a lemma proves, after checking its relation."""
    gate, signs, terms = _list(value, "a lemma", 3)
    _int(gate, 1, T, "a lemma's token")
    _need(all(_int(s, 1 - 2 * (gate < T), 1, "a sign") for s in _list(signs, "signs", gate - 1)), "a sign is 0")
    total, clause = [0] * (m + gate), set[int]()
    for p, factor, label, *bits in (_list(term, "a term", 2 + gate) for term in _list(terms, "terms")):
        _int(p, 0, (1 << m) - 1, "a point"), _int(factor, 1, MAX_SIZE, "a multiplier"), _int(label, 0, 1, "a label")
        _need(gate < T or label == table[p], f"point {p} has the other label", m + 3 * gate)
        best = [label if s == 1 else 1 - label for s in signs]
        bits = [b if _int(v, 0, 2, "a bit") == 2 else v for v, b in zip(bits, best, strict=True)]
        for i, v in enumerate([1, *(p >> j & 1 for j in range(m)), *bits]):
            total[i] += factor * v * (2 * label - 1)
        # A bit at its best case needs no literal: the other way the relation holds all the more.
        named = [(s, v) for s, (v, b) in enumerate(zip(bits, best, strict=True)) if v != b]
        clause |= {(1 - 2 * v) * (1 + (s << m) + p) for s, v in named + [(gate - 1, label)] * (gate < T)}
    _need(bool(terms) and not any(total[: m + 1]), "a relation is not balanced")
    _need(all(s * d <= 0 for s, d in zip(signs, total[m + 1 :], strict=True)), "a token is on the wrong side")
    first = 1 + (T - 1 << m) + (gate - 1) * (gate - 2) // 2
    return frozenset(clause | {-s * (first + i) for i, s in enumerate(signs) if gate < T})


def _clauses(T: int, a: int, sub: _Projection, data: Any) -> str:
    """No T tokens do: lemmas, and clauses that each follow from hints by unit propagation, down to the empty one."""
    (lemmas, steps), table = _list(data, "data", 2), sub.table()
    clauses = [_lemma(lemma, T, sub.m, table) for lemma in _list(lemmas, "lemmas")]
    for literals, hints in (_list(step, "a step", 2) for step in _list(steps, "steps")):
        false, contradicted = {_int(v, -MAX_SIZE, MAX_SIZE, "a literal") for v in _list(literals, "clause")}, False
        for hint in _list(hints, "hints"):
            left = clauses[_int(hint, 0, len(clauses) - 1, "a hint")] - false
            _need(len(left) <= 1, "a hint leaves more than one literal", len(clauses[hint]) + 1)
            contradicted = contradicted or not left
            false |= {-literal for literal in left}
        _need(contradicted, "a step does not follow from its hints")
        clauses.append(frozenset(literals))
    _need(bool(clauses) and not clauses[-1], "the last clause is not empty")
    return f"{len(lemmas)} relations, {len(steps)} steps"


def _relations(T: int, a: int, sub: _Projection, data: Any) -> str:
    """No 2 tokens do: each g is balanced by a relation, or has a + b = c + d with g(a) = g(b) /= g(c) = g(d)."""
    size, ending = len(table := sub.table()), [list[dict[int, int]]() for _ in range(1 << sub.m)]
    _need(T == 2 and sub.m <= 6, "relations alone are for 2 tokens and at most 6 variables")
    for relation in _list(data, "relations"):
        sides = {_int(p, 0, size - 1, "a point"): f for p, f in (_list(t, "a term", 2) for t in _list(relation, ""))}
        _lemma([1, [], [[p, f, table[p]] for p, f in sides.items()]], 1, sub.m, table)
        ending[max(sides)].append({p: f * (2 * table[p] - 1) for p, f in sides.items()})
    trios = [[(b, c, a ^ b ^ c) for b in range(a) for c in range(a) if a & b == c & (a ^ b ^ c)] for a in range(size)]
    stack = [[0]]  # g(0) = 0: the complement of g is balanced alike. a + b = c + d: equal ands, exclusive ors
    while stack:
        a = len(g := stack.pop()) - 1
        _need(True, "", len(trios[a]) + 8 * len(ending[a]) + 8)
        if any(g[a] == g[b] and g[c] == g[d] != g[a] for b, c, d in trios[a] if d < a):
            continue
        if all(sum(f * g[p] for p, f in sides.items()) for sides in ending[a]):
            _need(len(g) < size, "some g may be a threshold function and is balanced by no relation")
            stack += [[*g, 0], [*g, 1]]
    return f"{len(data)} relations, all g tried"


def _parity(T: int, a: int, sub: _Projection, data: Any) -> str:
    """No T tokens compute parity: fix the half of the variables that weighs more in the difference of two letters'
    scores; one letter is out. So a - 1 halvings make a token constant, 1 the last, and a variable is still free."""
    _need(sub.is_parity(), "the projected function is no parity", sub.f.n + sub.m)
    free = [_int(v, 1, MAX_COUNT, "free") for v in _list(data, "free", T + 1)]
    _need(free[0] == sub.m, "at first all variables are free")
    for t, (before, after) in enumerate(pairwise(free), 1):
        _need(after <= before >> (a - 1 if t < T else 1), f"fewer variables are free after token {t}")
    return f"parity of {sub.m} bits"


def _lower(f: _Function, a: int, lower: int, value: Any) -> str:
    if lower == 1:
        _need(value is None, "1 token needs no proof")
        return "at least 1 tokens"
    by, projection, data = _fields(value, "proof", "by", "projection", "data")
    kinds = {"clauses": _clauses, "relations": _relations, "parity": _parity}
    _need(isinstance(by, str) and by in kinds, "unknown kind of proof")
    _need(a == 2 or lower == 2 or by == "parity", "relations are for 2 letters, or for one token")
    return f"at least {lower} tokens, {kinds[by](lower - 1, a, _Projection(f, projection), data)}"


def _contexts(sides: Any) -> str:
    """No linear token has one label on these contexts and another on those: both have the same tokens everywhere."""
    rows = [[tuple(_list(c, "a context")) for c in _list(side, "a side")] for side in _list(sides, "sides", 2)]
    _need(all(isinstance(v, str) for side in rows for c in side for v in c), "tokens must be texts")
    _need(all(rows) and len({len(c) for side in rows for c in side}) == 1, "a side is empty, or lengths differ")
    _need(not {*rows[0]} & {*rows[1]}, "a context is on both sides, with both labels")
    first, second = (Counter((i, v) for c in side for i, v in enumerate(c)) for side in rows)
    _need(first == second, "the two sides do not add up to the same")
    return f"no linear token: {2 * len(rows[0])} contexts cancel"


def check(certificate: Any) -> tuple[str, bool, str]:
    """Return the certificate's kind, whether it is valid, and why or why not.

    >>> check({"kind": "length", "function": {"n": 2, "table": "0x6"}, "vocabulary": 2, "lower": 2, "upper": 2,
    ...  "proof": {"by": "parity", "projection": None, "data": [2, 1]}, "program": [[[-1, 1, 1]], [[0, 1, 1, -2]]]})
    ('length', True, 'at least 2 tokens, parity of 2 bits; at most 2 tokens, right on all inputs')
    """
    found = certificate.get("kind") if isinstance(certificate, dict) else None
    _left[0], kind = MAX_WORK, found if found in ("length", "mistake", "contexts") else "unknown"
    try:
        _need(kind != "unknown", "no kind of certificate is named")
        if kind == "contexts":
            return kind, True, _contexts(_fields(certificate, "it", "kind", "sides")[1])
        names = ("lower", "upper", "proof", "program") if kind == "length" else ("program", "input")
        _, function, vocabulary, *rest = _fields(certificate, "it", "kind", "function", "vocabulary", *names)
        f, a = _Function(function), _int(vocabulary, 2, 256, "vocabulary")
        if kind == "mistake":
            x = [_int(v, 0, 1, "a bit") for v in _list(rest[1], "input", f.n)]
            _need(_last(_program(rest[0], f.n, a), x, a) != f(x), "the program is right on this input")
            return kind, True, "the program is wrong on this input"
        lower, upper, proof, program = rest
        said = _lower(f, a, _int(lower, 1, MAX_COUNT, "lower"), proof)
        also = "" if upper is program is None else f"; {_upper(f, a, _int(upper, 1, MAX_COUNT, 'upper'), program)}"
        return kind, True, said + also
    except FaultError as error:
        return kind, False, str(error)


def read(path: str) -> Any:
    """Return the JSON data of a file, or raise ``ValueError`` with one line that says why there is none.

    >>> read("/dev/null")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ValueError: ..
    """
    try:
        with open(path, "rb") as file:
            return json.loads(file.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{path}: no certificate can be read ({' '.join(str(error).split())[:200]})") from None


if __name__ == "__main__":
    try:
        sys.exit(print(*(answer := check(read(" ".join(sys.argv[1:]))))) or int(not answer[1]))
    except ValueError as unreadable:
        sys.exit(print(unreadable, file=sys.stderr) or 2)
