"""The five-state champion decoded to its halt by an exact linear predictor: ``python -m tests.benchmarks.busy_beaver``.

47,176,870 steps in rounds of S = 2^14 steps. Every token is compared with what the run says, a rolling hash of the step
tokens with that of a plain simulation, and the ones on the decoded tape are counted. Can be interrupted: it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from lcomplexity.constructions.recursive_window import recursive_loop
from lcomplexity.streaming import Stream
from turing.fingerprint import rolled, run_fingerprint
from turing.recursive import LoopedTrace
from turing.zoo import zoo

STEPS, WINDOW = 47_176_870, (-12_300, 4_000)
STATE = Path(".benchmarks/busy_beaver")


def main() -> int:
    """Decode, compare, print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fan-out", type=int, default=2, metavar="R")
    parser.add_argument("--engine", choices=("tabulated", "scoring"), default="tabulated")
    parser.add_argument("--tokens", type=int, help="stop after so many tokens (to try it out)")
    args = parser.parse_args()
    begin = time.monotonic()
    machine = zoo("bb5").machine
    form = LoopedTrace(machine, 0, STEPS, WINDOW, "tape", R=args.fan_out)
    c = recursive_loop(machine, 0, STEPS, WINDOW, "tape", R=args.fan_out)
    stream = Stream(c.predictor, c.interface.prompt(""), args.engine)
    built = time.monotonic() - begin
    checkpoint = STATE.with_name(f"busy_beaver-{args.fan_out}-{args.engine}.npz")
    checkpoint.parent.mkdir(exist_ok=True)
    # Steps hashed and seconds spent before this start.
    fingerprint, before = 0, 0.0
    if checkpoint.exists():
        saved = stream.load(checkpoint)
        fingerprint, before = saved["fingerprint"], saved["milliseconds"] / 1000
        print(f"going on at token {stream.decoded:,}", file=sys.stderr)
    say, last = form.tokens, np.zeros(0, np.int64)
    first_z, behind_z = say.z(0, 0), say.state(0)
    begin, spent, saved_at = time.monotonic(), time.process_time(), time.monotonic()
    decoded_before = stream.decoded
    try:
        for piece in stream.pieces():
            steps = piece[(piece >= first_z) & (piece < behind_z)].astype(np.int64) - first_z
            fingerprint = rolled(steps, fingerprint)
            last = np.concatenate([last, piece])[-form.S :]
            seconds = before + time.monotonic() - begin
            if sys.stderr.isatty():
                print(f"\r{stream.decoded:,} of {stream.length:,} tokens, {seconds:.0f} s ", end="", file=sys.stderr)
            if time.monotonic() - saved_at > 10:
                stream.save(checkpoint, {"fingerprint": fingerprint, "milliseconds": int(seconds * 1000)})
                saved_at = time.monotonic()
            if args.tokens and stream.decoded >= args.tokens:
                break
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from the last save", file=sys.stderr)
        return 130
    spent, seconds = time.process_time() - spent, before + time.monotonic() - begin
    covered = form.rounds * form.S
    result = {
        "R": args.fan_out,
        "engine": args.engine,
        "S": form.S,
        "steps": STEPS,
        "tokens": stream.decoded,
        "claimed": c.claims.value("length"),
        "seconds": round(seconds, 1),
        "cpu_seconds_since_start": round(spent, 1),
        "million_tokens_per_cpu_second": round((stream.decoded - decoded_before) / spent / 1e6, 1),
        "built_in_seconds": round(built, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "tokens_scored": stream.scored,
    }
    if stream.ended:
        checkpoint.unlink(missing_ok=True)
        result["steps_equal"] = fingerprint == run_fingerprint(machine, "", covered)
        result["ones"] = int((last == machine.alphabet.index("1")).sum())
    print(json.dumps(result))
    return 0 if not stream.ended or (result["steps_equal"] and result["ones"] == 4098) else 1


if __name__ == "__main__":
    sys.exit(main())
