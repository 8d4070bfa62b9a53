"""``lcomplexity build MACHINE``: the exact linear predictor of a machine, its claims and its verification."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import Named, add_machine, count, machine_file, machine_of
from lcomplexity.cli.missing_rule import first_missing_rule
from lcomplexity.cli.output import (
    Progress,
    columns,
    ending_in,
    file_path,
    refuse_replacing,
    refuse_unwritable,
    say,
)

if TYPE_CHECKING:
    from lcomplexity.constructions.build import Build
    from lcomplexity.verification import Verification
    from turing.machine import Machine
    from turing.zoo import ZooEntry


#: Symbols in all the promised inputs of one length together.
MAX_DOMAIN_CELLS = 1 << 24


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "build",
        help="construct a machine's predictor and verify it",
        description="Construct the exact linear next-token predictor that writes a machine's chain of thought on inputs "
        "of length n, and compare every token with the simulator: on all inputs if there are at most 65,536, else on a "
        "seeded sample. A chain too long to be held in memory is decoded and compared piece by piece.",
    )
    add_machine(parser)
    parser.add_argument(
        "--length", type=count, metavar="n", help="length of the inputs (default: the zoo's suggestion)"
    )
    parser.add_argument(
        "--steps", type=count, metavar="N", help="machine steps to cover, at least 1 (default: the longest run)"
    )
    parser.add_argument(
        "--space", type=count, metavar="S", help="cells of tape to cover (default: all that are visited)"
    )
    parser.add_argument(
        "--via", choices=("auto", "oblivious", "recursive", "sliding", "circuit"), default="auto", help="construction"
    )
    parser.add_argument(
        "--fan-out",
        type=count,
        metavar="R",
        help="parts to a level of the recursive window, 2 to 8 (default: the best of 2 to 5)",
    )
    parser.add_argument(
        "--pack",
        type=count,
        metavar="w",
        default=1,
        help="cells to a token of the recursive window, 1 to 16 (default: 1)",
    )
    parser.add_argument("--answer", choices=("verdict", "tape"), help="what the chain ends with")
    parser.add_argument("--tape", type=count, default=1, metavar="i", help="the tape that is read out (default: 1)")
    parser.add_argument("--seed", type=count, default=0, help="seed of a sampled verification (default: 0)")
    parser.add_argument(
        "--checkpoint",
        type=file_path,
        metavar="FILE",
        help="where a long verification is saved now and then, and gone on with",
    )
    parser.add_argument("-o", "--output", type=ending_in(".npz"), metavar="F.npz", help="save the predictor")
    return parser


def ending_of(answer: str | None, named: Named) -> Any:
    """Return what a chain ends with: as asked, as the zoo says, or the verdict if the machine can accept."""
    if answer is not None:
        return answer
    if named.entry is not None:
        return named.entry.answer
    return "verdict" if named.machine.accepting or named.machine.policy == "by-halting" else "tape"


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.constructions.build import MAX_DOMAIN, MAX_STEPS, build, refuse_oversized
    from lcomplexity.errors import PredictorError
    from lcomplexity.verification import verify
    from turing.batch import word_array

    named = machine_of(args)
    machine, entry = named.machine, named.entry
    if args.length is None and (entry is None or args.alphabet):
        raise PredictorError(f"{machine.name}: give --length n, the length of the inputs")
    n = args.length if args.length is not None else entry.lengths[1 % len(entry.lengths)]  # type: ignore[union-attr]
    # Before the work: an output path that cannot be written, and numbers no power of which should be taken.
    refuse_unwritable(args.output)
    refuse_replacing(args.output, machine_file(args.machine))
    refuse_replacing(args.checkpoint, machine_file(args.machine), args.output)
    refuse_oversized(machine, n, steps=args.steps, space=args.space)
    domain = None
    steps = args.steps
    if entry is not None and args.alphabet is None:
        domain = promised(entry, n, MAX_DOMAIN)
        if steps is None and (_too_many(machine, n, MAX_DOMAIN) or entry.time(n) > MAX_STEPS):
            steps = entry.time(n)
    with Progress() as line:
        line(f"{machine.name}: looking for the constructions that apply to length {n}")
        built = build(
            machine,
            n,
            via=args.via,
            steps=steps,
            space=args.space,
            ending=ending_of(args.answer, named),
            output_tape=args.tape - 1,
            domain=domain,
            fan_out=args.fan_out,
            pack=args.pack,
        )
        c = built.construction
        line(f"{c.name}: {c.predictor.length:,} tokens; verifying")
        verification = verify(
            c,
            seed=args.seed,
            domain=None if domain is None else word_array(machine, domain),
            progress=lambda v: line(f"verified {v.inputs:,} inputs, {v.tokens:,} tokens, {v.failures} failures"),
            checkpoint=None if args.checkpoint is None else Path(args.checkpoint),
        )
    record = _record(built, verification)
    if entry is None and args.alphabet is None:
        record["alphabet"] = list(machine.input_alphabet)
    note = first_missing_rule(machine, n, domain)
    if note is not None:
        record["note"] = note
    if args.output and verification.passed:
        from lcomplexity.predictor_file import save, stored

        save(args.output, stored(built.construction, record["verified"]))
        record["file"] = args.output
    say(args, record, _text(built, verification, record))
    return 0 if verification.passed else 1


def _too_many(machine: Machine, n: int, most: int) -> bool:
    """Whether there are more than ``most`` inputs of length n; the exponent is cut where the power is too large anyway."""
    return bool(len(machine.input_alphabet) ** min(n, most.bit_length()) > most)


def promised(entry: ZooEntry, n: int, most: int) -> list[str] | None:
    """Return the words of length ``n`` that an entry makes a promise about, at most ``most``; ``None``: simply all.

    >>> from turing.zoo import zoo
    >>> promised(zoo("multiply_unary"), 2, 10), promised(zoo("parity"), 2, 10)
    (['x1', '1x'], None)
    """
    from itertools import islice

    from lcomplexity.errors import PredictorError

    if entry.words is None:
        return None
    # Long words are fewer: all of them together are held in memory.
    most = min(most, MAX_DOMAIN_CELLS // max(n, 1))
    words = list(islice(entry.inputs(n), most + 1))
    if not words:
        raise PredictorError(
            f"{entry.name}: no valid input has length {n} ({entry.domain}); give a length like "
            f"{', '.join(map(str, entry.lengths))}"
        )
    if len(words) > most:
        raise PredictorError(f"{entry.name}: more than {most} valid inputs of length {n}; give a smaller --length")
    return words


def _record(built: Build, v: Verification) -> dict[str, Any]:
    c = built.construction
    measured = c.measured()
    return {
        "construction": c.name,
        "source": c.provenance,
        "n": c.input_length,
        "T": measured["length"],
        "vocabulary": measured["vocabulary"],
        "reads": measured["reads"],
        "max_weight": measured["max_weight"],
        "margin": v.min_margin,
        "why": built.why,
        "refused": built.refused,
        "claims": {q: f"{c.claims.claim(q)[0]} {c.claims.expression(q)}" for q in (*measured, "margin")},
        "values": dict(c.claims.values),
        "verified": {
            "inputs": v.inputs,
            "tokens": v.tokens,
            "failures": v.failures,
            "exhaustive": v.exhaustive,
            "seed": v.seed,
            "broken_claims": list(v.broken),
        },
    }


def _text(built: Build, v: Verification, record: dict[str, Any]) -> str:
    c = built.construction
    values = ", ".join(f"{name} = {value}" for name, value in c.claims.values.items())
    rows = [("", "measured", "claimed")]
    names = {
        "length": "T",
        "vocabulary": "vocabulary",
        "reads": "reads",
        "max_weight": "max |weight|",
        "margin": "margin",
    }
    for quantity, name in names.items():
        key = "T" if quantity == "length" else quantity
        rows.append((name, str(record[key]), record["claims"][quantity]))
    how = "all of them" if v.exhaustive else f"a sample, seed {v.seed}"
    lines = [
        f"{c.name}: {c.provenance}",
        f"chosen: {built.why}",
        *(f"not {way}: {reason}" for way, reason in built.refused.items()),
        f"with {values}",
        columns(rows),
        f"verified: {v.inputs:,} inputs ({how}), {v.tokens:,} tokens, {v.failures} failures, smallest margin {v.min_margin}",
        *(f"CLAIM BROKEN: {line}" for line in v.broken),
    ]
    if v.first_failure is not None:
        f = v.first_failure
        lines.append(f"FIRST FAILURE: input {f.x}, token {f.t}: decoded {f.found}, expected {f.expected}")
    if "alphabet" in record:
        letters = " ".join(record["alphabet"])
        lines.insert(1, f"input alphabet: {letters} (all that the file allows; --alphabet narrows it)")
    if "note" in record:
        lines.append(f"note: {record['note']}")
    if "file" in record:
        lines.append(f"saved: {record['file']}")
    return "\n".join(lines)
