"""``lcomplexity check F.json``: the independent checker of certificates."""

from __future__ import annotations

import argparse
from typing import Any

from lcomplexity.cli.output import say


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="check a certificate with the independent checker",
        description="Check a certificate with proofs/checker.py, a program of at most 250 lines that shares no code with the "
        "search. Exit status 0: valid; 1: invalid; 2: the file cannot be read.",
    )
    parser.add_argument("certificate", metavar="F.json", help="a certificate, such as 'length --certificate' writes")
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.errors import PredictorError
    from proofs.checker import check, read

    try:
        certificate = read(args.certificate)
    except ValueError as error:
        raise PredictorError(str(error)) from None
    kind, valid, reason = _by_odd_covers(certificate) or check(certificate)
    record = {"kind": kind, "valid": valid, "reason": reason}
    say(args, record, f"{'valid' if valid else 'INVALID'} ({kind}): {reason}")
    return 0 if valid else 1


def _by_odd_covers(certificate: Any) -> tuple[str, bool, str] | None:
    """What the checker of odd covers says, if the certificate is one of its kind."""
    from lcomplexity.length.census.odd_cover_check import fault

    proof = certificate.get("proof") if isinstance(certificate, dict) else None
    if not isinstance(proof, dict) or proof.get("by") != "odd covers":
        return None
    wrong = fault(certificate)
    return (
        "length",
        wrong is None,
        wrong or "4 tokens, at least by odd covers, at most by a program right on all inputs",
    )
