"""Fourier sparsity: how many Fourier coefficients of (-1)^f are not zero.

Source: Gopalan, O'Donnell, Servedio, Shpilka and Wimmer, Testing Fourier dimensionality and sparsity (2011).
"""

from __future__ import annotations

import numpy as np

from lcomplexity.notions.notion import Notion
from lcomplexity.notions.spectrum import spectrum


def fourier_sparsity(n: int, table: int) -> int:
    """Return the number of non-zero Fourier coefficients of (-1)^f, from 1 to 2^n.

    >>> fourier_sparsity(2, 0b1000), fourier_sparsity(3, 0b10010110)      # AND; parity
    (4, 1)
    """
    return int(np.count_nonzero(spectrum(n, table)))


FOURIER_SPARSITY = Notion(
    "fourier_sparsity",
    "Fourier sparsity",
    r"\|\hat f\|_0",
    "the number of non-zero Fourier coefficients of (-1)^f",
    "Gopalan et al. 2011",
    fourier_sparsity,
)
