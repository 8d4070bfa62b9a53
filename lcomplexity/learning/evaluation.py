"""How wrong a learned predictor is: the two errors of the definitions, counted on given samples.

* *AR error*: the share of samples with some token wrong under teacher forcing. It equals the share on which the roll-out differs
  somewhere from the true chain: up to the first wrong token the two see the same context.
* *last-token error*: the share of samples whose rolled-out last token is wrong. It is at most the AR error.

A tested pair of facts (statements of the proof companion), not an assumption: :func:`errors` counts each by its own definition.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.learned import Learned


@dataclass(frozen=True, eq=False)
class Errors:
    """Of ``m`` samples: with a wrong token under teacher forcing, with a wrong last token, with a wrong token among ``answer``
    of the roll-out; and how often each token is wrong under teacher forcing, (T,)."""

    m: int
    sequences: int
    last: int
    answers: int
    tokens: NDArray[np.int64]

    @property
    def ar_error(self) -> Fraction:
        """Return the AR error."""
        return Fraction(self.sequences, max(self.m, 1))

    @property
    def last_error(self) -> Fraction:
        """Return the last-token error."""
        return Fraction(self.last, max(self.m, 1))

    @property
    def answer_error(self) -> Fraction:
        """Return the share of samples whose answer is wrong."""
        return Fraction(self.answers, max(self.m, 1))


def errors(learned: Learned, data: Dataset, answer: slice = slice(-1, None)) -> Errors:
    """Return the errors on a dataset; ``answer`` says which tokens of the chain are its answer.

    Raises :class:`PredictorError` for a dataset without samples, with other tokens, or with prompts or chains of another length than
    what was learnt, and for an answer without tokens.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.learning.datasets import split
    >>> from lcomplexity.learning.perceptron import perceptron
    >>> from lcomplexity.learning.wiring import dense
    >>> data = split(parity(3), train=8, test=0, seed=0).train
    >>> e = errors(perceptron(data, dense(3, 2)).learned, data); e.ar_error, e.last_error
    (Fraction(0, 1), Fraction(0, 1))
    """
    if not data.m:
        raise PredictorError("errors: a dataset without samples has no errors to count; give at least one sample")
    if data.vocabulary != learned.vocabulary:
        raise PredictorError(
            f"errors: the data name their {len(data.vocabulary)} tokens otherwise than the {len(learned.vocabulary)} that were "
            "learnt; give data over the vocabulary learnt from"
        )
    if not range(data.T)[answer]:
        raise PredictorError(f"errors: the answer {answer} is none of {data.T} tokens; give a slice of them")
    forced = learned.teacher_forced(data.prompts, data.chains) != data.chains
    rolled = learned.decode(data.prompts) != data.chains
    return Errors(
        data.m,
        int(forced.any(axis=1).sum()),
        int(rolled[:, -1].sum()),
        int(rolled[:, answer].any(axis=1).sum()),
        forced.sum(axis=0),
    )
