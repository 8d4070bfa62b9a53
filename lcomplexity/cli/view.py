"""``lcomplexity view PREDICTOR INPUT -o F``: a page that steps, a space-time diagram, or frames for a paper."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.output import ending_in, refuse_replacing, refuse_unwritable, say, write

if TYPE_CHECKING:
    from lcomplexity.decoding import Decoded
    from lcomplexity.predictor_file import StoredPredictor
    from lcomplexity.views.machine_data import Reading

#: Frames of a .tex file unless told otherwise, and at most.
FEW_FRAMES, MOST_FRAMES = 3, 200
#: Chains longer than this are decoded by the compiled engine (equal to the reference, by test).
REFERENCE_LENGTH = 2_000


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "view",
        help="see a predictor write its chain: a page, a picture, or TikZ",
        description="Write one self-contained page (.html) that steps a predictor token by token: what it reads, the scores "
        "split by position, the machine's tape and head read from the tokens. Or a picture (.svg): the space-time diagram of "
        "the machine, or the ribbon of tokens where there is none. Or some frames as a LaTeX document (.tex).",
    )
    parser.add_argument("predictor", metavar="PREDICTOR", help="a file written by 'lcomplexity build -o'")
    parser.add_argument("input", metavar="INPUT", nargs="?", default="", help="the input (default: none)")
    parser.add_argument(
        "-o",
        "--output",
        type=ending_in(".html", ".svg", ".tex"),
        metavar="F",
        required=True,
        help="the file to write: F.html, F.svg or F.tex",
    )
    parser.add_argument(
        "--machine",
        metavar="MACHINE",
        help="the machine that the predictor was built from, or learnt from runs of, a zoo name or a file, or 'none' (default: the "
        "zoo's of that name)",
    )
    parser.add_argument(
        "--frames",
        type=_frames,
        metavar="A-B",
        help=f"tokens A to B, from 1, of a .svg (default: all) or .tex (default: the first {FEW_FRAMES})",
    )
    return parser


def _frames(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    parts = (first, last if dash else first)
    if not all(p.isascii() and p.isdecimal() and len(p) < 19 for p in parts) or not 1 <= int(parts[0]) <= int(
        parts[1]
    ):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not of the form A-B with 1 <= A <= B")
    return int(parts[0]), int(parts[1])


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.cli.machine_argument import machine_file
    from lcomplexity.cli.run import prompt_of
    from lcomplexity.errors import PredictorError
    from lcomplexity.predictor_file import load

    refuse_unwritable(args.output)
    refuse_replacing(
        args.output, args.predictor, None if args.machine in (None, "none") else machine_file(args.machine)
    )
    if args.output.endswith(".html") and args.frames is not None:
        raise PredictorError(f"{args.output}: a page has all frames; leave --frames out, or write .svg or .tex")
    stored = load(args.predictor)
    try:
        prompt = prompt_of(stored, args.input)
        d = _decoded(stored, prompt)
    except PredictorError as error:
        raise PredictorError(f"{args.predictor}: {error}") from None
    reading, why_none = _reading(args, stored, d)
    write(args.output, _made(args, stored, d, reading, why_none))
    record: dict[str, Any] = {
        "file": args.output,
        "bytes": Path(args.output).stat().st_size,
        "T": len(d.chain),
        "answer": stored.interface.answer(d.chain),
        "machine": None if reading is None else reading.machine.name,
        "configurations": None if reading is None else len(reading.read),
        "equal_to_simulator": None if reading is None else reading.disagreement is None,
    }
    lines = [f"saved: {args.output} ({record['bytes']:,} bytes), {len(d.chain)} tokens, answer {record['answer']}"]
    if reading is None:
        lines.append(f"no machine: {why_none}")
    elif reading.disagreement is None:
        lines.append(
            f"machine {reading.machine.name}: {len(reading.read)} configurations, all equal to the simulator's"
        )
    else:
        m = reading.disagreement
        lines.append(f"machine {reading.machine.name}: DIFFERS from the simulator at step {m.step} (token {m.known})")
    say(args, record, "\n".join(lines))
    return 0 if reading is None or reading.disagreement is None else 1


def _decoded(stored: StoredPredictor, prompt: tuple[int, ...]) -> Decoded:
    from lcomplexity.decoding import decode
    from lcomplexity.views.page_data import refuse_long

    refuse_long(stored.predictor)
    return decode(stored.predictor, prompt)


def _reading(args: argparse.Namespace, stored: StoredPredictor, d: Decoded) -> tuple[Reading | None, str]:
    """The machine's configurations, or why there are none."""
    from lcomplexity.cli.machine_argument import machine_of
    from lcomplexity.errors import PredictorError
    from lcomplexity.views.machine_data import LEARNT, machine_named, reading
    from turing.zoo import ZOO

    named = machine_named(stored.provenance)
    if args.machine == "none":
        return None, "left out as asked (--machine none)."
    if args.machine is not None:
        machine = machine_of(argparse.Namespace(machine=args.machine, alphabet=None)).machine
        return reading(stored, machine, args.input, d.prompt, d.chain), ""
    if named is None:
        return None, f"this predictor was not built from one ({stored.provenance})."
    if named not in ZOO:
        return None, f"the file names {named!r}, which is not in the zoo; give its file with --machine."
    try:
        found = reading(stored, ZOO[named].machine, args.input, d.prompt, d.chain)
    except PredictorError as error:
        if stored.construction == LEARNT:
            return None, f"{str(error).removeprefix('view: ')}."
        found = None
    # A wrong token of a learnt predictor is what is to be seen; a built one has none, so it is another machine's.
    if found is None or (found.disagreement is not None and stored.construction != LEARNT):
        return None, f"this is not the zoo's {named!r}; give the machine's file with --machine."
    return found, ""


def _made(
    args: argparse.Namespace, stored: StoredPredictor, d: Decoded, reading: Reading | None, why_none: str
) -> str:
    """The text of the file."""
    if args.output.endswith(".html"):
        from lcomplexity.views.machine_data import machine_data
        from lcomplexity.views.page import page

        carried = None if reading is None else machine_data(reading.machine, reading.layout)
        # The page counts symbols: the six of 12x34=, not its four digits.
        typed = replace(stored, input_length=len(stored.interface.symbols(args.input)))
        return page(typed, d, args.input, carried, f"No machine: {why_none}")
    if args.output.endswith(".svg"):
        return _svg(args, stored, d, reading)
    return _tex(args, stored, d, reading)


def _tokens(args: argparse.Namespace, d: Decoded, most: int) -> range:
    from lcomplexity.errors import PredictorError

    first, last = args.frames or (1, min(most, len(d.chain)))
    if last > len(d.chain):
        raise PredictorError(
            f"view: --frames {first}-{last} of a chain of {len(d.chain)} tokens; give frames up to that"
        )
    return range(first, last + 1)


def _svg(args: argparse.Namespace, stored: StoredPredictor, d: Decoded, reading: Reading | None) -> str:
    from lcomplexity.views.ribbons import chain_ribbon
    from lcomplexity.views.space_time import space_time
    from lcomplexity.views.svg import document

    tokens = _tokens(args, d, len(d.chain))
    h = stored.predictor
    title = f"{stored.construction}: {stored.provenance}, input {args.input}"
    if reading is None:
        return document(chain_ribbon(h, d, tokens), f"{title}: tokens and the positions they read")
    names = [h.vocabulary.tokens[D] for D in d.chain]
    moments = [m for m in reading.read if m.known in tokens or (m.known == 0 and tokens.start == 1)]
    return document(space_time(moments, blank=reading.machine.blank, tokens=names), f"{title}: space-time diagram")


def _tex(args: argparse.Namespace, stored: StoredPredictor, d: Decoded, reading: Reading | None) -> str:
    from lcomplexity.errors import PredictorError
    from lcomplexity.views.frames import frame
    from lcomplexity.views.tikz import TapePicture, document, frame_tikz

    tokens = _tokens(args, d, FEW_FRAMES)
    if len(tokens) > MOST_FRAMES:
        raise PredictorError(
            f"view: {len(tokens)} frames for one document (at most {MOST_FRAMES}); give fewer with --frames"
        )
    pictures = []
    for t in tokens:
        known = [m for m in reading.read if m.known <= t] if reading is not None else []
        tape = None
        if known and reading is not None:
            m = known[-1]
            tape = TapePicture(m.step, m.state, m.heads, m.tapes, reading.machine.blank)
        pictures.append(
            frame_tikz(stored.predictor, frame(stored.predictor, t - 1, d.prompt + d.chain[: t - 1]), tape)
        )
    return document(pictures)
