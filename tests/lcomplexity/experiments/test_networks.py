"""The networks look at no later token, compute what their formulas say, and count what they compute."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lcomplexity.errors import PredictorError
from lcomplexity.experiments import networks
from lcomplexity.experiments.networks import KINDS, Kind, Network, masked_layer, network, training_flops, transformer

torch = pytest.importorskip("torch")

T, D, LETTERS = 6, 16, 5
torch.set_num_threads(1)


def made(kind: Kind, seed: int = 0) -> Network:
    """A small network, none of whose weights is near zero: at first, a transformer's layers say little."""
    h = network(kind, T, D, LETTERS, seed)
    source = torch.Generator().manual_seed(seed + 100)
    with torch.no_grad():
        for name, weight in h.weights.items():
            if name in ("U", "b") or name.startswith("body.layers"):
                weight.copy_(torch.randn(weight.shape, generator=source) / (1 if weight.dim() < 2 else 4))
    return h


def leaks(h: Network, seed: int = 0) -> set[tuple[int, int]]:
    """Pairs (output t, later position i) such that changing token i changed output t, for some of many changes."""
    source = np.random.default_rng(seed)
    found = set()
    for _ in range(4):
        x = torch.tensor(source.integers(LETTERS, size=(1, T)))
        before = h.scores(x)
        for i in range(1, T):
            changed = x.clone()
            changed[0, i] = (changed[0, i] + 1 + int(source.integers(LETTERS - 1))) % LETTERS
            after = h.scores(changed)
            found |= {(t, i) for t in range(i) if not torch.equal(before[0, t], after[0, t])}
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_later_token_never_changes_an_earlier_output(kind: Kind) -> None:
    """For all t < i: the scores of output t are the same, bit for bit, whatever token i is; output i itself does change."""
    h = made(kind)
    assert leaks(h) == set()
    x = torch.zeros((1, T), dtype=torch.long)
    y = x.clone()
    y[0, T - 1] = 1
    assert not torch.equal(h.scores(x)[0, T - 1], h.scores(y)[0, T - 1])


def test_a_mask_shifted_by_one_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliberate fault: output t of the masked layer reads the positions up to t + 1."""
    h = made("linear")

    def shifted(x: torch.Tensor, weights: dict[str, torch.Tensor], d: int) -> torch.Tensor:
        e = weights["E"][x].reshape(x.shape[0], -1)
        first = e[:, : 2 * d] @ weights["W.2"]
        return torch.stack([first, *(e[:, : t * d] @ weights[f"W.{t}"] for t in range(2, T + 1))], dim=1)

    monkeypatch.setattr(networks, "_rows", shifted)
    assert leaks(h) == {(0, 1)}


def test_attention_without_its_mask_is_noticed() -> None:
    """Deliberate fault: a transformer whose attention sees the whole window leaks everywhere."""
    h = transformer("transformer", T, D, LETTERS, 0, layers=1, heads=2)
    layer = torch.nn.TransformerEncoderLayer(D, 2, 4 * D, 0.0, "gelu", batch_first=True, norm_first=True)
    blind = replace(h, scores=lambda x: layer(h.weights["E"][x] + h.weights["P"]) @ h.weights["U"])
    assert len(leaks(blind)) == T * (T - 1) // 2


@pytest.mark.parametrize("kind", ["linear", "tied"])
def test_the_linear_networks_are_one_masked_layer(kind: Kind) -> None:
    """scores = (e_1 .. e_T) W U + b, with W the (dT x dT) layer written out, computed here in NumPy and float64; W is block triangular."""
    h = made(kind)
    embedding, unembedding, b = (h.weights[name].detach().numpy().astype(float) for name in ("E", "U", "b"))
    W = masked_layer(h).numpy().astype(float)
    blocks = np.abs(W.reshape(T, D, T, D)).max(axis=(1, 3))
    assert (blocks[np.tril_indices(T, -1)] == 0).all() and (blocks[np.triu_indices(T)] > 0).all()
    x = np.random.default_rng(1).integers(LETTERS, size=(7, T))
    expected = (embedding[x].reshape(7, T * D) @ W).reshape(7, T, D) @ unembedding + b
    found = h.scores(torch.tensor(x)).detach().numpy()
    assert np.abs(found - expected).max() < 1e-4
    if kind == "tied":
        first = W.reshape(T, D, T, D)
        assert (first[1, :, 3] == first[2, :, 4]).all() and not (first[1, :, 3] == first[1, :, 4]).any()


@pytest.mark.parametrize("kind", KINDS)
def test_linear_scores_are_sums_of_what_single_tokens_say_and_others_are_not(kind: Kind) -> None:
    """f(a, b) + f(a', b') = f(a, b') + f(a', b) for the tokens at two positions; MLP and transformer break it."""
    h = made(kind)
    x = torch.tensor([[0, a, 2, b, 1, 0] for a in (0, 3) for b in (1, 4)])
    f = h.scores(x).detach().double()[:, -1]
    mixed = float((f[0] + f[3] - f[1] - f[2]).abs().max())
    assert (mixed < 1e-4) == (kind in ("linear", "tied")), mixed


@pytest.mark.parametrize("kind", KINDS)
def test_multiply_adds_are_those_that_pytorch_counts(kind: Kind) -> None:
    """Against PyTorch's own counter (2 operations a multiply-add), which also counts products with padding and masked scores."""
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    h = made(kind)
    # The counter does not see into the fused kernel for attention.
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        h.scores(torch.zeros((1, T), dtype=torch.long))
    pairs = T * (T - 1)
    unused = {"linear": 0, "mlp": 0, "tied": pairs // 2 * D * D, "transformer": 2 * pairs * D}[kind]
    assert counter.get_total_flops() == 2 * (h.multiply_adds + unused)
    assert training_flops(h, 10) == 60 * h.multiply_adds


def test_parameters_are_counted_by_formula() -> None:
    """Embedding and unembedding, T (T + 1) / 2 blocks or T, the MLP's square layer."""
    ends = 2 * LETTERS * D + LETTERS
    assert made("linear").parameters == ends + T * (T + 1) // 2 * D * D
    assert made("tied").parameters == ends + T * D * D
    assert made("mlp").parameters == made("linear").parameters + D * D + D
    block = 12 * D * D + 13 * D
    assert made("transformer").parameters == ends + T * D + 2 * block + 2 * D


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_decides_the_first_weights(kind: Kind) -> None:
    """Same seed, same weights, whatever else was drawn before; another seed, others. The global source is left as it was."""
    a = network(kind, T, D, LETTERS, seed=3).state()
    torch.manual_seed(0)
    before = torch.get_rng_state()
    b = network(kind, T, D, LETTERS, seed=3).state()
    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(a[name], b[name]) for name in a)
    c = network(kind, T, D, LETTERS, seed=4).state()
    assert not torch.equal(a["E"], c["E"])


def test_a_shorter_window_is_the_beginning_of_a_longer_one() -> None:
    """Outputs 1 .. L of L tokens are those of any longer window that begins with them."""
    x = torch.tensor([[1, 4, 0, 2, 3, 3]])
    for kind in KINDS:
        h = made(kind)
        assert torch.allclose(h.scores(x)[:, :4], h.scores(x[:, :4]), atol=1e-5)


def test_weights_of_another_network_are_refused() -> None:
    """Names and shapes must be the same."""
    with pytest.raises(PredictorError, match="its weights are not those of the network linear; delete it"):
        made("linear").restore(made("tied").state())
