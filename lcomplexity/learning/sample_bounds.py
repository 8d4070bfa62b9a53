"""Sample bounds to print beside measured curves. Each says where it comes from; they hold in the realizable case.

With eps the error allowed, delta the chance of failure, natural logarithms:

* finite class: m = (ln \\|H\\| + ln 1/delta) / eps samples are enough for any consistent learner;
* product of T classes, by the paper's theorem: each class with (eps/T, delta/T): (T / eps) (ln \\|H_t\\| + ln T/delta);
* product, learnt jointly (our own argument: a consistent chain is a consistent member of the product, whose size is
  the product of the sizes): (sum_t ln \\|H_t\\| + ln 1/delta) / eps;
* one table shared by all steps of a machine whose schedule is known: \\|Q\\| \\|G\\| entries, each one of 3 \\|Q\\| \\|G\\| (state, symbol, move):
  ln \\|H\\| = \\|Q\\| \\|G\\| ln(3 \\|Q\\| \\|G\\|), whatever T is;
* a learner that memorises the transitions it has seen: expected AR error at most \\|Q\\| \\|G\\| / (e m), whatever T is: a run
  fails only if it uses a transition that no sample used; one that runs use with probability p is unseen with probability (1 - p)^m, and p (1 - p)^m <= 1/(e m).

>>> round(finite_class(ln_size=10.0, eps=0.1, delta=0.05))
130
"""

from __future__ import annotations

from collections.abc import Sequence
from math import e, log

from lcomplexity.errors import PredictorError


def finite_class(ln_size: float, eps: float, delta: float) -> float:
    """Return the samples that are enough for a finite class of exp(``ln_size``) hypotheses.

    >>> finite_class(0.0, 0.5, 1.0)
    0.0
    """
    _refuse(eps, delta)
    return (ln_size + log(1 / delta)) / eps


def product_class(ln_size: float, T: int, eps: float, delta: float) -> float:
    """Return the paper's bound for a product of T classes of exp(``ln_size``) hypotheses each (Thm 3, submission numbering).

    >>> product_class(5.0, 1, 0.1, 0.05) == finite_class(5.0, 0.1, 0.05)
    True
    """
    return finite_class(ln_size, eps / T, delta / T)


def joint_class(ln_sizes: Sequence[float], eps: float, delta: float) -> float:
    """Return the samples that are enough for a joint consistent choice from classes of exp(``ln_sizes``[t]) hypotheses.

    >>> joint_class([5.0] * 4, 0.1, 0.05) < product_class(5.0, 4, 0.1, 0.05)
    True
    """
    return finite_class(sum(ln_sizes), eps, delta)


def shared_machine(Q: int, G: int, eps: float, delta: float) -> float:
    """Return the samples that are enough to learn the one table of a machine of Q states and G symbols; no T in it.

    >>> round(shared_machine(2, 3, 0.1, 0.05))
    203
    """
    return finite_class(Q * G * log(3 * Q * G), eps, delta)


def memorising_error(Q: int, G: int, m: int) -> float:
    """Return the bound on the expected AR error of a learner that memorises transitions, after m samples.

    >>> round(memorising_error(2, 3, 100), 4)
    0.0221
    """
    if m < 1:
        raise PredictorError(f"sample bounds: {m} samples; give at least 1")
    return min(1.0, Q * G / (e * m))


def integer_weights(entries: int, largest: int) -> float:
    """Return ln \\|H\\| of tables with this many weights in -``largest`` .. ``largest``.

    >>> round(integer_weights(10, 1), 3)                              # 10 ln 3
    10.986
    """
    return entries * log(2 * largest + 1)


def _refuse(eps: float, delta: float) -> None:
    if not (0 < eps <= 1 and 0 < delta <= 1):
        raise PredictorError(f"sample bounds: eps {eps}, delta {delta}; give numbers above 0, at most 1")
