"""``lcomplexity check F.json``: the independent checker of certificates."""

from __future__ import annotations

import argparse
import json
from typing import Any

from lcomplexity.cli.output import say


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="check a certificate with the independent checker",
        description="Check a certificate with proofs/checker.py, a program of at most 250 lines that shares no code with the "
        "search. Exit status 0: valid; 1: invalid; 2: the file cannot be read, or holds no certificate.",
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
        # The checker says it in the words of what it met; what that was tells the remedy.
        raise PredictorError(f"{args.certificate}: {_unreadable(error.__context__ or error)}") from None
    kind, valid, reason = _by_odd_covers(certificate) or check(certificate)
    if kind == "unknown":
        raise PredictorError(
            f"{args.certificate}: no certificate (its 'kind' is none that is known); give a file that 'length --certificate' wrote"
        )
    record = {"kind": kind, "valid": valid, "reason": reason}
    say(args, record, f"{'valid' if valid else 'INVALID'} ({kind}): {reason}")
    return 0 if valid else 1


def _unreadable(error: BaseException) -> str:
    """Why a file is not read as a certificate, and what to do."""
    remedy = "give a file that 'length --certificate' wrote"
    match error:
        case FileNotFoundError():
            return "there is no such file; check the name"
        case OSError():
            return f"cannot be read ({error.strerror}); {remedy}"
        case UnicodeDecodeError():
            return f"no certificate (it is not text); {remedy}"
        case json.JSONDecodeError(msg="Extra data"):
            return "more than one certificate, or something behind it; put each into a file of its own"
        case json.JSONDecodeError():
            return f"no certificate (no JSON at line {error.lineno}, column {error.colno}); {remedy}"
        case _:
            return f"no certificate (nested too deeply, or too large); {remedy}"


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
