"""Tables of the arithmetic experiment, made from its records and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lcomplexity.experiments.metrics import Record
from lcomplexity.experiments.metrics import records as records_in

#: The file of a folder, and of each network's, that keeps the records.
METRICS = "metrics.jsonl"

#: Quoted, not run here: exact products of 4-digit numbers. As given by the project's brief; the paper itself was not at hand to check them.
QUOTED = (
    ("MLP, 775M weights, the paper's chain (307 tokens)", "96.9 %"),
    ("Goat-7B, its own chain", "96.9 %"),
    ("GPT-4, its own chain", "5.3 %"),
)


def tables(records: Sequence[Mapping[str, Any]]) -> str:
    """Return Markdown tables of the records, one for each part that has any; under a heading each, if they are of several scales or seeds.

    >>> print(tables([{"part": "constructed", "digits": 2, "T": 22, "vocabulary": 368, "pairs": 2000, "wrong": 0, "margin": 1,
    ...                "scale": "tiny", "seed": 0}]))
    **Constructed**: 2,000 random pairs of 2 digits, 22 tokens, vocabulary 368: 0 wrong, margin 1 (scale tiny, seed 0).
    """
    places: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        places.setdefault(_place(record), []).append(record)
    headed = len(places) > 1
    return "\n\n".join(
        ("## " + place[0].upper() + place[1:] + "\n\n" if headed else "") + _tables(found)
        for place, found in places.items()
    )


def kept(folder: Path) -> list[Record]:
    """Return all records that a folder keeps, of whatever part, scale and seed, in the order of the tables; a network's when it is trained.

    >>> import tempfile
    >>> from lcomplexity.experiments.metrics import append
    >>> with tempfile.TemporaryDirectory() as name:
    ...     for part in ("dense", "constructed"):
    ...         append(Path(name, METRICS), {"part": part, "scale": "tiny", "seed": 0})
    ...     [record["part"] for record in kept(Path(name))]
    ['constructed', 'dense']
    """
    from lcomplexity.experiments.arithmetic.trained_networks import SIZES

    found = records_in(folder / METRICS)
    for path in folder.glob(f"*/{METRICS}"):
        lines = [record for record in records_in(path) if record.get("part") == "networks"]
        if lines and lines[-1]["step"] == SIZES[lines[-1]["scale"]].steps:
            found.append(lines[-1])
    parts = list(_TABLES)
    known = (r for r in found if r.get("part") in parts)
    return sorted(known, key=lambda r: (r["scale"], r["seed"], parts.index(r["part"]), *_network(r)))


def _network(r: Mapping[str, Any]) -> tuple[str, bool]:
    """Networks were written as they were done, each to a folder of its own: in the order of a run."""
    return (r["model"], r["chain"] == "columns") if r["part"] == "networks" else ("", False)


def _tables(records: Sequence[Mapping[str, Any]]) -> str:
    by_part: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        by_part.setdefault(record["part"], []).append(record)
    return "\n\n".join(_TABLES[name](found) for name, found in by_part.items())


def quoted() -> str:
    """Return the table of quoted figures.

    >>> print(quoted().splitlines()[2])
    | MLP, 775M weights, the paper's chain (307 tokens) | 96.9 % | quoted |
    """
    rows = [f"| {what} | {figure} | quoted |" for what, figure in QUOTED]
    return "\n".join(["| predictor | exact products of 4-digit numbers | |", "|---|---|---|", *rows])


def _share(right: int, of: int) -> str:
    return f"{right:,} of {of:,}"


def _place(r: Mapping[str, Any]) -> str:
    return f"scale {r['scale']}, seed {r['seed']}"


def _constructed(records: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(
        f"**Constructed**: {r['pairs']:,} random pairs of {r['digits']} digits, {r['T']} tokens, vocabulary {r['vocabulary']}: "
        f"{r['wrong']:,} wrong, margin {r['margin']} ({_place(r)})."
        for r in records
    )


def _whole(records: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(map(_learnt, records))


def _learnt(r: Mapping[str, Any]) -> str:
    what = "Multiplication" if r["part"] == "dense" else "Addition"
    rare = f" ({r['random']:,} random, {r['rare']:,} with rare tokens, of {r['pool']:,})" if r["rare"] else ""
    return (
        f"**{what}, nothing known but the chains**: {r['digits']} digits, {r['T']} tokens, {r['m']:,} training pairs{rare}, margin "
        f"{r['margin']}, {r['epochs']} passes: {_share(r['tested'] - r['chains_wrong'], r['tested'])} held-out chains right in "
        f"every token, {_share(r['tested'] - r['answers_wrong'], r['tested'])} answers. {r['weights']:,} weights that are not 0; "
        f"{r['wall_seconds']:.0f} s, {r['cpu_seconds']:.0f} CPU s on {r['threads']} threads ({_place(r)})."
    )


def _shared(records: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        "**Multiplication, reads known, weights shared by role**",
        "",
        "| digits | T | samples | chosen | held-out chains right | on all pairs | CPU s |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in records:
        everything = "-"
        if "all_pairs" in r:
            right = "right on all" if not r["combinations_wrong"] else f"wrong after {r['combinations_wrong']:,} of"
            everything = f"{right} {r['combinations']:,} combinations: {r['all_pairs']:,} pairs"
        lines.append(
            f"| {r['digits']} | {r['T']} | {r['m']:,} | {r['choice']} | {_share(r['tested'] - r['chains_wrong'], r['tested'])} | "
            f"{everything} | {r['cpu_seconds']:.1f} |"
        )
    return "\n".join(lines)


def _lengths(records: Sequence[Mapping[str, Any]]) -> str:
    r = records[0]
    lines = [
        f"**Chain length at a fixed class**: {r['digits']} digits, {r['m']:,} training pairs, every token a perceptron over its whole "
        "context",
        "",
        "| chain | T | vocabulary | held-out answers right |",
        "|---|---|---|---|",
    ]
    for r in sorted(records, key=lambda r: r["T"]):
        lines.append(
            f"| {r['chain']} | {r['T']} | {r['vocabulary']} | {_share(r['tested'] - r['answers_wrong'], r['tested'])} |"
        )
    return "\n".join(lines)


def _networks(records: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        "**The paper's shapes**, trained with AdamW",
        "",
        "| network | chain | digits | T | d | weights | steps | held-out chains right | device |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in records:
        lines.append(
            f"| {r['model']} | {r['chain']} | {r['digits']} | {r['T']} | {r['d']} | {r['parameters']:,} | {r['step']:,} | "
            f"{100 * r['chains_right']:.1f} % of {r['tested']:,} | {r['device']} |"
        )
    return "\n".join(lines)


#: The parts in the order of the tables.
_TABLES: Mapping[str, Callable[[Sequence[Mapping[str, Any]]], str]] = {
    "constructed": _constructed,
    "dense": _whole,
    "addition": _whole,
    "shared": _shared,
    "lengths": _lengths,
    "networks": _networks,
}
