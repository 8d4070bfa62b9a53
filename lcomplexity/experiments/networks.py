"""Networks over windows of T tokens: the paper's linear network and MLP, a position-tied linear network, a transformer.

All map (B, L) tokens, L <= T, to (B, L, V) scores of the next token, and output t looks at inputs 1 .. t only. With e_i = E[x_i] in R^d:

    linear        z_t = sum_{i <= t} e_i W_{t,i}                 one (d x d) block for each pair i <= t
    tied          z_t = sum_{i <= t} e_i W_{t-i}                 one block for each distance
    mlp           z_t = relu(relu(sum_{i <= t} e_i W_{t,i}) A)   A is (d x d), the same for every t
    transformer   z_t = causal self-attention blocks over e_i + position_i

and scores_t = z_t U + b. ``linear`` is the paper's network (embedding, one masked (dT x dT) layer, unembedding) and ``mlp`` that of its
public code with ``use_relu`` (github.com/emalach/LinearLM, models/linear_model.py). Only the blocks i <= t of the masked layer are
stored; :func:`masked_layer` writes it out. For ``linear`` and ``tied`` the scores are *sums of what single tokens say*: over one-hot tokens
the weight of token u at position i for next token D is (E W_{t,i} U)[u, D], a predictor of the class H^lin whose tables have rank <= d.

A network is a value: named weights, a function, and counts. Multiply-adds count what the function needs, no masked products.

>>> linear("linear", T=3, d=2, vocabulary=5, seed=0).parameters             # 5*2 + (1+2+3)*2*2 + 2*5 + 5
49
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.runtime import require_torch

if TYPE_CHECKING:
    from torch import Generator, Tensor

Kind: TypeAlias = Literal["linear", "tied", "mlp", "transformer"]
KINDS: tuple[Kind, ...] = ("linear", "tied", "mlp", "transformer")


@dataclass(frozen=True, eq=False)
class Network:
    """Trainable weights by name, and ``scores``: (B, L) tokens to (B, L, V), L <= T.

    ``multiply_adds`` is what one forward pass over one window of T tokens needs.
    """

    name: str
    T: int
    vocabulary: int
    weights: Mapping[str, Tensor]
    scores: Callable[[Tensor], Tensor]
    multiply_adds: int

    @property
    def parameters(self) -> int:
        """Return the number of trainable weights."""
        return sum(weight.numel() for weight in self.weights.values())

    def state(self) -> dict[str, Tensor]:
        """Return a copy of the weights, to be saved."""
        return {name: weight.detach().clone() for name, weight in self.weights.items()}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Overwrite the weights; raises :class:`PredictorError` if names or shapes differ."""
        import torch

        if {n: w.shape for n, w in state.items()} != {n: w.shape for n, w in self.weights.items()}:
            raise PredictorError(f"checkpoint: its weights are not those of the network {self.name}; delete it")
        with torch.no_grad():
            for name, weight in self.weights.items():
                weight.copy_(state[name])


def network(kind: Kind, T: int, d: int, vocabulary: int, seed: int, device: str = "cpu") -> Network:
    """Return the freshly initialised network of this kind; a transformer has two layers and heads of 16 (at least one).

    >>> [network(kind, 4, 16, 10, seed=0).parameters for kind in KINDS]
    [2890, 1354, 3162, 6986]
    """
    if kind == "transformer":
        return transformer(kind, T, d, vocabulary, seed, layers=2, heads=max(1, d // 16), device=device)
    makers = {"linear": linear, "tied": tied, "mlp": mlp}
    return makers[kind](kind, T=T, d=d, vocabulary=vocabulary, seed=seed, device=device)


def linear(name: str, T: int, d: int, vocabulary: int, seed: int, device: str = "cpu") -> Network:
    """Return the paper's linear network: embedding, one masked (dT x dT) layer, unembedding.

    >>> import torch
    >>> x = torch.tensor([[3, 1, 4]])
    >>> linear("linear", T=3, d=2, vocabulary=5, seed=0).scores(x).shape
    torch.Size([1, 3, 5])
    """
    weights, unembed = _ends(T, d, vocabulary, seed, device)

    def scores(x: Tensor) -> Tensor:
        return unembed(_rows(x, weights, d))

    return Network(name, T, vocabulary, weights, scores, T * (T + 1) // 2 * d * d + T * d * vocabulary)


def mlp(name: str, T: int, d: int, vocabulary: int, seed: int, device: str = "cpu") -> Network:
    """Return the shallow MLP of the paper's code: masked layer, ReLU, a (d x d) layer at every position, ReLU, unembedding.

    >>> mlp("mlp", T=3, d=2, vocabulary=5, seed=0).parameters         # the linear network's 49, and A with its bias: 6
    55
    """
    require_torch()
    import torch

    weights, unembed = _ends(T, d, vocabulary, seed, device)
    source = _source(seed + 1)
    weights["A"] = _drawn((d, d), math.sqrt(2 / d), source, device)
    weights["A_bias"] = torch.zeros(d, device=device).requires_grad_()

    def scores(x: Tensor) -> Tensor:
        hidden = torch.relu(_rows(x, weights, d))
        return unembed(torch.relu(hidden @ weights["A"] + weights["A_bias"]))

    multiply_adds = T * (T + 1) // 2 * d * d + T * d * d + T * d * vocabulary
    return Network(name, T, vocabulary, weights, scores, multiply_adds)


def tied(name: str, T: int, d: int, vocabulary: int, seed: int, device: str = "cpu") -> Network:
    """Return the linear network whose blocks depend on the distance only: a log-bilinear model of the last T tokens.

    >>> import torch
    >>> h = tied("tied", T=3, d=4, vocabulary=5, seed=0)
    >>> late = h.scores(torch.tensor([[1, 2, 3]]))[0, 2]; h.parameters                  # 5*4 + 3*4*4 + 4*5 + 5
    93
    """
    require_torch()
    import torch

    source = _source(seed)
    weights = {
        "E": _drawn((vocabulary, d), 1.0, source, device),
        # Block k is rows k*d .. k*d+d-1: what the token k places back says.
        "W": _drawn((T * d, d), 1 / math.sqrt(T * d), source, device),
        "U": _drawn((d, vocabulary), 0.1 / math.sqrt(d), source, device),
        "b": torch.zeros(vocabulary, device=device).requires_grad_(),
    }

    def scores(x: Tensor) -> Tensor:
        L = x.shape[1]
        e = torch.nn.functional.pad(weights["E"][x], (0, 0, T - 1, 0))
        windows = e.unfold(1, T, 1).flip(-1).transpose(2, 3).reshape(x.shape[0], L, T * d)
        return windows @ weights["W"] @ weights["U"] + weights["b"]

    # A window of T tokens has T (T+1) / 2 pairs i <= t, as in the linear network.
    return Network(name, T, vocabulary, weights, scores, T * (T + 1) // 2 * d * d + T * d * vocabulary)


def transformer(
    name: str, T: int, d: int, vocabulary: int, seed: int, layers: int, heads: int, device: str = "cpu"
) -> Network:
    """Return a causal transformer made of PyTorch's encoder layers: pre-norm, GELU, 4d wide, learned positions, no dropout.

    >>> transformer("transformer", T=4, d=8, vocabulary=5, seed=0, layers=1, heads=2).parameters
    1005
    """
    require_torch()
    import torch

    # The layers draw their initial weights from PyTorch's global source, which is put back afterwards.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layer = torch.nn.TransformerEncoderLayer(d, heads, 4 * d, 0.0, "gelu", batch_first=True, norm_first=True)
        # Copies of one layer would start equal; these are drawn apart.
        body = torch.nn.TransformerEncoder(layer, layers, torch.nn.LayerNorm(d), enable_nested_tensor=False)
        for copy in body.layers:
            for weight in copy.parameters():
                if weight.dim() > 1:
                    torch.nn.init.normal_(weight, std=0.02 if weight.shape[0] != d else 0.02 / math.sqrt(2 * layers))
        body = body.to(device)
    source = _source(seed)
    weights: dict[str, Tensor] = {
        "E": _drawn((vocabulary, d), 0.02, source, device),
        "P": _drawn((T, d), 0.02, source, device),
        "U": _drawn((d, vocabulary), 0.02, source, device),
        "b": torch.zeros(vocabulary, device=device).requires_grad_(),
    }
    weights |= {f"body.{n}": weight for n, weight in body.named_parameters()}
    future = torch.nn.Transformer.generate_square_subsequent_mask(T, device=device)

    def scores(x: Tensor) -> Tensor:
        L = x.shape[1]
        e = weights["E"][x] + weights["P"][:L]
        z: Tensor = body(e, mask=future[:L, :L], is_causal=True)
        return z @ weights["U"] + weights["b"]

    # Projections 4 d^2, feed-forward 8 d^2 a token; scores and mixtures d each for every pair i <= t.
    multiply_adds = layers * (12 * T * d * d + T * (T + 1) * d) + T * d * vocabulary
    return Network(name, T, vocabulary, weights, scores, multiply_adds)


def masked_layer(h: Network) -> Tensor:
    """Return the (dT x dT) layer of a ``linear``, ``mlp`` or ``tied`` network, columns for outputs; block (i, t) is 0 unless i <= t.

    >>> W = masked_layer(linear("linear", T=2, d=1, vocabulary=3, seed=0))
    >>> W.shape, float(W[1, 0])                                           # what token 2 says at output 1
    (torch.Size([2, 2]), 0.0)
    """
    import torch

    T, d = h.T, h.weights["E"].shape[1]
    W = torch.zeros(T * d, T * d)
    with torch.no_grad():
        for t in range(T):
            if "W" in h.weights:
                blocks = h.weights["W"].view(T, d, d)[: t + 1].flip(0).reshape((t + 1) * d, d)
            else:
                blocks = h.weights[f"W.{t + 1}"]
            W[: (t + 1) * d, t * d : (t + 1) * d] = blocks
    return W


def training_flops(h: Network, windows: int) -> int:
    """Return the floating-point operations to train on ``windows`` windows: 6 for each multiply-add of a forward pass.

    Two for the pass itself and four for the gradients of inputs and weights; embedding, normalisation, softmax and the optimiser
    are not counted. It is by this formula that networks get equal compute.

    >>> training_flops(linear("linear", T=3, d=2, vocabulary=5, seed=0), windows=10)         # 6 * 10 * (6*2*2 + 3*2*5)
    3240
    """
    return 6 * h.multiply_adds * windows


def _ends(
    T: int, d: int, vocabulary: int, seed: int, device: str
) -> tuple[dict[str, Tensor], Callable[[Tensor], Tensor]]:
    """Embedding, the rows of the masked layer, unembedding; and the last as a function."""
    require_torch()
    import torch

    source = _source(seed)
    weights = {"E": _drawn((vocabulary, d), 1.0, source, device)}
    for t in range(1, T + 1):
        weights[f"W.{t}"] = _drawn((t * d, d), 1 / math.sqrt(t * d), source, device)
    weights["U"] = _drawn((d, vocabulary), 0.1 / math.sqrt(d), source, device)
    weights["b"] = torch.zeros(vocabulary, device=device).requires_grad_()
    return weights, lambda z: z @ weights["U"] + weights["b"]


def _rows(x: Tensor, weights: Mapping[str, Tensor], d: int) -> Tensor:
    """z_t = sum over i <= t of e_i W_{t,i}, for all t: (B, L) tokens to (B, L, d)."""
    import torch

    L = x.shape[1]
    e = weights["E"][x].reshape(x.shape[0], L * d)
    return torch.stack([e[:, : (t + 1) * d] @ weights[f"W.{t + 1}"] for t in range(L)], dim=1)


def _source(seed: int) -> Generator:
    """A random source on the CPU, so that a network starts the same on every device."""
    require_torch()
    import torch

    return torch.Generator().manual_seed(seed)


def _drawn(shape: tuple[int, ...], deviation: float, source: Generator, device: str) -> Any:
    import torch

    return (torch.randn(shape, generator=source) * deviation).to(device).requires_grad_()
