"""What every construction returns: a predictor, how to talk to it, what it claims, and the chains it must write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.claims import Claims, Quantity
from lcomplexity.interface import Interface
from lcomplexity.predictor import LinearPredictor, max_weight


class Expected(NamedTuple):
    """Prompts (B, P) and the chains (B, T) they must lead to, padded with -1 behind ``lengths`` (B,)."""

    prompts: NDArray[np.int64]
    chains: NDArray[np.int64]
    lengths: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Construction:
    """A predictor with its claims and its specification.

    ``expected(x)`` returns, for inputs x of shape (B, n) (numbers of ``symbols``), the chains that an independent
    source says: the simulator, or integer arithmetic. ``symbols`` are the input symbols that x may contain,
    by number; ``input_length`` is n.

    >>> from lcomplexity.constructions.parity import parity
    >>> c = parity(5); c.name, c.predictor.length, c.claims.expression("length")
    ('parity', 3, floor(log(n)/log(2)) + 1)
    """

    name: str
    predictor: LinearPredictor
    interface: Interface
    claims: Claims
    input_length: int
    symbols: tuple[int, ...]
    expected: Callable[[NDArray[np.int64]], Expected]
    provenance: str
    #: Prompt and chain of one input (n,), the chain in pieces, for one that is too long to be held; ``None``: none is.
    stream: Callable[[NDArray[np.int64]], tuple[tuple[int, ...], Iterator[NDArray[np.int64]]]] | None = None

    def _repr_html_(self) -> str:
        """Return the claims as a table, for notebooks."""
        from lcomplexity.views.predictor_tables import claims_html

        return claims_html(self)

    def _repr_latex_(self) -> str:
        """Return the claims as a LaTeX table, for notebooks."""
        from lcomplexity.views.predictor_tables import claims_latex

        return claims_latex(self)

    def measured(self) -> dict[Quantity, int]:
        """Return length, vocabulary, reads and largest weight of the predictor as it is (not as claimed)."""
        h = self.predictor
        return {
            "length": h.length,
            "vocabulary": len(h.vocabulary),
            "reads": h.reads,
            "max_weight": max_weight(h),
        }
