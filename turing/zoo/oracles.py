"""What each machine of the zoo computes, said in Python and independently of any machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType


def verdict(holds: bool) -> str:
    """Return ``accept`` if the property holds, else ``reject``.

    >>> verdict(3 < 4)
    'accept'
    """
    return "accept" if holds else "reject"


def depth_at_most(limit: int, brackets: str) -> str:
    """Return ``accept`` for balanced round brackets nested at most ``limit`` deep.

    >>> depth_at_most(2, "(()())"), depth_at_most(1, "(())"), depth_at_most(9, ")(")
    ('accept', 'reject', 'reject')
    """
    depth = 0
    for b in brackets:
        depth += 1 if b == "(" else -1
        if not 0 <= depth <= limit:
            return "reject"
    return verdict(depth == 0)


def blocks(letters: str, word: str) -> str:
    """Return ``accept`` if the word is each of the letters in turn, all equally often.

    >>> blocks("ab", "aabb"), blocks("ab", "abab")
    ('accept', 'reject')
    """
    times = len(word) // len(letters)
    return verdict(word == "".join(letter * times for letter in letters))


def incremented(digits: str) -> str:
    """Return the binary number plus one, with at least as many digits; the empty word counts as 0.

    >>> incremented("011"), incremented("11"), incremented("")
    ('100', '100', '1')
    """
    return format(int(digits or "0", 2) + 1, "b").zfill(len(digits))


def sum_of(a: str, b: str, width: int) -> str:
    """Return the sum of two binary numbers with at least ``width`` digits.

    >>> sum_of("1", "01", 2), sum_of("", "", 1)
    ('10', '0')
    """
    return format(int(a or "0", 2) + int(b or "0", 2), f"0{width}b")


def interleaved_sum(word: str) -> str:
    """Return ``.s0.s1..`` for a0 b0 a1 b1 .., least significant first, with one digit more than the numbers.

    >>> interleaved_sum("1110")
    '.0.0.1'
    """
    digits = sum_of(word[0::2][::-1], word[1::2][::-1], len(word) // 2 + 1)
    return "".join("." + d for d in reversed(digits))


def halvings(digits: str) -> str:
    """Return 1 and an ``h`` for each halving of the number on its Collatz path to 1.

    >>> halvings("11")
    '1hhhhh'
    """
    v, count = int(digits, 2), 0
    while v != 1:
        if v % 2:
            v = 3 * v + 1
        else:
            v, count = v // 2, count + 1
    return "1" + "h" * count


def _plus(word: str) -> str:
    a, b = word.split("+")
    return sum_of(a, b, max(len(a), len(b)))


def _halves_sum(word: str) -> str:
    m = len(word) // 2
    return sum_of(word[:m], word[m:], m + 1)


def _less(word: str) -> str:
    a, b = word.split("<")
    return verdict(int("0" + a, 2) < int("0" + b, 2))


def _product(word: str) -> str:
    a, b = word.split("x")
    return "1" * (len(a) * len(b))


def _sorted(word: str) -> str:
    return "".join(sorted(word))


def _palindrome(word: str) -> str:
    return verdict(word == word[::-1])


def _repeated(word: str) -> str:
    a, mark, b = word.partition("#")
    return verdict(mark == "#" and a == b)


#: The oracle of each machine that has inputs, by name.
ORACLES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "parity": lambda x: verdict(x.count("1") % 2 == 1),
        "mod3": lambda x: verdict(int(x or "0", 2) % 3 == 0),
        "brackets4": lambda x: depth_at_most(4, x),
        "contains_1011": lambda x: verdict("1011" in x),
        "first_equals_last": lambda x: verdict(x != "" and x[0] == x[-1]),
        "majority": lambda x: verdict(2 * x.count("1") > len(x)),
        "compare": _less,
        "palindrome": _palindrome,
        "palindrome_2tape": _palindrome,
        "anbn": lambda x: blocks("ab", x),
        "anbncn": lambda x: blocks("abc", x),
        "repeated_word": _repeated,
        "power_of_two": lambda x: verdict(len(x).bit_count() == 1),
        "increment": incremented,
        "increment_lsd": lambda x: incremented(x[::-1])[::-1],
        "add_interleaved": interleaved_sum,
        "add_plus": _plus,
        "add_3tape": _halves_sum,
        "multiply_unary": _product,
        "multiply_3tape": _product,
        "copy": lambda x: x + "#" + x,
        "reverse": lambda x: x[::-1],
        "bit_sort": _sorted,
        "sort_2tape": _sorted,
        "unary_to_binary": lambda x: format(len(x), "b"),
        "binary_to_unary": lambda x: "|" * int(x or "0", 2),
        "collatz": halvings,
    }
)
