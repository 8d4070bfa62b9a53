"""Certificate complexity: how many bits of x prove the value f(x), for the worst x.

Source: Nisan, CREW PRAMs and decision trees (1991); Buhrman and de Wolf, Complexity measures and decision tree complexity (2002).
"""

from __future__ import annotations

import numpy as np

from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.subcubes import MOST_VARIABLES, constant_subcubes
from lcomplexity.notions.truth_table import weights


def certificate_complexity(n: int, table: int) -> int | Absent:
    """Return the largest over x of the least number of variables whose values at x force f; n <= 12.

    >>> certificate_complexity(3, 0b11101000), certificate_complexity(3, 0b10000000)      # majority; AND
    (2, 3)
    """
    if n > MOST_VARIABLES:
        return beyond(n, MOST_VARIABLES)
    fixed = (n - weights(n)).astype(np.int8)
    return int(np.where(constant_subcubes(n, table), fixed[:, None], np.int8(n)).min(axis=0).max())


CERTIFICATE_COMPLEXITY = Notion(
    "certificate",
    "certificate",
    r"\mathrm{C}",
    "the most bits needed to prove f(x)",
    "Nisan 1991; Buhrman and de Wolf 2002",
    certificate_complexity,
)
