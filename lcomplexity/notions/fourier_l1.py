"""Fourier L1 norm, also spectral norm: the sum of the sizes of the Fourier coefficients of (-1)^f.

Source: Kushilevitz and Mansour, Learning decision trees using the Fourier spectrum (1993).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lcomplexity.notions.notion import Notion
from lcomplexity.notions.spectrum import spectrum


def fourier_l1(n: int, table: int) -> Fraction:
    """Return the sum of the absolute values of the Fourier coefficients of (-1)^f; at least 1, at most 2^(n/2).

    >>> fourier_l1(2, 0b1000), fourier_l1(3, 0b10010110)                  # AND; parity
    (Fraction(2, 1), Fraction(1, 1))
    """
    return Fraction(int(np.abs(spectrum(n, table)).sum()), 1 << n)


FOURIER_L1 = Notion(
    "fourier_l1",
    "Fourier L1",
    r"\|\hat f\|_1",
    "the sum of the absolute Fourier coefficients of (-1)^f",
    "Kushilevitz and Mansour 1993",
    fourier_l1,
)
