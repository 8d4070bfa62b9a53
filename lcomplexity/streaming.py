"""Decoding one long chain piece by piece, in memory that does not grow with it.

Only the prompt and as many tokens are kept as a later one can look back on (:attr:`Procedures.reach`). For a chain written
in rounds, like the looped recursive window, that is two rounds, however many there are. What is kept can be saved and
loaded: a decoding can be interrupted and gone on with.

>>> from lcomplexity.constructions.parity import parity
>>> s = Stream(parity(5).predictor, (1, 0, 1, 1, 0))
>>> np.concatenate(list(s.pieces())).tolist(), s.decoded, s.ended
([0, 1, 1], 3, True)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcomplexity.archive import RATIO_FROM, packed, read_bytes, unpacked, write_bytes
from lcomplexity.decoding import Engine, check_prompts, prepared, whole_numbers
from lcomplexity.errors import PredictorError
from lcomplexity.json_fields import integer_field, integer_json, object_field
from lcomplexity.predictor import LinearPredictor

#: Tokens decoded at a time.
PIECE = 1 << 18

#: Tokens kept at most, and bytes of them that can be saved.
MAX_KEPT = 1 << 33
MAX_SAVED = RATIO_FROM - (1 << 20)

SCHEMA = "lcomplexity decoding 1"
_FIELDS = ("schema", "of", "decoded", "held", "scored", "least", "extra")
_NO_MARGIN = 2**63 - 1


def _words(tokens: int, itemsize: int) -> int:
    """How many 64-bit words so many tokens fill."""
    return -(-tokens * itemsize // 8)


class Stream:
    """A decoding in progress: of one prompt, by one engine.

    ``scored`` counts the tokens that were found by summing scores (with the engine ``tabulated``: those that no table has
    an answer for); ``min_margin`` is the smallest margin among them, or ``None``. A table's answer has margin at least 1.
    """

    def __init__(
        self, h: LinearPredictor, prompt: Sequence[int], engine: Engine = "tabulated", piece: int = PIECE
    ) -> None:
        given = whole_numbers("decoding", prompt).reshape(1, -1)
        check_prompts(h, given)
        self.length, self._n, self._piece, self._reach = h.length, h.n, piece, h.procedures.reach
        self._made = prepared(h, engine)
        kept = min(h.length, self._reach + max(piece, self._reach // 4))
        if kept > MAX_KEPT:
            raise PredictorError(f"decoding: tokens look back over {self._reach} others; at most {MAX_KEPT} are kept")
        self._context: NDArray = np.zeros(h.n + kept, self._made.dtype)
        self._context[: h.n] = given[0]
        self._prompt = tuple(given[0].tolist())
        self._scalars, self._stack = self._made.start()
        self._least = _NO_MARGIN

    @property
    def decoded(self) -> int:
        """Return how many tokens have been decoded."""
        return int(self._scalars[1]) - self._n

    @property
    def ended(self) -> bool:
        """Return whether the chain is complete."""
        return self._scalars[0] == 0 or self.decoded == self.length

    @property
    def scored(self) -> int:
        """Return how many tokens were found by scores."""
        return int(self._scalars[4])

    @property
    def min_margin(self) -> int | None:
        """Return the smallest margin among the tokens found by scores."""
        return self._least if self.scored else None

    @property
    def nbytes(self) -> int:
        """Return the size of all arrays that decoding keeps: context, stack, code, rules and tables."""
        parts = [self._context, self._stack, self._scalars]
        parts += [a for group in self._made.arguments[:3] for a in group if isinstance(a, np.ndarray)]
        return sum(a.nbytes for a in parts)

    def pieces(self) -> Iterator[NDArray]:
        """Return the chain from here on, in pieces of unsigned integers."""
        from lcomplexity.engine import execute

        n = self._n
        while not self.ended:
            here, shift = int(self._scalars[1]), int(self._scalars[2])
            room = len(self._context) - (here - shift)
            if not room:
                # The oldest tokens are out of reach of all that follow.
                kept = self._context[len(self._context) - self._reach :].copy()
                self._context[n : n + self._reach] = kept
                self._scalars[2] = shift = here - n - self._reach
                room = len(self._context) - n - self._reach
            limit = min(here + min(room, self._piece), n + self.length)
            least = execute(*self._made.arguments, self._context, self._scalars, self._stack, self._made.stop, limit)
            self._least = min(self._least, int(least))
            yield self._context[here - shift : int(self._scalars[1]) - shift].copy()

    def save(self, path: str | Path, extra: Mapping[str, int] | None = None) -> None:
        """Write what is kept to a file, to go on later with :meth:`load`; raises :class:`PredictorError`.

        ``extra`` are numbers of the caller, given back by :meth:`load`.
        """
        if self._context.nbytes > MAX_SAVED:
            raise PredictorError(
                f"{path}: {len(self._context)} tokens are kept; a window of more than {MAX_SAVED} bytes is not saved"
            )
        held = int(self._scalars[1] - self._scalars[2])
        words = np.zeros(_words(held, self._context.itemsize), np.int64)
        words.view(self._context.dtype)[:held] = self._context[:held]
        metadata = {
            "schema": SCHEMA,
            "of": self._identity,
            "decoded": self.decoded,
            "held": held,
            "scored": self.scored,
            "least": integer_json(self._least),
            "extra": dict(extra or {}),
        }
        try:
            write_bytes(path, packed(metadata, {"context": words}))
        except PredictorError as error:
            raise PredictorError(f"{path}: {error}") from None

    def load(self, path: str | Path) -> dict[str, int]:
        """Go on where a saved decoding of the same predictor, prompt and engine stopped, and return the ``extra`` saved
        with it; raises :class:`PredictorError`."""
        try:
            metadata, arrays = unpacked(read_bytes(path), {"context": "integers"})
            fields = object_field(metadata, "metadata.json", _FIELDS)
            if (fields["schema"], fields["of"]) != (SCHEMA, self._identity):
                raise PredictorError("not a saved decoding of this predictor, prompt and engine; give another file")
            extra = {k: integer_field(v, f"extra.{k}") for k, v in object_field(fields["extra"], "extra").items()}
            decoded = integer_field(fields["decoded"], "decoded", 0, self.length)
            scored = integer_field(fields["scored"], "scored", 0, decoded)
            least = integer_field(fields["least"], "least", 0, _NO_MARGIN)
            most = self._n + decoded
            held = integer_field(
                fields["held"], "held", min(most, self._n + self._reach), min(most, len(self._context))
            )
            if len(arrays["context"]) != _words(held, self._context.itemsize):
                raise PredictorError(f"context.npy does not hold {held} tokens; delete the file to start anew")
            context = arrays["context"].view(self._context.dtype)[:held]
            if tuple(context[: self._n].tolist()) != self._prompt or context.max(initial=0) >= len(self._made.stop):
                raise PredictorError("context.npy holds no context of this predictor; delete the file to start anew")
        except PredictorError as error:
            raise PredictorError(f"{path}: {error}") from None
        from lcomplexity.engine import DEPTH, SCORED, SHIFT

        # Where the procedures stand follows from the number of tokens.
        self._scalars, self._stack = self._made.start(decoded)
        self._scalars[SHIFT], self._scalars[SCORED] = most - held, scored
        if decoded and self._made.stop[context[-1]]:
            self._scalars[DEPTH] = 0
        self._context[:held] = context
        self._least = least
        return extra

    @cached_property
    def _identity(self) -> str:
        """A digest of all that decides the chain."""
        digest = hashlib.sha256()
        for group in self._made.arguments[:2]:
            for part in group:
                digest.update(np.ascontiguousarray(part).tobytes())
        digest.update(self._made.stop.tobytes())
        digest.update(repr((self._prompt, self._made.arguments[3], len(self._context))).encode())
        return digest.hexdigest()
