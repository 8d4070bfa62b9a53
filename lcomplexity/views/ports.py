"""Where arrows touch a state: on an ellipse around it, along which those that are too near each other move apart.

A place is an angle t: the point (x + a cos t, y + b sin t), for half axes a and b in pixels, y downwards.

>>> place((0, 0), (20, 10), (40, 0)), point((0, 0), (20, 10), 0.0)
(0.0, (20.0, 0.0))
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

#: Rounds of moving apart: each halves what is too near between two, and with several it settles.
_ROUNDS = 60


def place(centre: Point, axes: Point, towards: Point) -> float:
    """Return the place where the way from the centre to a point leaves the ellipse.

    >>> round(place((0, 0), (20, 10), (0, 5)), 3)
    1.571
    """
    return math.atan2((towards[1] - centre[1]) / axes[1], (towards[0] - centre[0]) / axes[0])


def point(centre: Point, axes: Point, t: float) -> Point:
    """Return the point of a place.

    >>> point((3, 4), (20, 10), 0.0)
    (23.0, 4.0)
    """
    return centre[0] + axes[0] * math.cos(t), centre[1] + axes[1] * math.sin(t)


def spread(
    places: Sequence[float], far: Sequence[float], axes: Point, gap: float, fixed: Sequence[float]
) -> tuple[float, ...]:
    """Return the places, those nearer to each other than ``gap`` pixels moved apart along the ellipse, as little as need be.

    Those nearer than half of that come in the order of ``far``, the places of the arrows' other ends, so that moving apart crosses no arrows.
    The places ``fixed`` are kept free and do not move.

    >>> spread((0.0, 1.5), (0.0, 1.5), (20, 10), gap=12, fixed=())
    (0.0, 1.5)
    >>> [round(t, 2) for t in spread((0.0, 0.1), (0.6, -0.6), (10, 10), gap=10, fixed=())]
    [0.55, -0.45]
    >>> spread((0.5,), (0.5,), (10, 10), gap=10, fixed=(0.0,))
    (1.0,)
    """
    if not places:
        return ()
    free = range(len(places))
    order, found = _unrolled([*places, *fixed])
    # Where there is not room for all of them, closer together.
    gap = min(gap, 0.8 * math.tau * math.hypot(*axes) / math.sqrt(2) / len(order))

    def speed(k: int) -> float:
        """Pixels to a unit of t between place k and the next."""
        t = (found[k] + found[k + 1]) / 2
        return math.hypot(axes[0] * math.sin(t), axes[1] * math.cos(t))

    between = range(len(order) - 1)
    for _ in order:
        for k in between:
            i, j = order[k], order[k + 1]
            too_near = i in free and j in free and (found[k + 1] - found[k]) * speed(k) < gap / 2
            if too_near and 0 < (far[i] - far[j]) % math.tau < math.pi:
                order[k], order[k + 1] = j, i
    for _ in range(_ROUNDS):
        for k in between:
            # They may have come to lie the other way round: what is missing is then more than the gap.
            missing = gap / speed(k) - (found[k + 1] - found[k])
            movable = [m for m in (k, k + 1) if order[m] in free]
            for m in movable if missing > 0 else ():
                found[m] += (missing if m > k else -missing) / len(movable)
    at = dict(zip(order, found, strict=True))
    return tuple(at[i] for i in free)


def _unrolled(places: Sequence[float]) -> tuple[list[int], list[float]]:
    """The numbers of the places in their order around the ellipse, from behind the widest gap, and the places, growing."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    found = [places[i] for i in order]
    ahead = [after - t for t, after in zip(found, [*found[1:], found[0] + math.tau], strict=True)]
    first = (max(range(len(order)), key=ahead.__getitem__) + 1) % len(order)
    return order[first:] + order[:first], found[first:] + [t + math.tau for t in found[:first]]
