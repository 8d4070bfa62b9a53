"""Entries of the machines that accept or reject.

>>> len(DECIDERS)
13
"""

from __future__ import annotations

from turing.zoo.entry import ZooEntry
from turing.zoo.oracles import ORACLES
from turing.zoo.words import two_equal_numbers

_BITS = tuple("01")


def _automaton(name: str, file: str, title: str, letters: str, window: str, lengths: tuple[int, ...]) -> ZooEntry:
    """Return the entry of a finite automaton that reads its whole input: n + 1 steps, head to the right."""
    return ZooEntry(
        name=name,
        file=file,
        title=title,
        input_alphabet=tuple(letters),
        oracle=ORACLES[name],
        answer="verdict",
        time_formula="n + 1",
        time_kind="exact",
        time_of="every",
        window_formulas=("0", window),
        oblivious=True,
        lengths=lengths,
    )


DECIDERS: tuple[ZooEntry, ...] = (
    _automaton("parity", "parity.tm", "the number of ones is odd", "01", "n", (4, 8, 12)),
    _automaton(
        "mod3", "mod3.tm", "a binary number, most significant digit first, is a multiple of 3", "01", "n", (4, 8, 12)
    ),
    ZooEntry(
        name="brackets4",
        file="brackets4.tm",
        title="round brackets are balanced and nested at most four deep",
        input_alphabet=tuple("()"),
        oracle=ORACLES["brackets4"],
        answer="verdict",
        time_formula="n + 1",
        time_kind="exact",
        time_of="worst",
        window_formulas=("0", "n"),
        oblivious=True,
        lengths=(4, 8, 12),
    ),
    _automaton("contains_1011", "contains_1011.tm", "1011 occurs as a block", "01", "n", (4, 8, 12)),
    _automaton(
        "first_equals_last",
        "first_equals_last.yaml",
        "the first letter is the last one too",
        "ab",
        "n + 1",
        (4, 8, 12),
    ),
    ZooEntry(
        name="majority",
        file="majority.tm",
        title="more ones than zeros",
        input_alphabet=_BITS,
        oracle=ORACLES["majority"],
        answer="verdict",
        time_formula="(n + 1)*(2*floor(n/2) + 1)",
        time_kind="exact",
        time_of="worst",
        window_formulas=("-1", "n"),
        oblivious=True,
        lengths=(3, 5, 8),
    ),
    ZooEntry(
        name="compare",
        file="compare.tm",
        title="a<b is true of two binary numbers with equally many digits",
        input_alphabet=tuple("01<"),
        oracle=ORACLES["compare"],
        answer="verdict",
        time_formula="n*(n + 1)/2",
        time_kind="exact",
        time_of="worst",
        window_formulas=("0", "n - 1"),
        oblivious=True,
        lengths=(3, 7, 11),
        domain="a<b, equally many digits on both sides (n odd)",
        words=two_equal_numbers,
    ),
    ZooEntry(
        name="palindrome",
        file="palindrome.tm",
        title="the word reads the same backwards",
        input_alphabet=_BITS,
        oracle=ORACLES["palindrome"],
        answer="verdict",
        time_formula="(n + 1)*(n + 2)/2",
        time_kind="exact",
        time_of="worst",
        window_formulas=("0", "n"),
        oblivious=True,
        lengths=(4, 7, 10),
    ),
    ZooEntry(
        name="palindrome_2tape",
        file="palindrome_2tape.json",
        title="the word reads the same backwards, in linear time: copy, rewind, compare",
        input_alphabet=_BITS,
        oracle=ORACLES["palindrome_2tape"],
        answer="verdict",
        time_formula="3*n + 3",
        time_kind="exact",
        time_of="worst",
        window_formulas=("-1", "n"),
        oblivious=True,
        lengths=(4, 7, 10),
    ),
    ZooEntry(
        name="anbn",
        file="anbn.tm",
        title="a^m b^m",
        input_alphabet=tuple("ab"),
        oracle=ORACLES["anbn"],
        answer="verdict",
        time_formula="(n + 1)*(n + 2)/2",
        time_kind="exact",
        time_of="worst",
        window_formulas=("0", "n"),
        oblivious=True,
        lengths=(4, 7, 10),
    ),
    ZooEntry(
        name="anbncn",
        file="anbncn.tm",
        title="a^m b^m c^m",
        input_alphabet=tuple("abc"),
        oracle=ORACLES["anbncn"],
        answer="verdict",
        time_formula="(n + 1)*(2*floor(n/3) + 1)",
        time_kind="exact",
        time_of="worst",
        window_formulas=("-1", "n"),
        oblivious=True,
        lengths=(3, 6, 9),
    ),
    ZooEntry(
        name="repeated_word",
        file="repeated_word.tm",
        title="w#w",
        input_alphabet=tuple("01#"),
        oracle=ORACLES["repeated_word"],
        answer="verdict",
        time_formula="floor(((n + 1)**2 + 1)/2)",
        time_kind="bound",
        time_of="worst",
        window_formulas=("0", "n"),
        oblivious=False,
        lengths=(3, 5, 7),
        note="attained at odd n",
    ),
    ZooEntry(
        name="power_of_two",
        file="power_of_two.yaml",
        title="the number of letters is 1, 2, 4, 8, ..",
        input_alphabet=("a",),
        oracle=ORACLES["power_of_two"],
        answer="verdict",
        time_formula="n*(2*floor(log(Max(n, 1), 2)) + 1) + 1",
        time_kind="bound",
        time_of="worst",
        window_formulas=("0", "n + 1"),
        oblivious=True,
        lengths=(4, 8, 16),
        note="attained at the powers of two",
    ),
)
