"""The ladder: n-grams and networks on one corpus after another, at equal compute, several seeds; resumable run by run.

A run has its folder ``CORPUS/MODEL-SEED`` with ``metrics.jsonl`` (one line an evaluation), ``checkpoint.pt`` while it trains, and ``result.json`` when it is
done; n-grams are deterministic and have a result only. ``CORPUS/corpus.json`` describes the corpus, ``settings.json`` says what all runs of the folder have
in common.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.experiments import metrics, networks
from lcomplexity.experiments.checkpoints import save, write_whole
from lcomplexity.experiments.networks import KINDS, Kind
from lcomplexity.experiments.runtime import Place
from lcomplexity.experiments.text import kneser_ney as ngrams
from lcomplexity.experiments.text import problem
from lcomplexity.experiments.text.corpus import Corpus
from lcomplexity.experiments.text.exclusive_or import exclusive_or
from lcomplexity.experiments.text.shakespeare import shakespeare
from lcomplexity.experiments.text.sizes import SIZES, Size, plan
from lcomplexity.experiments.text.stories import stories
from lcomplexity.experiments.training import CHECKPOINT, METRICS, Stopped, batch_source, train

CorpusName: TypeAlias = Literal["shakespeare", "grammar", "xor"]
CORPORA: tuple[CorpusName, ...] = ("shakespeare", "grammar", "xor")
SCHEMA = "lcomplexity/text/1"
SETTINGS, DESCRIPTION, RESULT, WEIGHTS = "settings.json", "corpus.json", "result.json", "weights.pt"
#: Characters that each model writes.
SAMPLED = 240


@dataclass(frozen=True)
class Request:
    """What is asked for: corpora, seeds 0 .. ``seeds`` - 1, and the place that says scale, device and threads."""

    corpora: tuple[CorpusName, ...]
    seeds: int
    place: Place


def corpus_of(name: CorpusName, size: Size) -> Corpus:
    """Return the corpus of this name; generated ones have the size's number of training characters.

    >>> corpus_of("xor", SIZES["tiny"]).floor
    0.4
    """
    if name == "shakespeare":
        return shakespeare()
    return stories(size.characters) if name == "grammar" else exclusive_or(size.characters)


def opened(folder: Path, request: Request, manner: Literal["new", "resume"]) -> None:
    """Prepare the folder of an experiment: a new one must hold none, a resumed one must have the same settings.

    >>> import tempfile
    >>> here = Place("tiny", "cpu", "x86_64", 1, "2.13.0", "cpython 3.11.2")
    >>> with tempfile.TemporaryDirectory() as name:
    ...     opened(Path(name), Request(("xor",), 1, here), "new"); opened(Path(name), Request(("xor",), 3, here), "resume")
    """
    settings = {"schema": SCHEMA, **request.place.facts(), "size": asdict(SIZES[request.place.scale])}
    settings = json.loads(json.dumps(settings))
    path = folder / SETTINGS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = json.loads(path.read_text("utf-8")) if path.exists() else None
    except (OSError, ValueError) as error:
        raise PredictorError(f"{folder}: cannot be used ({error}); give another folder") from None
    if found is None:
        write_whole(path, (json.dumps(settings, indent=1) + "\n").encode())
    elif manner == "new":
        raise PredictorError(f"{folder}: it holds an experiment; --resume goes on with it, or give another folder")
    elif found != settings:
        other = [name for name in settings if not isinstance(found, dict) or found.get(name) != settings[name]]
        raise PredictorError(f"{folder}: its runs have other settings ({', '.join(other)}); give another folder")


def climb(request: Request, folder: Path, progress: Callable[[str], None]) -> dict[str, Any] | Stopped:
    """Return the results of all models and seeds on all corpora, made or, where they are done, read from the folder; or where it was stopped (Ctrl-C).

    >>> import tempfile
    >>> from lcomplexity.experiments.runtime import place
    >>> with tempfile.TemporaryDirectory() as name:
    ...     found = climb(Request(("xor",), 0, place("cpu", 1, "tiny")), Path(name), lambda line: None)
    >>> [(result["model"], round(result["test_bits"], 1)) for result in found["results"]]              # no seeds, no networks
    [('1-gram', 2.0), ('2-gram', 1.6), ('3-gram', 0.6)]
    """
    size = SIZES[request.place.scale]
    for name in request.corpora:
        progress(f"{name}: reading")
        corpus = corpus_of(name, size)
        for n in size.orders:
            progress(f"{name}, {n}-gram")
            here = _made(folder / name / f"{n}-gram")
            if _read(here / RESULT) is None:
                _write(here / RESULT, _counted(corpus, n, size, request))
        _write(folder / name / DESCRIPTION, _described(corpus, size))
        for kind in KINDS:
            for seed in range(request.seeds):
                here = _made(folder / name / f"{kind}-{seed}")
                if _read(here / RESULT) is None:
                    outcome = _trained(corpus, kind, seed, size, request, here, progress)
                    if isinstance(outcome, Stopped):
                        return outcome
                    _write(here / RESULT, outcome)
                # Only now: a run that is stopped before its result is written goes on from here.
                (here / CHECKPOINT).unlink(missing_ok=True)
    return _collected(folder, request.corpora, size, range(request.seeds))


def everything(folder: Path, size: Size) -> dict[str, Any]:
    """Return the results of all runs that are done in a folder, of whatever corpus and seed, in the form of :func:`climb`.

    >>> import tempfile
    >>> from lcomplexity.experiments.runtime import place
    >>> with tempfile.TemporaryDirectory() as name:
    ...     for corpus in ("xor", "grammar"):
    ...         _ = climb(Request((corpus,), 0, place("cpu", 1, "tiny")), Path(name), lambda line: None)
    ...     found = everything(Path(name), SIZES["tiny"])
    >>> [described["corpus"] for described in found["corpora"]], len(found["results"])
    (['grammar', 'xor'], 6)
    """
    there = [name for name in CORPORA if (folder / name / DESCRIPTION).exists()]
    runs = [path.parent.name.rpartition("-") for path in folder.glob(f"*/*/{RESULT}")]
    seeds = {int(seed) for kind, _, seed in runs if kind in KINDS and seed.isdecimal()}
    return _collected(folder, there, size, sorted(seeds))


def _collected(folder: Path, names: Sequence[CorpusName], size: Size, seeds: Sequence[int]) -> dict[str, Any]:
    """What the files of the runs on these corpora say, as far as they are done."""
    results: list[metrics.Record] = []
    curves: list[metrics.Record] = []
    corpora: list[metrics.Record] = []
    for name in names:
        corpora += [record for record in [_read(folder / name / DESCRIPTION)] if record is not None]
        for model in (*(f"{n}-gram" for n in size.orders), *(f"{kind}-{seed}" for kind in KINDS for seed in seeds)):
            result = _read(folder / name / model / RESULT)
            if result is not None:
                results.append(result)
                curves += [_point(record, result) for record in metrics.records(folder / name / model / METRICS)]
    return {"schema": SCHEMA, "size": asdict(size), "corpora": corpora, "results": results, "curves": curves}


def _point(record: metrics.Record, result: metrics.Record) -> metrics.Record:
    """One evaluation as a point of a learning curve."""
    kept = {name: record[name] for name in ("corpus", "model", "seed", "step", "training_loss", "validation_bits")}
    return {**kept, "flops": record["step"] * result["flops"] // result["steps"]}


def _described(corpus: Corpus, size: Size) -> dict[str, Any]:
    test = min(len(corpus.test), size.test)
    return {
        "corpus": corpus.name,
        "characters": {"train": len(corpus.train), "validation": len(corpus.validation), "test": len(corpus.test)},
        "alphabet": len(corpus.alphabet),
        "scored": test - 1,
        "floor": corpus.floor,
        "linear_floor": corpus.linear_floor,
        "source_bits": corpus.source_bits,
    }


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PredictorError(f"{folder}: cannot be made ({error.strerror}); give another folder") from None
    return folder


def _read(path: Path) -> metrics.Record | None:
    """The record in a file, if it was written."""
    try:
        return cast(metrics.Record, json.loads(path.read_text("utf-8"))) if path.exists() else None
    except (OSError, ValueError) as error:
        raise PredictorError(f"{path}: cannot be read ({error}); delete it to make this run anew") from None


def _write(path: Path, record: metrics.Record) -> None:
    write_whole(path, (json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n").encode())


def _counted(corpus: Corpus, n: int, size: Size, request: Request) -> metrics.Record:
    """The result of an n-gram model: counted on the whole training part."""
    started = time.process_time()
    model = ngrams.kneser_ney(corpus.train, n, len(corpus.alphabet))
    test, validation = corpus.test[: size.test], corpus.validation[: size.validation]
    # As for the networks, the first character of a text is not scored.
    bits = [float(-np.log2(ngrams.probabilities(model, text)[1:]).mean()) for text in (test, validation)]
    seconds = round(time.process_time() - started, 3)
    source = batch_source(0, 0)
    written = [int(corpus.train[-1])]
    for _ in range(SAMPLED):
        written.append(problem.drawn(ngrams.distribution(model, np.array(written)), source))
    return {
        **request.place.facts(),
        "corpus": corpus.name,
        "model": f"{n}-gram",
        "seed": None,
        "parameters": sum(len(order.grams) for order in model.orders),
        "characters_seen": len(corpus.train),
        "test_bits": bits[0],
        "validation_bits": bits[1],
        "sample": "".join(corpus.alphabet[i] for i in written[1:]),
        "cpu_seconds": seconds,
    }


def _trained(
    corpus: Corpus,
    kind: Kind,
    seed: int,
    size: Size,
    request: Request,
    folder: Path,
    progress: Callable[[str], None],
) -> metrics.Record | Stopped:
    """The result of a network, trained on as many operations as the corpus has."""
    device = request.place.device
    h = networks.network(kind, size.T, size.d, len(corpus.alphabet), seed, device)
    how = plan(kind, h.multiply_adds, size, size.flops[corpus.name])
    facts = {**request.place.facts(), "corpus": corpus.name, "model": kind, "seed": seed}
    learnt = problem.NextCharacter(corpus, h, seed, size.batch, size.validation, device)
    what = f"{corpus.name}, {kind}, seed {seed}"
    records = train(learnt, how, facts, folder, what, progress)
    if isinstance(records, Stopped):
        return records
    progress(f"{what}: test")
    result = {
        **facts,
        "parameters": h.parameters,
        "multiply_adds": h.multiply_adds,
        "steps": how.steps,
        "rate": how.rate,
        "flops": networks.training_flops(h, how.steps * size.batch),
        "characters_seen": how.steps * size.batch * size.T,
        "test_bits": problem.bits_per_character(h, corpus.test[: size.test], device),
        "validation_bits": records[-1]["validation_bits"],
        "sample": problem.sample(h, corpus, SAMPLED, seed, device),
        "cpu_seconds": records[-1]["cpu_seconds"],
    }
    save(folder / WEIGHTS, h.state())
    return result


def chosen(names: Sequence[str]) -> tuple[CorpusName, ...]:
    """Return the corpora of these names, ``all`` for every one; raises :class:`PredictorError` for a foreign name.

    >>> chosen(["xor"]), len(chosen(["all"]))
    (('xor',), 3)
    """
    foreign = [name for name in names if name not in (*CORPORA, "all")]
    if foreign:
        raise PredictorError(
            f"corpus {foreign[0]!r}: there is none of this name; corpora are {', '.join(CORPORA)}, all"
        )
    return CORPORA if "all" in names else tuple(name for name in CORPORA if name in names)
