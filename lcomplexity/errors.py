"""The exception of this package: one line that says place, offender, fault, remedy."""


class PredictorError(ValueError):
    """A predictor, a predictor file, a prompt or a request to build one that cannot be accepted.

    >>> raise PredictorError("parity.npz: not a predictor file: it is no zip archive")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: parity.npz: not a predictor file: it is no zip archive
    """
