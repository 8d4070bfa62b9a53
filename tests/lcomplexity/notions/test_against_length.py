"""Length against the notions: rank correlations by their definition, extremes by going through all, an SVG of known numbers."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest

from lcomplexity.functions.expressions import expression
from lcomplexity.notions import NOTIONS
from lcomplexity.notions.against_length import Half, correlations, described, extremes
from lcomplexity.notions.scatter import scatter


def halves() -> list[Half]:
    """Six halves with made-up values: for every notion the values 3, 1/2, 3, 2, 9, 4, and lengths 1, 1, 2, 2, 3, 3."""
    numbers = (Fraction(3), Fraction(1, 2), Fraction(3), Fraction(2), Fraction(9), Fraction(4))
    lengths, functions = (1, 1, 2, 2, 3, 3), (1, 5, 2, 2, 1, 3)
    return [
        Half(table, count, length, {notion.key: number for notion in NOTIONS})
        for table, (number, length, count) in enumerate(zip(numbers, lengths, functions, strict=True))
    ]


def ranks(numbers: list[Fraction]) -> np.ndarray:
    """The average place of each number among all."""
    return np.array([(sum(b < a for b in numbers) + sum(b <= a for b in numbers) + 1) / 2 for a in numbers])


def test_rank_correlations_are_correlations_of_ranks() -> None:
    """Over classes each half counts once, over functions as often as it has functions (floats, to 1e-12)."""
    rows = halves()
    (found, *others) = correlations(rows)
    assert len(others) + 1 == len(NOTIONS)
    for repeated, rho in ((False, found.over_classes), (True, found.over_functions)):
        every = [row for row in rows for _ in range(row.functions if repeated else 1)]
        values = ranks([Fraction(row.values["circuit_size"]) for row in every])
        lengths = ranks([Fraction(row.length) for row in every])
        assert abs(float(np.corrcoef(values, lengths)[0, 1]) - rho) < 1e-12
    assert found.over_classes != found.over_functions


@pytest.mark.parametrize("constant", ["values", "lengths"])
def test_without_an_order_there_is_no_correlation(constant: str) -> None:
    """One value, or one length, for all."""
    rows = [
        Half(
            r.table,
            r.functions,
            2 if constant == "lengths" else r.length,
            r.values if constant == "lengths" else halves()[0].values,
        )
        for r in halves()
    ]
    assert np.isnan(correlations(rows)[0].over_classes) and np.isnan(correlations(rows)[0].over_functions)


def test_extremes_are_the_simplest_of_the_longest_and_the_hardest_of_the_shortest() -> None:
    """Table 5 (value 4, T = 3) and table 0 (value 3, T = 1)."""
    for found in extremes(halves()):
        assert (found.length_low, found.value_low, found.long_but_low) == (3, 4, (5,))
        assert (found.length_high, found.value_high, found.short_but_high) == (1, 3, (0,))


def test_at_most_three_functions_are_named_least_first() -> None:
    """Of five alike."""
    row = halves()[0]
    alike = [Half(table, 1, 1, row.values) for table in (9, 4, 7, 1, 8)]
    assert extremes(alike)[0].long_but_low == extremes(alike)[0].short_but_high == (1, 4, 7)


def test_a_disc_stands_where_value_and_length_say_and_counts_what_falls_together() -> None:
    """Two halves with value 3 and T = 1 make one disc of one class; larger values lie to the right, longer chains higher."""
    rows = [*halves(), Half(6, 4, 1, halves()[0].values)]
    panel = ElementTree.fromstring(scatter(rows)).find("{http://www.w3.org/2000/svg}g")
    assert panel is not None
    discs = {}
    for circle in panel.iter("{http://www.w3.org/2000/svg}circle"):
        title = circle.findtext("{http://www.w3.org/2000/svg}title") or ""
        discs[title] = tuple(float(circle.get(a) or 0) for a in ("cx", "cy", "r"))
    assert set(discs) == {
        *("3: 1 classes, 5 functions", "1/2: 1/2 classes, 5 functions", "3: 1/2 classes, 2 functions"),
        *("2: 1/2 classes, 2 functions", "9: 1/2 classes, 1 functions", "4: 1/2 classes, 3 functions"),
    }
    low, both, two, nine = (
        discs[f"{t} functions"]
        for t in ("1/2: 1/2 classes, 5", "3: 1 classes, 5", "2: 1/2 classes, 2", "9: 1/2 classes, 1")
    )
    assert low[0] < two[0] < both[0] < nine[0] and nine[1] < two[1] < low[1] == both[1]
    assert both[2] == pytest.approx(low[2] * 2**0.5, abs=0.1)  # an area twice as large


def test_functions_are_described_by_sums_where_they_depend_on_them() -> None:
    """Else as polynomials."""
    assert (
        described(0x8000) == "1 iff the sum of the bits is 4"
        and described(0x7FFF) == "1 iff the sum of the bits is 0, 1, 2 or 3"
    )
    for table in (0x00CA, 0x1BE4, 0x0356):
        assert expression(described(table), 4).tabulated().table == table
