"""``lcomplexity run PREDICTOR INPUT``: decode a stored predictor."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.output import Progress, columns, say

if TYPE_CHECKING:
    from lcomplexity.interface import Interface
    from lcomplexity.predictor import LinearPredictor
    from lcomplexity.predictor_file import StoredPredictor

#: Chains longer than this are decoded by the compiled engine (equal to the reference, by test).
REFERENCE_LENGTH = 2_000
#: Chains longer than this are decoded piece by piece, and only their end is kept.
LONGEST_HELD = 20_000_000

#: What predictors of decimal arithmetic, constructed or learnt, say they were made from.
_ARITHMETIC = re.compile(r"(?:addition|multiplication) of ([1-9]) and ([1-9]) decimal digits$")


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("run", help="decode a predictor on an input")
    parser.add_argument("predictor", metavar="PREDICTOR", help="a file written by 'lcomplexity build -o'")
    parser.add_argument("input", metavar="INPUT", nargs="?", default="", help="the input (default: none)")
    parser.add_argument(
        "--show",
        choices=("answer", "chain", "scores"),
        default="answer",
        help="the answer, the tokens of the chain too, or the best scores of every token",
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.errors import PredictorError
    from lcomplexity.predictor_file import load

    stored = load(args.predictor)
    h, interface = stored.predictor, stored.interface
    try:
        prompt = prompt_of(stored, args.input)
    except PredictorError as error:
        raise PredictorError(f"{args.predictor}: {error}") from None
    if h.length > LONGEST_HELD:
        return _streamed(args, h, interface, prompt)
    chain, min_margin = _decoded(h, prompt)
    names = h.vocabulary.tokens
    record: dict[str, Any] = {
        "answer": interface.answer(chain),
        "chain": [names[i] for i in chain],
        "T": len(chain),
        "min_margin": min_margin,
    }
    text = [record["answer"]]
    if args.show == "chain":
        text = [
            f"prompt: {h.vocabulary.text(prompt)}",
            f"chain:  {h.vocabulary.text(chain)}",
            f"answer: {record['answer']}",
        ]
        text.append(f"T = {len(chain)}, smallest margin {min_margin}")
    if args.show == "scores":
        record["scores"] = _scores(h, prompt, chain)
        rows: list[tuple[str, ...]] = [("t", "token", "score", "runner-up", "score", "margin", "reads")]
        rows += [tuple(str(v) for v in row.values()) for row in record["scores"]]
        text = [columns(rows), f"answer: {record['answer']}"]
    say(args, record, "\n".join(text))
    return 0


def prompt_of(stored: StoredPredictor, text: str) -> tuple[int, ...]:
    """Return the prompt of an input text; raises :class:`PredictorError`, which says what form is wanted, if there is none.

    >>> from lcomplexity.constructions.arithmetic import multiplication
    >>> from lcomplexity.predictor_file import stored
    >>> prompt_of(stored(multiplication(2, 2)), "12x34=")
    (1, 2, 10, 3, 4, 11)
    >>> prompt_of(stored(multiplication(2, 2)), "3x4=")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: the input has 4 symbols; 6 are needed: write it like 12x34=, with leading zeros
    """
    from lcomplexity.errors import PredictorError

    interface, n = stored.interface, stored.predictor.n
    given, needed = len(interface.symbols(text)), interface.symbols_needed(n)
    form = _arithmetic_form(stored)
    if form is not None:
        if given != needed:
            raise PredictorError(
                f"the input has {given} symbols; {needed} are needed: write it like {form}, with leading zeros"
            )
        prompt = interface.prompt(text)
        if any(c.isdigit() != f.isdigit() or (c != f and not f.isdigit()) for c, f in zip(text, form, strict=True)):
            raise PredictorError(f"the input {text!r} has a digit or a sign at a wrong place; write it like {form}")
        return prompt
    if given != needed == stored.input_length:
        raise PredictorError(
            f"the input has {given} symbols; this predictor is for inputs of length {needed}: build another for length {given}"
        )
    return interface.prompt_of(text, n)


def _arithmetic_form(stored: StoredPredictor) -> str | None:
    """An input as arithmetic wants it, such as 12x34=; ``None`` for a predictor of anything else.

    The interface knows how many symbols there are and which signs, not where they stand: that follows from the numbers of digits, which
    the provenance says. What they give is taken only if the interface makes a prompt of it.
    """
    found, known = _ARITHMETIC.search(stored.provenance), stored.interface.first
    signs = [s for s in known if not s.isdigit() and s != "="]
    if found is None or len(signs) != 1 or "=" not in known or not set("0123456789") <= set(known):
        return None
    d, e = int(found[1]), int(found[2])
    digits = ("1234567890" * 2)[: d + e]
    form = f"{digits[:d]}{signs[0]}{digits[d:]}="
    return form if stored.interface.symbols_needed(stored.predictor.n) == len(form) else None


def _decoded(h: LinearPredictor, prompt: tuple[int, ...]) -> tuple[tuple[int, ...], int | None]:
    """The chain and its smallest margin."""
    if h.length <= REFERENCE_LENGTH:
        from lcomplexity.decoding import decode

        d = decode(h, prompt)
        return d.chain, d.min_margin if d.margins else None
    import numpy as np

    from lcomplexity.decoding import decode_batch

    batch = decode_batch(h, np.array([prompt]))
    return tuple(batch.chains[0, : batch.lengths[0]].tolist()), int(batch.min_margins[0])


def _streamed(args: argparse.Namespace, h: LinearPredictor, interface: Interface, prompt: tuple[int, ...]) -> int:
    """A chain too long to be held: its answer, from its last tokens."""
    from dataclasses import replace

    import numpy as np

    from lcomplexity.errors import PredictorError
    from lcomplexity.streaming import Stream

    if args.show != "answer":
        raise PredictorError(f"a chain of {h.length} tokens is not shown; --show answer prints what it ends with")
    kept = max(1, interface.count * interface.width)
    stream, last = Stream(h, prompt), np.zeros(0, np.int64)
    with Progress() as line:
        for piece in stream.pieces():
            last = np.concatenate([last, piece])[-kept:]
            line(f"{stream.decoded:,} of {h.length:,} tokens")
    answer = replace(interface, start=0).answer(last.tolist())
    # What a table answers has margin at least 1.
    least = 1 if stream.min_margin is None else min(1, stream.min_margin)
    say(args, {"answer": answer, "chain": None, "T": stream.decoded, "min_margin": least}, answer)
    return 0


def _scores(h: LinearPredictor, prompt: tuple[int, ...], chain: tuple[int, ...]) -> list[dict[str, Any]]:
    from lcomplexity.predictor import argmax, margin, scores

    context, rows, names = [*prompt, *chain], [], h.vocabulary.tokens
    for t in range(len(chain)):
        S = scores(h, t, context[: h.n + t])
        first = argmax(S)
        others = [w if first != D else min(S) - 1 for D, w in enumerate(S)]
        second = argmax(others)
        rows.append(
            {
                "t": t + 1,
                "token": names[first],
                "score": S[first],
                "runner_up": names[second],
                "runner_up_score": S[second],
                "margin": margin(S),
                "reads": " ".join(f"{p}:{names[context[p]]}" for p in _positions(h, t)),
            }
        )
    return rows


def _positions(h: LinearPredictor, t: int) -> tuple[int, ...]:
    """The positions that token t reads: a schedule may list more, as padding."""
    from lcomplexity.schedule import at

    rule, positions = at(h.schedule, t, h.n)
    return positions[: h.rules[rule].slots]
