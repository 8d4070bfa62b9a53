"""Best uniform approximation by a linear combination of features, in exact rationals: error, coefficients, and a proof.

For integer features phi_1, .., phi_m and integer values F on N points, the least possible max_x |F(x) - sum_i c_i phi_i(x)| is at
the same time the largest sum_x y(x) F(x) over y with sum_x |y(x)| <= 1 that annihilate every feature (linear programming
duality). So c proves an upper bound and y a lower one, each checked by adding up integers: :func:`proved`.

The method is Stiefel's exchange, which is the simplex method for y = u - v, u, v >= 0. Only columns of u are kept: with b the
right-hand side, the column of v is 2b - u. Pivots are integer-preserving (Edmonds, Bareiss), the largest gain is taken, and
Bland's smallest index after a pivot that gained nothing, so it ends. There are no floats. Arrays are of 64 bits where
Hadamard's bound on minors allows it, else of Python's integers.

With F in {-1, 1} and products of variables as features, the error is below 1 exactly if some combination has the sign of F
everywhere: threshold degree; with F in {0, 1} an error of at most 1/3 is approximate degree.

Source: Stiefel, Ueber diskrete und lineare Tschebyscheff-Approximationen (1959); Bareiss (1968); Bland (1977).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError


@dataclass(frozen=True)
class Approximation:
    """The least error, coefficients that have it, and a signed measure that proves it: y(x), with sum |y| = 1 (or 0: of error 0)."""

    error: Fraction
    coefficients: tuple[Fraction, ...]
    measure: tuple[Fraction, ...]


def best_approximation(features: NDArray[np.int64], F: NDArray[np.int64]) -> Approximation:
    """Return the best uniform approximation of F, shape (N,), by features, shape (m, N), all integers.

    >>> constant = np.array([[1, 1]])
    >>> best_approximation(constant, np.array([0, 1])).error
    Fraction(1, 2)
    >>> x = np.array([[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]])
    >>> best_approximation(x, np.array([-1, -1, -1, 1]))                  # AND is -1 + .. with error 1/2
    Approximation(error=Fraction(1, 2), coefficients=(Fraction(-3, 2), Fraction(1, 1), Fraction(1, 1)), measure=(Fraction(1, 4), Fraction(-1, 4), Fraction(-1, 4), Fraction(1, 4)))
    """
    if features.ndim != 2 or F.shape != features.shape[1:] or not len(F):
        raise PredictorError(f"approximation: features of shape {features.shape} for values of shape {F.shape}")
    tableau = _Tableau(features, F)
    tableau.solve()
    return tableau.approximation()


def parities(n: int, degree: int) -> NDArray[np.int64]:
    """Return the products of at most ``degree`` of n variables in {1, -1}, by size, at all points. Shape (m, 2^n).

    >>> parities(2, 1).tolist()
    [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1]]
    """
    sets = [sum(1 << j for j in S) for size in range(degree + 1) for S in combinations(range(n), size)]
    S, x = np.array(sets)[:, None], np.arange(1 << n)[None, :]
    return 1 - 2 * (np.bitwise_count(S & x).astype(np.int64) & 1)


def proved(features: NDArray[np.int64], F: NDArray[np.int64], found: Approximation) -> bool:
    """Is ``found`` a best approximation: coefficients with this error, and a measure that allows none below? Rationals only.

    >>> one, F = np.array([[1, 1]]), np.array([0, 1])
    >>> half = Fraction(1, 2)
    >>> proved(one, F, Approximation(half, (half,), (-half, half))), proved(one, F, Approximation(half, (half,), (half, half)))
    (True, False)
    """
    phi, y = features.tolist(), found.measure
    above = all(
        abs(F_x - sum(c * row[x] for c, row in zip(found.coefficients, phi, strict=True))) <= found.error
        for x, F_x in enumerate(F.tolist())
    )
    annihilates = all(sum(w * v for w, v in zip(y, row, strict=True)) == 0 for row in phi)
    below = sum(w * v for w, v in zip(y, F.tolist(), strict=True)) == found.error
    return above and annihilates and below and sum(map(abs, y)) <= 1


class _Tableau:
    """Rows: the features and sum |y| = 1; columns: u, one unit vector a feature, right-hand side b. Last row: gains.

    Entries are integers over the common denominator ``d``, the last pivot. ``basis[i]`` is x for u_x and N + x for v_x.
    """

    def __init__(self, features: NDArray[np.int64], F: NDArray[np.int64]) -> None:
        m, self.N = features.shape
        self.m = m
        cells = np.zeros((m + 2, self.N + m + 1), object if self._large(features, F) else np.int64)
        cells[:m, : self.N] = features
        cells[:m, self.N : self.N + m] = np.eye(m, dtype=np.int64)
        cells[m, : self.N] = cells[m, -1] = 1
        cells[-1, : self.N] = F
        self.cells, self.d, self.basis = cells, 1, [-1] * (m + 1)

    @staticmethod
    def _large(features: NDArray[np.int64], F: NDArray[np.int64]) -> bool:
        """Can twice the product of two minors exceed 63 bits? A row of a minor has at most k entries of at most M."""
        k, M = len(features) + 2, max(1, *(int(abs(a).max(initial=0)) for a in (features, F)))
        return bool(2 * (M * M * k) ** k >= 1 << 62)

    def column(self, j: int) -> NDArray:
        """The column of u_j, or of v_(j - N), the last row being its gain."""
        if j < self.N:
            return self.cells[:, j]
        return 2 * self.cells[:, -1] - self.cells[:, j - self.N]

    def pivot(self, row: int, j: int) -> None:
        """Let y_j enter the basis at a row."""
        column = self.column(j).copy()
        if column[row] < 0:
            self.cells[row], column[row] = -self.cells[row], -column[row]
        entry, line = column[row], self.cells[row].copy()
        self.cells = (self.cells * entry - np.multiply.outer(column, line)) // self.d
        self.cells[row] = line
        self.d, self.basis[row] = int(entry), j

    def solve(self) -> None:
        """Find a first basis, then exchange until no y_j gains."""
        rows = []
        # Any pivots will do while the right-hand sides are zero.
        for row in range(self.m):
            usable = np.flatnonzero(self.cells[row, : self.N])
            if len(usable):
                self.pivot(row, int(usable[0]))
                rows.append(row)
        # A feature that depends on others has become a row of zeros.
        keep = [*rows, self.m, self.m + 1]
        self.cells, self.basis = self.cells[keep], [self.basis[row] for row in keep[:-1]]
        last = len(keep) - 2
        if rows:
            # v_x beside u_x, each 1/2
            self.pivot(last, self.N + self.basis[0])
        else:
            self.pivot(last, 0)
        cautious = False
        while True:
            b, gains = self.cells[:-1, -1], self._gains()
            ways = np.flatnonzero(gains > 0)
            if not len(ways):
                return
            j = int(ways[0]) if cautious else int(ways[np.argmax(gains[ways])])
            row = self._leaving(self.column(j)[:-1], b)
            cautious = bool(b[row] == 0)
            self.pivot(row, j)

    def _gains(self) -> NDArray:
        """The gains of all u_x, then of all v_x."""
        u, corner = self.cells[-1, : self.N], self.cells[-1, -1]
        return np.concatenate([u, 2 * corner - u])

    def _leaving(self, column: NDArray, b: NDArray) -> int:
        """The row of least b / column among positive ones, of these the one whose variable has the smallest index."""
        best = -1
        for i in range(len(b)):
            if column[i] > 0:
                if best < 0:
                    best = i
                    continue
                this, other = int(b[i]) * int(column[best]), int(b[best]) * int(column[i])
                if this < other or (this == other and self.basis[i] < self.basis[best]):
                    best = i
        assert best >= 0, "the measures y form a bounded set"
        return best

    def approximation(self) -> Approximation:
        """The solution that the last tableau shows."""
        measure = [Fraction(0)] * self.N
        for i, j in enumerate(self.basis):
            measure[j % self.N] += Fraction(int(self.cells[i, -1]), self.d) * (1 if j < self.N else -1)
        coefficients = tuple(Fraction(-int(v), self.d) for v in self.cells[-1, self.N : -1])
        return Approximation(Fraction(-int(self.cells[-1, -1]), self.d), coefficients, tuple(measure))
