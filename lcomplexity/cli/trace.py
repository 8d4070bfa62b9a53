"""``lcomplexity trace MACHINE INPUT ..``: chain-of-thought data, one JSON record a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import Named, add_machine, count, machine_file, machine_of
from lcomplexity.cli.output import file_path, json_text, refuse_replacing, saved, say, write

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
    parser.add_argument("--sample", type=count, metavar="m", help="with --length: m different random words, not all")
    parser.add_argument("--seed", type=count, default=0, help="seed of --sample (default: 0)")
    parser.add_argument("--steps", type=count, metavar="N", help="machine steps to cover (default: the longest run)")
    parser.add_argument(
        "--form",
        choices=("auto", "steps", "rows"),
        default="auto",
        help="a token a step (oblivious machines) or a row of the tape a step (default: steps if possible)",
    )
    parser.add_argument("--answer", choices=("verdict", "tape"), help="what a chain ends with (default: as build)")
    parser.add_argument(
        "-o", "--output", type=file_path, metavar="F.jsonl", help="file to write (default: standard output)"
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.cli.build import ending_of
    from turing.machine import symbols

    refuse_replacing(args.output, machine_file(args.machine))
    named = machine_of(args)
    ending = ending_of(args.answer, named)
    words = _words(args, named.machine)
    by_length: dict[int, list[str]] = {}
    for word in words:
        by_length.setdefault(len(symbols(named.machine, word)), []).append(word)
    records: dict[str, dict[str, Any]] = {}
    for group in by_length.values():
        form = _form(named, group, args.form, ending, args.steps)
        records |= {record["input"]: record for record in _records(form, group)}
    summary: dict[str, Any] = {"machine": named.machine.name, "count": len(words)}
    if args.json and args.output in (None, "-"):
        say(args, summary | {"records": [records[word] for word in words]}, "")
        return 0
    write(args.output, "".join(json_text(records[word]) + "\n" for word in words))
    if args.output not in (None, "-"):
        say(args, summary | {"file": args.output}, saved(args.output))
    return 0


def _words(args: argparse.Namespace, machine: Machine) -> list[str]:
    from lcomplexity.constructions.build import MAX_DOMAIN, MAX_TOKENS, refuse_oversized
    from turing.batch import all_words
    from turing.errors import MachineError

    if args.length is None:
        if args.sample is not None:
            raise MachineError(f"{machine.name}: --sample draws words of one length; give it with --length")
        if not args.inputs:
            raise MachineError(f"{machine.name}: no inputs; name some, or give --length")
        return list(args.inputs)
    if args.inputs:
        raise MachineError(f"{machine.name}: give inputs or --length, not both")
    if not machine.input_alphabet:
        raise MachineError(f"{machine.name}: the input alphabet is empty; there is only the empty input ''")
    alphabet, n = machine.input_alphabet, args.length
    letters = len(alphabet)
    refuse_oversized(machine, n)
    joint = "" if all(len(s) == 1 for s in machine.input_alphabet) else " "
    if args.sample is not None:
        if args.sample * max(n, 1) > MAX_TOKENS:
            raise MachineError(
                f"{machine.name}: {args.sample} words of length {n} have more than {MAX_TOKENS} symbols; give a smaller --sample"
            )
        # The exponent is cut where the power is too large anyway.
        if letters ** min(n, args.sample.bit_length()) < args.sample:
            raise MachineError(
                f"{machine.name}: --sample {args.sample} of the {letters**n} words of length {n}; leave --sample away for all of them"
            )
        return [joint.join(word) for word in _drawn(alphabet, n, args.sample, args.seed)]
    if letters ** min(n, MAX_DOMAIN.bit_length()) > MAX_DOMAIN:
        raise MachineError(
            f"{machine.name}: {letters}^{n} words of length {n} are more than {MAX_DOMAIN}; give --sample to draw some"
        )
    return [joint.join(machine.alphabet[s] for s in row) for block in all_words(machine, n) for row in block]


def _drawn(alphabet: Sequence[str], n: int, m: int, seed: int) -> list[tuple[str, ...]]:
    """m different words of length n, each set of them equally likely, depending on the seed alone."""
    import random

    source = random.Random(seed)
    letters = len(alphabet)
    if letters ** min(n, m.bit_length() + 1) >= 2 * m:
        # At most every other draw is a word that was drawn before.
        words: dict[tuple[str, ...], None] = {}
        while len(words) < m:
            words[tuple(source.choices(alphabet, k=n))] = None
        return list(words)
    return [
        tuple(alphabet[number // letters**i % letters] for i in range(n))
        for number in source.sample(range(letters**n), m)
    ]


def _form(named: Named, words: Sequence[str], wanted: str, ending: Any, steps: int | None) -> TraceForm:
    """Return the layout for these inputs of one length: that of ``build`` if it can be had."""
    from lcomplexity.constructions.build import MAX_TOKENS, refuse_oversized, refuse_unfinished_tape, requirements
    from lcomplexity.constructions.oblivious import decided
    from lcomplexity.errors import PredictorError
    from turing.machine import symbols
    from turing.trace import RowTrace, StepTrace

    machine = named.machine
    n = len(symbols(machine, words[0]))
    refuse_oversized(machine, n, steps=steps)
    if ending == "tape" and steps is not None:
        refuse_unfinished_tape(machine, n, steps, words)
    form: TraceForm | None = None
    if wanted == "auto":
        with suppress(PredictorError):
            form = StepTrace(machine, decided(machine, n, steps=steps, domain=_domain(named, words, n)), ending)
    if form is None and (wanted == "steps" or (wanted == "auto" and machine.tapes > 1)):
        form = StepTrace(machine, decided(machine, n, steps=steps, domain=words), ending)
    if form is None:
        need = requirements(machine, n, steps=steps, domain=words)
        form = RowTrace(machine, n, need.steps, need.window, ending)
    if form.length * len(words) > MAX_TOKENS:
        raise PredictorError(
            f"{machine.name}: {len(words)} chains of {form.length} tokens; at most {MAX_TOKENS} tokens are held in "
            "memory: give fewer or shorter inputs"
        )
    return form


def _domain(named: Named, words: Sequence[str], n: int) -> list[str] | None:
    """The words that ``build`` decides obliviousness on, if these inputs are among them."""
    from lcomplexity.cli.build import promised
    from lcomplexity.constructions.build import MAX_DOMAIN
    from lcomplexity.errors import PredictorError

    if named.entry is None or named.entry.machine != named.machine:
        return None
    try:
        domain = promised(named.entry, n, MAX_DOMAIN)
    except PredictorError:
        return None
    return domain if domain is not None and set(words) <= set(domain) else None


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
