"""How many chains suffice to learn, by counting hypotheses: real numbers, rounded up; the only floats among the notions.

For finitely many hypotheses a token, ln|H_t| known or bounded from above, error epsilon with probability 1 - delta after

| | chains | source |
|---|---|---|
| one class | (ln|H| + ln(1/delta)) / epsilon | Blumer, Ehrenfeucht, Haussler and Warmuth 1987 |
| token by token | (T/epsilon) (max_t ln|H_t| + ln(T/delta)) | the paper's Thm 3 (numbering of the reviews of its submission) |
| jointly | (sum_t ln|H_t| + ln(1/delta)) / epsilon | one class, the product H_1 x .. x H_T |

The last counts the product as one class, so any chain of hypotheses consistent with the sample will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, comb, log

from lcomplexity.errors import PredictorError

#: What is allowed where nothing else is said.
EPSILON, DELTA = 0.1, 0.05

#: Threshold functions of n = 0 .. 9 variables (OEIS A000609).
_THRESHOLD_FUNCTIONS = (
    *(2, 4, 14, 104, 1882, 94572, 15028134, 8378070864),
    *(17561539552946, 144130531453121108),
)


def token_by_token(ln_hypotheses: Sequence[float], epsilon: float, delta: float) -> int:
    """Return the paper's bound: every token is learnt with error epsilon/T and confidence delta/T from the same chains.

    >>> token_by_token([log(14)], 0.1, 0.05), token_by_token([log(14), log(104)], 0.1, 0.05)
    (57, 167)
    """
    _check(epsilon, delta)
    T = len(ln_hypotheses)
    return ceil(T / epsilon * (max(ln_hypotheses) + log(T / delta)))


def jointly(ln_hypotheses: Sequence[float], epsilon: float, delta: float) -> int:
    """Return the bound for any consistent choice from the product of all tokens' classes.

    >>> jointly([log(14)], 0.1, 0.05), jointly([log(14), log(104)], 0.1, 0.05)
    (57, 103)
    """
    _check(epsilon, delta)
    return ceil((sum(ln_hypotheses) + log(1 / delta)) / epsilon)


def ln_threshold_functions(n: int) -> float:
    """Return the logarithm of the number of threshold functions of n bits: exact counts for n <= 9, beyond an upper bound.

    The bound is 2 sum_(i <= n) C(2^n - 1, i), the number of ways hyperplanes can divide 2^n points in general position.

    >>> round(ln_threshold_functions(2), 3), ln_threshold_functions(9) < ln_threshold_functions(10)
    (2.639, True)
    """
    if n < len(_THRESHOLD_FUNCTIONS):
        return log(_THRESHOLD_FUNCTIONS[n])
    return log(2 * sum(comb((1 << n) - 1, i) for i in range(n + 1)))


def sample_bound(n: int, T: int, epsilon: float, delta: float) -> int:
    """Return how many chains suffice for T binary tokens on n bits, the tokens being threshold functions of all bits so far.

    >>> sample_bound(4, 1, EPSILON, DELTA), sample_bound(4, 3, EPSILON, DELTA)      # AND of four bits; parity of four
    (106, 386)
    """
    return jointly([ln_threshold_functions(n + t) for t in range(T)], epsilon, delta)


def _check(epsilon: float, delta: float) -> None:
    if not (0 < epsilon < 1 and 0 < delta < 1):
        raise PredictorError(
            f"sample bound: epsilon {epsilon}, delta {delta}; both must lie strictly between 0 and 1"
        )
