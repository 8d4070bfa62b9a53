"""Formula size and depth of every function of four variables, level by level over pairs of classes.

A formula over two-input gates (NOT free) is a tree; its size is its number of gates, one less than that of its leaves. A
function of size r is g op h with sizes adding up to r - 1. If f = g op h, then an action on the inputs that moves g to the
smallest table of its class, or to that one's complement, moves f = g op h along; so it is enough to let g run through one
function of each class and h through all functions, and to close what is found under the actions. Likewise a function of
depth d is g op h with one of depth d - 1 and the other of at most that.

Source: Knuth, TAOCP 4A, 7.1.2 (all normal functions in place of classes).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.four_variables import INPUTS, TABLES, UNKNOWN, Basis, class_names


def formula_sizes(basis: Basis) -> NDArray[np.uint8]:
    """Return the least number of gates of a formula for every table of four variables, shape (65536,); a second's work.

    >>> int(formula_sizes("all two-input gates")[0x6996]), int(formula_sizes("AND, OR, NOT")[0x6996])     # parity
    (3, 15)
    """
    sizes = _start()
    r = 0
    while (sizes == UNKNOWN).any():
        r += 1
        for left in range((r + 1) // 2):
            _note(sizes, r, left, np.flatnonzero(sizes == r - 1 - left), basis)
    sizes.setflags(write=False)
    return sizes


def depths(basis: Basis) -> NDArray[np.uint8]:
    """Return the least depth of a formula, equally of a circuit, for every table of four variables, shape (65536,).

    >>> int(depths("all two-input gates")[0x6996])
    2
    """
    found = _start()
    d = 0
    while (found == UNKNOWN).any():
        d += 1
        _note(found, d, d - 1, np.flatnonzero(found < d), basis)
    found.setflags(write=False)
    return found


def _start() -> NDArray[np.uint8]:
    """Constants and literals have no gate, all else is unknown."""
    found = np.full(TABLES, UNKNOWN, np.uint8)
    found[[0, 0xFFFF, *INPUTS, *(x ^ 0xFFFF for x in INPUTS)]] = 0
    return found


def _note(found: NDArray[np.uint8], value: int, left: int, right: NDArray[np.int64], basis: Basis) -> None:
    """Note ``value`` for every new g op h, g with value ``left``, h one of ``right``."""
    names = class_names()
    new = np.zeros(TABLES, bool)
    for g in np.unique(names[found == left]).tolist():
        # h and its complement are among ``right``; the complement of g makes complements of these, which are in their classes.
        new[g & right] = True
        new[g | right] = True
        if basis == "all two-input gates":
            new[g ^ right] = True
    classes = np.zeros(TABLES, bool)
    classes[names[new]] = True
    found[classes[names] & (found == UNKNOWN)] = value
