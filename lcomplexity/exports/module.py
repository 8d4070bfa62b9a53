"""A predictor as a PyTorch module: one-hot embedding, tables that read positions, unembedding. Importing this needs PyTorch.

    features_c = sum over reads r of coordinate c:  tables_c[table_of_read[r]][token at the position of r]      (F,)
    logits[D]  = sum over coordinates c:            features_c[value of D in c]                                     (V,)

A row of a table is the product of the one-hot vector of a token with the table, so looking it up *is* the linear map; and a
feature taken by number is the product with a 0/1 unembedding. Done this way no matrix product is left whose precision a
setting of PyTorch could lower (TF32, autocast): there are only sums, which are exact by :mod:`lcomplexity.exports.layout`. The
matrices themselves are there to be studied: :meth:`PredictorModule.parts` and :meth:`PredictorModule.weights`.

>>> import torch
>>> from lcomplexity.constructions.parity import parity
>>> model = module(parity(3).predictor, "float32")
>>> model(torch.tensor([[1, 1, 1], [0, 1, 0]]))[:, -1]                 # scores of the first token of the chain
tensor([[ 0.,  3.],
        [ 0., -1.]])
>>> model.generate(torch.tensor([[1, 1, 1], [0, 1, 0]]))
tensor([[1, 1],
        [0, 1]])
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lcomplexity.errors import PredictorError
from lcomplexity.exports.layout import MAX_CELLS, CoordinateLayout, Dtype, Layout, layout, refuse_inexact
from lcomplexity.predictor import LinearPredictor

#: Features gathered at once: bounds the memory that a long teacher-forced batch takes.
GATHERED = 1 << 24


class Parts(NamedTuple):
    """The linear maps behind one token of the chain, dense: logits = unembedding @ sum_s reading[s].T @ embedding[token at positions[s]].

    ``embedding`` (V, V) is the identity (one-hot); ``positions`` (S,); ``reading`` (S, V, F); ``unembedding`` (V, F) of 0 and 1, F counting
    the features of all coordinates.
    """

    embedding: Tensor
    positions: Tensor
    reading: Tensor
    unembedding: Tensor


class Reading(nn.Module):  # type: ignore[misc]
    """Tokens found (B, m, R), one for each read, to features (B, m, F)."""

    def __init__(self, c: CoordinateLayout, dtype: torch.dtype) -> None:
        super().__init__()
        self.tables = nn.Parameter(torch.tensor(c.tables, dtype=dtype), requires_grad=False)
        self.register_buffer("slots", torch.tensor(c.slots, dtype=torch.int32))
        self.register_buffer("table_of_read", torch.tensor(c.table_of_read, dtype=torch.int32))

    def forward(self, found: Tensor) -> Tensor:
        """Return the sum over reads of the rows looked up."""
        return self.tables[self.table_of_read.long(), found].sum(dim=-2)


class Unembedding(nn.Module):  # type: ignore[misc]
    """Features (B, m, F) to logits (B, m, V): each token gets the feature of its value."""

    def __init__(self, c: CoordinateLayout) -> None:
        super().__init__()
        self.register_buffer("value_of_token", torch.tensor(c.value_of_token, dtype=torch.int32))

    def forward(self, features: Tensor) -> Tensor:
        """Return for each token the feature of its value, and 0 for a token without one (-1, the last of what is looked up)."""
        nothing = features.new_zeros((*features.shape[:-1], 1))
        return torch.cat([features, nothing], dim=-1)[..., self.value_of_token.long()]

    def matrix(self, F: int, dtype: torch.dtype) -> Tensor:
        """Return this map as a matrix (V, F) of 0 and 1."""
        return (self.value_of_token[:, None] == torch.arange(F, device=self.value_of_token.device)).to(dtype)


class CoordinateModule(nn.Module):  # type: ignore[misc]
    """One coordinate of a rule: ``reading``, then ``unembedding``."""

    def __init__(self, c: CoordinateLayout, dtype: torch.dtype) -> None:
        super().__init__()
        self.reading = Reading(c, dtype)
        self.unembedding = Unembedding(c)

    def forward(self, found: Tensor) -> Tensor:
        """Return the logits (B, m, V) that the coordinate adds, from the tokens found (B, m, R)."""
        return self.unembedding(self.reading(found))


class RuleModule(nn.Module):  # type: ignore[misc]
    """A rule: the sum of its coordinates."""

    def __init__(self, rule: tuple[CoordinateLayout, ...], dtype: torch.dtype) -> None:
        super().__init__()
        self.coordinates = nn.ModuleList(CoordinateModule(c, dtype) for c in rule)

    def forward(self, tokens: Tensor, positions: Tensor, logits: Tensor) -> Tensor:
        """Return ``logits`` (B, m, V) with the rule's added, for contexts ``tokens`` (B, L) read at ``positions`` (m, S)."""
        for c in self.coordinates:
            logits = logits + c(tokens[:, positions[:, c.reading.slots.long()]])
        return logits


class PredictorModule(nn.Module):  # type: ignore[misc]
    """A predictor as a network. Tables are parameters that need no gradient until asked to (``requires_grad_``).

    Raises :class:`PredictorError` if ``dtype`` does not hold the scores exactly, when made and when used: a module
    that was converted to a smaller type refuses.
    """

    def __init__(self, parts: Layout, dtype: Dtype) -> None:
        super().__init__()
        self.bound = parts.bound
        refuse_inexact(self.bound, dtype)
        self.n, self.T = parts.n, parts.T
        self.vocabulary, self.stop = parts.vocabulary.tokens, parts.stop
        self.rules = nn.ModuleList(RuleModule(rule, getattr(torch, dtype)) for rule in parts.rules)
        self.register_buffer("rule_of_token", torch.tensor(parts.rule_of_token, dtype=torch.int32))
        self.register_buffer("positions", torch.tensor(parts.positions, dtype=torch.int32))
        # A rule without tables has no parameter that would tell the type of its logits.
        self.register_buffer("zero", torch.zeros((), dtype=getattr(torch, dtype)), persistent=False)

    @property
    def dtype(self) -> Any:
        """Return the type of the logits."""
        return self.zero.dtype

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the logits (B, L - n + 1, V) of contexts ``tokens`` (B, L), n <= L < n + T, whole numbers.

        Row t scores token t of the chain from what stands before it, so row -1 scores the next token, and the rows of
        [x, z_<T] are the teacher-forced logits of the chain z.
        """
        self._refuse(tokens, self.n, self.n + self.T - 1)
        return self._scored(tokens, 0, tokens.shape[1] - self.n + 1)

    def next_logits(self, tokens: Tensor) -> Tensor:
        """Return the last row of :meth:`forward` alone, (B, V)."""
        self._refuse(tokens, self.n, self.n + self.T - 1)
        t = tokens.shape[1] - self.n
        return self._scored(tokens, t, t + 1)[:, 0]

    @torch.no_grad()
    def generate(self, prompts: Tensor) -> Tensor:
        """Return the chains (B, T) of prompts (B, n), greedily decoded, -1 behind a stop token; a tie goes to the smallest token."""
        self._refuse(prompts, self.n, self.n)
        B = len(prompts)
        context = torch.zeros((B, self.n + self.T), dtype=torch.long, device=prompts.device)
        context[:, : self.n] = prompts
        chains = torch.full((B, self.T), -1, dtype=torch.long, device=prompts.device)
        running = torch.ones(B, dtype=torch.bool, device=prompts.device)
        stop = torch.zeros(len(self.vocabulary), dtype=torch.bool, device=prompts.device)
        stop[sorted(self.stop)] = True
        for t in range(self.T):
            # PyTorch documents that argmax returns the first of several maximal values.
            said = self._scored(context, t, t + 1)[:, 0].argmax(dim=-1)
            context[:, self.n + t] = said
            chains[:, t] = torch.where(running, said, -1)
            running = running & ~stop[said]
            if self.stop and not running.any():
                break
        return chains

    def parts(self, t: int) -> Parts:
        """Return the linear maps behind token ``t`` (from 0) of the chain, dense."""
        rule = self._rule(t)
        size, S = len(self.vocabulary), self.positions.shape[1]
        eye = torch.eye(size, dtype=self.dtype, device=self.zero.device)
        readings = [eye.new_zeros((S, size, 0))]
        unembeddings = [eye.new_zeros((size, 0))]
        for c in rule.coordinates:
            F = c.reading.tables.shape[2]
            reading = eye.new_zeros((S, size, F))
            # Reads that share a slot add up.
            reading.index_add_(0, c.reading.slots.long(), c.reading.tables.detach()[c.reading.table_of_read.long()])
            readings.append(reading)
            unembeddings.append(c.unembedding.matrix(F, self.dtype))
        return Parts(eye, self.positions[t].long(), torch.cat(readings, dim=2), torch.cat(unembeddings, dim=1))

    def weights(self, t: int) -> Tensor:
        """Return the dense weights W_t[D, i, u] of token ``t`` (from 0), shape (V, n + t, V)."""
        rule, size = self._rule(t), len(self.vocabulary)
        if size * size * (self.n + t) > MAX_CELLS:
            raise PredictorError(f"export: W_{t} has {size * size * (self.n + t):,} numbers; parts({t}) is smaller")
        W_t = torch.zeros((self.n + t, size, size), dtype=self.dtype, device=self.zero.device)
        for c in rule.coordinates:
            said = c.unembedding(c.reading.tables.detach())[c.reading.table_of_read.long()]
            W_t.index_add_(0, self.positions[t].long()[c.reading.slots.long()], said)
        return W_t.permute(2, 0, 1)

    def _rule(self, t: int) -> Any:
        if not 0 <= t < self.T:
            raise PredictorError(f"export: token {t} of a chain of {self.T}; tokens are numbered from 0")
        return self.rules[int(self.rule_of_token[t])]

    def _refuse(self, tokens: Tensor, shortest: int, longest: int) -> None:
        refuse_inexact(self.bound, str(self.dtype).removeprefix("torch."))
        if tokens.ndim != 2 or not shortest <= tokens.shape[1] <= longest or tokens.is_floating_point():
            raise PredictorError(
                f"export: tokens {tuple(tokens.shape)} of {tokens.dtype}; give whole numbers (B, L) with L in {shortest}..{longest}"
            )
        if tokens.numel() and not 0 <= int(tokens.min()) <= int(tokens.max()) < len(self.vocabulary):
            raise PredictorError(
                f"export: tokens {int(tokens.min())}..{int(tokens.max())}; they are 0..{len(self.vocabulary) - 1}"
            )

    def _scored(self, tokens: Tensor, first: int, last: int) -> Tensor:
        """The logits (B, last - first, V) of tokens first .. last - 1 of the chain."""
        B, size = len(tokens), len(self.vocabulary)
        by_rule = self.rule_of_token[first:last]
        used, counts = by_rule.unique(return_counts=True)
        order = by_rule.argsort(stable=True)
        rows = [self.zero.new_zeros((B, 0, size))]
        for r, here in zip(used.tolist(), order.split(counts.tolist()), strict=True):
            rule = self.rules[r]
            widest = max((c.reading.tables.shape[2] * len(c.reading.slots) for c in rule.coordinates), default=1)
            for some in here.split(max(1, GATHERED // max(B * max(widest, size), 1))):
                nothing = self.zero.expand(B, len(some), size)
                rows.append(rule(tokens, self.positions[first + some].long(), nothing))
        return torch.cat(rows, dim=1)[:, order.argsort()]


def module(h: LinearPredictor, dtype: Dtype) -> PredictorModule:
    """Return a predictor as a PyTorch module; raises :class:`PredictorError` if it is too large, or ``dtype`` too small.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> model = module(threshold((1, 1, 1), 2).predictor, "float32")
    >>> model.weights(0)[1].tolist()                                   # as lcomplexity.predictor.weights
    [[-3.0, -1.0], [0.0, 2.0], [0.0, 2.0]]
    >>> module(threshold((2**24, 1, 1), 2).predictor, "float32")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: export: scores up to 33554439 do not fit float32 exactly (integers up to 16777216); take float64
    """
    parts = layout(h)
    refuse_inexact(parts.bound, dtype)
    return PredictorModule(parts, dtype)
