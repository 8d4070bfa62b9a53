"""The length of a function to put beside other notions, within seconds: exact for at most four variables, and where that is quick, else a
proved interval.

Theorems and a short search of :mod:`lcomplexity.length.complexity`; ``lcomplexity length`` looks longer.

>>> from lcomplexity.functions import function_of
>>> [quick_length(function_of(text), lambda line: None) for text in ("parity:4", "majority:7", "parity:64")]
[Length(lower=3, upper=3), Length(lower=1, upper=1), Length(lower=7, upper=7)]
>>> quick_length(function_of("0x168e:4"), lambda line: None)
Length(lower=3, upper=3)
"""

from __future__ import annotations

from collections.abc import Callable

from lcomplexity.functions.boolean_function import MAX_VARIABLES, Function
from lcomplexity.length.complexity import length_complexity
from lcomplexity.length.search import Search
from lcomplexity.length.theorems import bounds_by_theorem
from lcomplexity.notions.comparison import Length

Say = Callable[[str], None]

#: How far a search goes: some seconds. Of so many variables (those that matter) to the end, which is a fraction of a second.
NODES, FEW = 1_000, 4


def quick_length(f: Function, say: Say) -> Length:
    """Return the proved interval of the number of binary tokens of a function; ``say`` gets lines of progress.

    >>> from lcomplexity.functions import function_of
    >>> quick_length(function_of("x0 & ~x0"), print)
    Length(lower=1, upper=1)
    """
    if f.n > MAX_VARIABLES:
        # Without a table there is nothing to search.
        known = bounds_by_theorem(f)
        return Length(known.lower.tokens, None if known.upper is None else known.upper.tokens)

    def go_on(search: Search) -> bool:
        say(f"{f.name}: length, {search.describe()}")
        return search.n <= FEW or search.nodes < NODES

    found = length_complexity(f, go_on=go_on)
    return Length(found.lower.tokens, found.upper.tokens)
