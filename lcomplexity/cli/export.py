"""``lcomplexity export PREDICTOR -o F``: a predictor as a PyTorch module in a safetensors or torch file, compared once written."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import columns, file_path, refuse_replacing, refuse_unwritable, say, wrong_ending

#: The form that goes with a file name.
SUFFIXES = {".safetensors": "safetensors", ".pt": "torch", ".pth": "torch"}
#: Tokens compared after writing, about; inputs, at most.
COMPARED_TOKENS = 4_000
MOST_INPUTS = 16


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "export",
        help="a predictor as a PyTorch module",
        description="Write a predictor as the tensors of a PyTorch module, with vocabulary, position map, claims and provenance, "
        "in a file that lcomplexity.exports.files.load rebuilds it from. The file is read again and chains of random inputs are compared. "
        "Chain-of-thought data for training is written by 'lcomplexity trace'.",
    )
    parser.add_argument("predictor", metavar="PREDICTOR", help="a file written by 'lcomplexity build -o'")
    parser.add_argument(
        "-o", "--output", type=file_path, metavar="F", required=True, help="the file to write: F.safetensors or F.pt"
    )
    parser.add_argument(
        "--to", choices=("safetensors", "torch"), help="what to write (default: by the name of the file)"
    )
    parser.add_argument(
        "--dtype",
        choices=("float32", "float64"),
        default="float32",
        help="type of the weights; one that does not hold all scores exactly is refused (default: float32)",
    )
    parser.add_argument("--seed", type=count, default=0, help="seed of the inputs compared (default: 0)")
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.errors import PredictorError
    from lcomplexity.experiments.runtime import require
    from lcomplexity.predictor_file import load

    form: Any = args.to or SUFFIXES.get(Path(args.output).suffix)
    if form is None:
        raise PredictorError(f"{args.output}: does not end in .safetensors or .pt; name it so, or give --to")
    refuse_unwritable(args.output)
    refuse_replacing(args.output, args.predictor)
    if Path(args.output).suffix in SUFFIXES and SUFFIXES[Path(args.output).suffix] != form:
        endings = [ending for ending, named in SUFFIXES.items() if named == form]
        raise PredictorError(
            f"{args.output}: {wrong_ending(args.output, endings)}, as files of the form {form} do; name it so"
        )
    require("torch", "exporting", "train")
    stored = load(args.predictor)
    import torch

    from lcomplexity.exports import files
    from lcomplexity.exports.agreement import disagreement, sample_prompts

    try:
        files.save(args.output, files.exported(stored, args.dtype), form)
    except PredictorError as error:
        raise PredictorError(f"{args.predictor}: {error}") from None
    model = files.load(args.output).model
    # Many small operations: a second thread would cost more than it helps.
    torch.set_num_threads(1)
    inputs = max(1, min(MOST_INPUTS, COMPARED_TOKENS // max(model.T, 1)))
    prompts = sample_prompts(stored, inputs, args.seed)
    different = disagreement(model, stored.predictor, prompts)
    weights = sum(p.numel() for p in model.parameters())
    record: dict[str, Any] = {
        "file": args.output,
        "bytes": Path(args.output).stat().st_size,
        "to": form,
        "dtype": args.dtype,
        "T": model.T,
        "vocabulary": len(model.vocabulary),
        "weights": weights,
        "score_bound": model.bound,
        "compared": {
            "inputs": inputs,
            "tokens": inputs * model.T,
            "seed": args.seed,
            "failures": int(different is not None),
            "first": None if different is None else different._asdict(),
        },
    }
    rows = [
        ("T", str(model.T)),
        ("vocabulary", str(len(model.vocabulary))),
        ("weights", f"{weights:,}"),
        ("largest sum", f"{model.bound:,}"),
        ("dtype", args.dtype),
    ]
    told = (
        f"compared: {inputs} random inputs (seed {args.seed}), all chains equal"
        if different is None
        else f"compared: DIFFERS at token {different.t + 1} of {different.prompt}: {different.found}, not {different.expected}"
    )
    say(args, record, f"saved: {args.output} ({record['bytes']:,} bytes)\n{columns(rows)}\n{told}")
    return 0 if different is None else 1
