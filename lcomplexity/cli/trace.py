"""``lcomplexity trace MACHINE INPUT ..``: chain-of-thought data, one JSON record a line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import add_machine, count, machine_of
from lcomplexity.cli.output import write

if TYPE_CHECKING:
    from turing.machine import Machine
    from turing.trace import TraceForm


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "trace",
        help="runs as chain-of-thought data (JSON lines)",
        description="One JSON record a run: machine, input, prompt and chain (token numbers), vocabulary (their names), "
        "text, answer. Inputs of one length share a vocabulary and a layout, the one that 'build' would use for them.",
    )
    add_machine(parser)
    parser.add_argument("inputs", metavar="INPUT", nargs="*", help="inputs to run")
    parser.add_argument("--length", type=count, metavar="n", help="instead of inputs: words of length n")
    parser.add_argument("--sample", type=count, metavar="m", help="with --length: m random words, not all")
    parser.add_argument("--seed", type=count, default=0, help="seed of --sample (default: 0)")
    parser.add_argument(
        "--form",
        choices=("auto", "steps", "rows"),
        default="auto",
        help="a token a step (oblivious machines) or a row of the tape a step (default: steps if possible)",
    )
    parser.add_argument("--answer", choices=("verdict", "tape"), help="what a chain ends with (default: as build)")
    parser.add_argument("-o", "--output", metavar="F.jsonl", help="file to write (default: standard output)")
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.cli.build import ending_of
    from turing.machine import symbols

    named = machine_of(args)
    ending = ending_of(args.answer, named)
    words = _words(args, named.machine)
    by_length: dict[int, list[str]] = {}
    for word in words:
        by_length.setdefault(len(symbols(named.machine, word)), []).append(word)
    records: dict[str, dict[str, Any]] = {}
    for group in by_length.values():
        form = _form(named.machine, group, args.form, ending)
        records |= {record["input"]: record for record in _records(form, group)}
    write(args.output, "".join(json.dumps(records[word], ensure_ascii=False) + "\n" for word in words))
    return 0


def _words(args: argparse.Namespace, machine: Machine) -> list[str]:
    from turing.batch import all_words
    from turing.errors import MachineError

    if args.length is None:
        if not args.inputs:
            raise MachineError(f"{machine.name}: no inputs; name some, or give --length")
        return list(args.inputs)
    if args.inputs:
        raise MachineError(f"{machine.name}: give inputs or --length, not both")
    if not machine.input_alphabet:
        raise MachineError(f"{machine.name}: the input alphabet is empty; there is only the empty input ''")
    joint = "" if all(len(s) == 1 for s in machine.input_alphabet) else " "
    if args.sample is not None:
        import random

        source = random.Random(args.seed)
        return [joint.join(source.choices(machine.input_alphabet, k=args.length)) for _ in range(args.sample)]
    total = len(machine.input_alphabet) ** args.length
    if total > 1 << 16:
        raise MachineError(f"{machine.name}: {total} words of length {args.length}; give --sample to draw some")
    return [
        joint.join(machine.alphabet[s] for s in row) for block in all_words(machine, args.length) for row in block
    ]


def _form(machine: Machine, words: Sequence[str], wanted: str, ending: Any) -> TraceForm:
    """Return the layout for these inputs of one length."""
    from lcomplexity.constructions.build import requirements
    from lcomplexity.constructions.oblivious import decided
    from lcomplexity.errors import PredictorError
    from turing.machine import symbols
    from turing.trace import RowTrace, StepTrace

    n = len(symbols(machine, words[0]))
    if wanted == "steps" or (wanted == "auto" and machine.tapes > 1):
        return StepTrace(machine, decided(machine, n, domain=words), ending)
    if wanted == "auto":
        try:
            return StepTrace(machine, decided(machine, n), ending)
        except PredictorError:
            pass
    need = requirements(machine, n, domain=words)
    return RowTrace(machine, n, need.steps, need.window, ending)


def _records(form: TraceForm, words: Sequence[str]) -> Iterator[dict[str, Any]]:
    from lcomplexity.constructions.machine_interface import interface_of
    from turing.batch import word_array

    interface, names = interface_of(form), list(form.vocabulary)
    size = max(1, (1 << 20) // max(form.length, 1))
    for first in range(0, len(words), size):
        part = words[first : first + size]
        prompts, chains, lengths = form.records(word_array(form.machine, part))
        for word, prompt, chain, length in zip(part, prompts.tolist(), chains.tolist(), lengths, strict=True):
            chain = chain[:length]
            yield {
                "machine": form.machine.name,
                "input": word,
                "prompt": prompt,
                "chain": chain,
                "vocabulary": names,
                "prompt_text": " ".join(names[i] for i in prompt),
                "chain_text": " ".join(names[i] for i in chain),
                "answer": interface.answer(chain),
            }
