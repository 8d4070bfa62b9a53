"""``lcomplexity compare`` says the length that ``length`` proves, for every function of at most four variables, quickly."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.notions.comparison import Length
from lcomplexity.notions.quick_length import quick_length

Cli = Callable[..., Any]
CENSUS = Path(__file__).resolve().parent.parent / "reference" / "census"


def test_the_length_of_a_function_of_four_bits_is_exact_and_quick() -> None:
    """All 222 classes: the lengths of the census, whose certificates are checked elsewhere; each in less than a second."""
    rows = [line.split() for line in (CENSUS / "classes-4.txt").read_text().splitlines() if line.startswith("0x")]
    assert len(rows) == 222
    for table, _, T, *_ in rows:
        start = time.process_time()
        found = quick_length(BooleanFunction(4, int(table, 16)), lambda line: None)
        assert found == Length(int(T), int(T)), table
        assert time.process_time() - start < 1, table


def test_compare_and_length_agree_on_a_machine(cli: Cli) -> None:
    """Palindromes of length 4 need 2 tokens; the table of one function takes less than two seconds."""
    # What is loaded on first use is not the search.
    assert cli("compare", "or:2").status == 0
    start = time.process_time()
    (row,) = cli("compare", "palindrome", "--length", "4", "--json").record["functions"]
    assert time.process_time() - start < 2
    proved = cli("length", "palindrome", "--length", "4", "--json").record
    assert (row["length"], proved["lower"], proved["upper"]) == (2, 2, 2)


def test_few_variables_that_matter_are_enough(cli: Cli) -> None:
    """A function of six variables that depends on four of them is one of four."""
    function = "x1 & x2 ^ x1 & x4 ^ x2 & x4 & x5 ^ x5"
    (row,) = cli("compare", f"({function}) | (x0 & ~x0) | (x3 & ~x3)", "--json").record["functions"]
    proved = cli("length", f"({function}) | (x0 & ~x0) | (x3 & ~x3)", "--json").record
    assert proved["exact"] and row["length"] == proved["lower"]
