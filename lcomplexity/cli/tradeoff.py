"""``lcomplexity compare --tradeoff parity:n``: what fewer tokens cost, in order, hypotheses, samples, time, letters, errors."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.output import Progress, columns, say

if TYPE_CHECKING:
    from lcomplexity.tradeoffs.allowed_error import LeastError
    from lcomplexity.tradeoffs.parity_learning import Measurement
    from lcomplexity.tradeoffs.parity_order import Price
    from lcomplexity.tradeoffs.vocabulary import LengthOverLetters

#: Numbers of bits and orders at which learners are measured, and how often; more hypotheses than this are left out.
MEASURED_BITS, MEASURED_ORDERS, TRIALS, MEASURED_HYPOTHESES = (8, 12, 16), (2, 3, 4, 6), 10, 10_000
#: Orders shown as text (JSON has them all), and the largest n that is priced.
SHOWN_ORDERS, MOST_BITS = 16, 256
#: The function whose errors are shown: parity of at most four bits.
ERROR_BITS = 4


def tradeoff(args: argparse.Namespace) -> int:
    """Print the tables for the one function ``parity:n`` and return the exit status."""
    from lcomplexity.tradeoffs.allowed_error import least_errors
    from lcomplexity.tradeoffs.parity_learning import seconds_per_hypothesis
    from lcomplexity.tradeoffs.parity_order import price_list
    from lcomplexity.tradeoffs.vocabulary import by_vocabulary, telling_letters

    n = _bits(args)
    with Progress() as line:
        line("price list")
        prices = price_list(n, range(2, n + 1))
        pace = seconds_per_hypothesis(args.seed)
        measured = _measured(n, args.seed, line)
        letters = by_vocabulary(n, telling_letters(n))
        bits = min(n, ERROR_BITS)
        errors = least_errors(bits, _parity_table(bits), line)
    record = {
        "function": f"parity:{n}",
        "n": n,
        "seed": args.seed,
        "seconds_per_hypothesis": pace,
        "orders": [_price(p, pace) for p in prices],
        "measured": [_measurement(m) for m in measured],
        "vocabulary": [{"letters": v.a, "lower": v.lower, "upper": v.upper} for v in letters],
        "errors": [{"n": bits, "T": e.T, "error": str(e.error)} for e in errors],
    }
    text = [*_orders_text(n, prices, pace), "", *_measured_text(measured, args.seed), ""]
    text += [*_letters_text(n, letters), "", *_errors_text(bits, errors)]
    say(args, record, "\n".join(text))
    return 0


def _bits(args: argparse.Namespace) -> int:
    from lcomplexity.errors import PredictorError

    found = re.fullmatch(r"parity:([0-9]{1,6})", args.function[0])
    if len(args.function) != 1 or found is None or args.length is not None or args.alphabet is not None:
        given = " ".join(args.function)[:60]
        raise PredictorError(f"compare --tradeoff: {given!r}; it is for one function parity:n, as in parity:64")
    n = int(found[1])
    if not 2 <= n <= MOST_BITS:
        raise PredictorError(f"compare --tradeoff: parity of {n} bits; give 2 to {MOST_BITS}")
    return n


def _parity_table(n: int) -> int:
    return sum(1 << x for x in range(1 << n) if x.bit_count() & 1)


def _measured(n: int, seed: int, line: Progress) -> list[Measurement]:
    from lcomplexity.tradeoffs.parity_learning import measure
    from lcomplexity.tradeoffs.parity_order import hypotheses, length

    found = []
    for bits in sorted({m for m in MEASURED_BITS if m < n} | ({n} if n <= max(MEASURED_BITS) else set())):
        for k in sorted({k for k in MEASURED_ORDERS if k < bits} | {bits}):
            if hypotheses(bits + length(bits, k) - 1, k) > MEASURED_HYPOTHESES:
                continue
            line(f"learning parity of {bits} bits, order {k}")
            found += [measure(bits, k, learner, TRIALS, seed) for learner in ("enumeration", "elimination")]
    return found


def _price(p: Price, pace: float) -> dict[str, Any]:
    return {
        "k": p.k,
        "length": p.T,
        "hypotheses_per_token": p.hypotheses,
        "hypotheses_enumerated": p.enumerated,
        "seconds_to_enumerate_estimated": p.enumerated * pace,
        "sample_bound_token_by_token": p.sample_bound_token_by_token,
        "sample_bound_jointly": p.sample_bound_jointly,
    }


def _measurement(m: Measurement) -> dict[str, Any]:
    return {
        "n": m.n,
        "k": m.k,
        "length": m.T,
        "learner": m.learner,
        "hypotheses_per_token": m.hypotheses,
        "samples_mean": float(m.mean_samples),
        "samples_max": max(m.samples),
        "seconds": m.seconds,
        "trials": len(m.samples),
    }


def _orders_text(n: int, prices: tuple[Price, ...], pace: float) -> list[str]:
    from lcomplexity.notions.sample_bound import DELTA, EPSILON

    shown = _chosen(prices)
    rows: list[tuple[str, ...]] = [("k", "T", "hypotheses", "enumerated in", "samples", "samples")]
    rows += [("", "", "per token", "about", "jointly", "by token")]
    for p in shown:
        duration = _duration(p.enumerated * pace)
        samples = (f"{p.sample_bound_jointly:,}", f"{p.sample_bound_token_by_token:,}")
        rows.append((str(p.k), str(p.T), _count(p.hypotheses), duration, *samples))
    left_out = "" if len(shown) == len(prices) else f" ({len(shown)} of {len(prices)} orders; --json has all)"
    return [
        f"parity of {n} bits by tokens that are parities of at most k earlier bits{left_out}",
        columns(rows),
        "T = max(1, ceil((n-1)/(k-1))): proved. Hypotheses: exact counts. Time: counts times the seconds that one parity",
        f"takes to check against one sample here, {pace:.1e} (measured). Samples: upper bounds for error {EPSILON} with",
        f"confidence {1 - DELTA}, all tokens jointly, and token by token (the paper's Thm 3).",
    ]


def _chosen(prices: tuple[Price, ...]) -> list[Price]:
    """The smallest k of each length, and of these some, ends included."""
    first: dict[int, Price] = {}
    for p in prices:
        first.setdefault(p.T, p)
    rows = list(first.values())
    if len(rows) <= SHOWN_ORDERS:
        return rows
    return [rows[round(i * (len(rows) - 1) / (SHOWN_ORDERS - 1))] for i in range(SHOWN_ORDERS)]


def _measured_text(measured: list[Measurement], seed: int) -> list[str]:
    rows: list[tuple[str, ...]] = [("n", "k", "T", "hypotheses", "learner", "samples", "most", "seconds")]
    for m in measured:
        samples = (f"{float(m.mean_samples):.1f}", str(max(m.samples)))
        rows.append((str(m.n), str(m.k), str(m.T), f"{m.hypotheses:,}", m.learner, *samples, f"{m.seconds:.4f}"))
    return [
        f"measured: samples until every consistent learner is right, mean and most of {TRIALS} trials (seed {seed})",
        columns(rows),
        "Elimination over F2 needs no search: about n^k is the cost of enumeration, not a lower bound.",
    ]


def _letters_text(n: int, letters: tuple[LengthOverLetters, ...]) -> list[str]:
    rows = [("letters", "T at least", "T at most"), *((str(v.a), str(v.lower), str(v.upper)) for v in letters)]
    return [f"length of parity of {n} bits against vocabulary (linear tokens; both bounds proved)", columns(rows)]


def _errors_text(bits: int, errors: tuple[LeastError, ...]) -> list[str]:
    rows = [("T", "least error"), *((str(e.T), str(e.error)) for e in errors)]
    return [
        f"least error of T linear binary tokens on parity of {bits} bits, uniform inputs (exact, by search)",
        columns(rows),
    ]


def _count(value: int) -> str:
    return f"{value:,}" if value < 10**12 else f"{value:.2e}"


def _duration(seconds: float) -> str:
    """Seconds, or a unit in which the number is small."""
    for unit, size in (("years", 31_557_600.0), ("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}" if seconds < 1e6 * size else f"{seconds / size:.0e} {unit}"
    return f"{seconds:.2g} s"
