"""Sample bounds that learning adds to those of :mod:`lcomplexity.notions.sample_bound` (one class, token by token, jointly); no T occurs in them.

* One table shared by all steps of a machine whose schedule is known: \\|Q\\| \\|G\\| entries, each one of 3 \\|Q\\| \\|G\\| (state, symbol, move), so
  ln \\|H\\| = \\|Q\\| \\|G\\| ln(3 \\|Q\\| \\|G\\|), one class.
* A learner that memorises the transitions it has seen: expected AR error at most \\|Q\\| \\|G\\| / (e m). A run fails only if it uses a transition that no
  sample used; one that runs use with probability p is unseen with probability (1 - p)^m, and p (1 - p)^m <= 1/(e m).

Source: our own counts. They hold in the realizable case.

>>> shared_machine(2, 3, epsilon=0.1, delta=0.05)
204
"""

from __future__ import annotations

from math import e, log

from lcomplexity.errors import PredictorError
from lcomplexity.notions.sample_bound import jointly


def shared_machine(Q: int, G: int, epsilon: float, delta: float) -> int:
    """Return how many chains suffice to learn the one table of a machine of Q states and G symbols.

    >>> shared_machine(2, 3, 0.1, 0.05) == jointly([6 * log(18)], 0.1, 0.05)
    True
    """
    return jointly([Q * G * log(3 * Q * G)], epsilon, delta)


def memorising_error(Q: int, G: int, m: int) -> float:
    """Return the bound on the expected AR error of a learner that memorises transitions, after m samples.

    >>> round(memorising_error(2, 3, 100), 4)
    0.0221
    """
    if m < 1:
        raise PredictorError(f"sample bounds: {m} samples; give at least 1")
    return min(1.0, Q * G / (e * m))
