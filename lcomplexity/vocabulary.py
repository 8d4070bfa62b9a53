"""The finite token set D: names, numbered 0 .. \\|D\\|-1.

>>> D = Vocabulary(("0", "1", "bos"))
>>> len(D), D.index("bos"), D.text([1, 0])
(3, 2, '1 0')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lcomplexity.errors import PredictorError


@dataclass(frozen=True)
class Vocabulary:
    """Token names in order; a token is its index. At least two tokens, all different and none empty."""

    tokens: tuple[str, ...]
    _index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.tokens) < 2:
            raise PredictorError(f"vocabulary: {len(self.tokens)} token(s); a predictor chooses among at least 2")
        index: dict[str, int] = {}
        for i, token in enumerate(self.tokens):
            if not isinstance(token, str) or not token:
                raise PredictorError(f"vocabulary: token {i} is {token!r}; a token is a non-empty text")
            if index.setdefault(token, i) != i:
                raise PredictorError(f"vocabulary: token {token!r} is number {index[token]} and {i}; name it once")
        object.__setattr__(self, "_index", index)

    def __len__(self) -> int:
        return len(self.tokens)

    def index(self, token: str) -> int:
        """Return the number of a token name."""
        try:
            return self._index[token]
        except KeyError:
            raise PredictorError(f"vocabulary: no token {token!r}; tokens are {_few(self.tokens)}") from None

    def text(self, chain: Iterable[int]) -> str:
        """Return the names of some tokens, separated by spaces."""
        return " ".join(self.tokens[i] for i in chain)


def _few(tokens: tuple[str, ...]) -> str:
    shown = ", ".join(tokens[:12])
    return shown + (f", .. ({len(tokens)} in all)" if len(tokens) > 12 else "")
