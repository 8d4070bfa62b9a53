"""Named scales: how large an experiment is run.

``tiny`` runs in the tests in seconds, ``laptop`` in minutes on a CPU, ``paper`` on one GPU. What a scale means in tokens and
weights, each experiment says itself; every record of a run names its scale.

>>> [name for name in SCALES]
['tiny', 'laptop', 'paper']
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from lcomplexity.errors import PredictorError

Scale: TypeAlias = Literal["tiny", "laptop", "paper"]

#: Each scale and where it is meant to run.
SCALES: dict[Scale, str] = {
    "tiny": "in the tests, seconds",
    "laptop": "on a CPU, minutes",
    "paper": "on one GPU, hours",
}


def scale_of(name: str) -> Scale:
    """Return the scale of this name; raises :class:`PredictorError` if there is none.

    >>> scale_of("tiny")
    'tiny'
    >>> scale_of("huge")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: scale 'huge': there is none of this name; scales are tiny, laptop, paper
    """
    if name not in SCALES:
        raise PredictorError(f"scale {name!r}: there is none of this name; scales are {', '.join(SCALES)}")
    return name
