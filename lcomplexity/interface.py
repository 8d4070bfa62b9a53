"""From a text to a prompt and from a chain to an answer: what a predictor needs beside its weights to be used.

>>> parity = Interface(prefix=(), first={"0": (0,), "1": (1,)}, rest={"0": (0,), "1": (1,)}, suffix=(),
...                    words={0: "even", 1: "odd"})
>>> parity.prompt("101"), parity.answer([0, 1])
((1, 0, 1), 'odd')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lcomplexity.errors import PredictorError


@dataclass(frozen=True)
class Interface:
    """A prompt is ``prefix``, the tokens of each input symbol (``first`` for the first one, ``rest`` for the
    others) and ``suffix``.

    An answer: a last token in ``words`` answers by its word; else ``count`` groups of ``width`` tokens from chain
    index ``start`` are looked up in ``groups`` (an unknown group reads ``?``), joined, and stripped of ``strip``
    (the blank) on both sides.
    """

    prefix: tuple[int, ...]
    first: Mapping[str, tuple[int, ...]]
    rest: Mapping[str, tuple[int, ...]]
    suffix: tuple[int, ...]
    words: Mapping[int, str]
    start: int = 0
    count: int = 0
    width: int = 1
    groups: Mapping[tuple[int, ...], str] = field(default_factory=dict)
    strip: str = ""

    def symbols(self, text: str) -> tuple[str, ...]:
        """Return the symbols of an input text: characters if every symbol is one, else words."""
        one_character = all(len(s) == 1 for s in (*self.first, *self.rest))
        return tuple(text) if one_character else tuple(text.split())

    def prompt(self, text: str) -> tuple[int, ...]:
        """Return the prompt of an input text; raises :class:`PredictorError` for a symbol it has no tokens for."""
        tokens = list(self.prefix)
        for i, s in enumerate(self.symbols(text)):
            codes = self.rest if i else self.first
            if s not in codes:
                raise PredictorError(f"input: symbol {s!r} at position {i} is not one of {sorted(codes)}")
            tokens.extend(codes[s])
        return (*tokens, *self.suffix)

    def symbols_needed(self, n: int) -> int | None:
        """Return how many symbols an input has whose prompt is of n tokens; ``None`` if that depends on the symbols, or none has.

        Every sign counts: ``12x34=`` has six symbols.
        """
        left = n - len(self.prefix) - len(self.suffix)
        if left == 0:
            return 0
        of_first, of_rest = ({len(code) for code in codes.values()} for codes in (self.first, self.rest))
        if len(of_first) != 1 or len(of_rest) > 1:
            return None
        left -= min(of_first)
        if left == 0:
            return 1
        width = min(of_rest, default=0)
        return 1 + left // width if left > 0 and width > 0 and left % width == 0 else None

    def prompt_of(self, text: str, n: int) -> tuple[int, ...]:
        """Return the prompt of an input text for a predictor that reads n tokens.

        Raises :class:`PredictorError` for another length, or a symbol it has no tokens for.
        """
        given, needed = len(self.symbols(text)), self.symbols_needed(n)
        if needed is not None and given != needed:
            raise PredictorError(f"the input has {given} symbols; {needed} are needed, each one of {self._known()}")
        prompt = self.prompt(text)
        if len(prompt) != n:
            raise PredictorError(
                f"the input makes a prompt of {len(prompt)} tokens; {n} are needed, of the symbols {self._known()}"
            )
        return prompt

    def _known(self) -> str:
        """The symbols, as many as are read at a glance."""
        known = list(dict.fromkeys([*self.first, *self.rest]))
        return " ".join(known[:20]) + (" .." if len(known) > 20 else "")

    def answer(self, chain: Sequence[int]) -> str:
        """Return the answer that a chain ends with."""
        if chain and chain[-1] in self.words:
            return self.words[chain[-1]]
        groups = (tuple(chain[self.start + i * self.width :][: self.width]) for i in range(self.count))
        symbols = [self.groups.get(group, "?") for group in groups]
        while symbols and symbols[0] == self.strip:
            symbols.pop(0)
        while symbols and symbols[-1] == self.strip:
            symbols.pop()
        # By what could have been read, not by what was: "1 1" must not become "11" where there is a symbol "11".
        return ("" if all(len(s) == 1 for s in self.groups.values()) else " ").join(symbols)
