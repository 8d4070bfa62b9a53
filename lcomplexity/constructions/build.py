"""A machine in, a predictor out: which constructions apply, and the shortest of them.

Before anything is built it is *decided* what holds of the machine on inputs of length n:

* is it oblivious (:func:`turing.oblivious.head_schedule`)? Then (a) and d0 apply;
* how many steps and which cells do its runs need (:func:`requirements`)? Measured on all inputs when that is
  feasible; else the steps must be given, the cells are those of a sample, and (c) marks its rows' ends, so that an input
  that needs more says ``limit`` instead of something wrong. (b) needs to know the steps alone.

>>> from turing.zoo import zoo
>>> b = build(zoo("palindrome").machine, 6)
>>> b.construction.name, b.construction.predictor.length
('oblivious', 29)
>>> b.why
'the shortest of oblivious 29, sliding 197, recursive 592, circuit 673 tokens'
>>> build(zoo("palindrome").machine, 6, via="sliding").construction.predictor.length
197
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import from_schedule
from lcomplexity.constructions.recursive_window import recursive_window
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.errors import PredictorError
from turing.batch import all_words, extent, word_array
from turing.bits import CompactBits, RowBits, StepBits
from turing.errors import MachineError
from turing.machine import Machine
from turing.oblivious import EXHAUSTIVE_LIMIT, HeadSchedule, NotOblivious, Undecided, head_schedule
from turing.recursive import RecursiveTokens, RecursiveTrace
from turing.table import STUCK, absorbing
from turing.trace import Ending, RowTrace, StepTrace

Via: TypeAlias = Literal["auto", "oblivious", "recursive", "sliding", "circuit"]

#: Longest run looked for when no number of steps is given.
MAX_STEPS = 1_000_000
#: Machine steps spent on measuring all inputs before it is called infeasible.
MEASURE_STEPS = 2_000_000_000
#: Chains longer than this are refused: they are held in memory.
MAX_TOKENS = 20_000_000
#: A recursive window's vocabulary grows with G^3: a larger one is refused.
MAX_VOCABULARY = 20_000
#: Promised inputs (a domain) are run one by one: at most this many.
MAX_DOMAIN = EXHAUSTIVE_LIMIT
#: Longest inputs: a head schedule is followed, and a prompt held, symbol by symbol.
MAX_LENGTH = 100_000
#: Inputs run to see which cells matter, when not all can be; fewer if they are long or run long.
SAMPLE = 1024
#: Inputs run before the others to see whether they stop at all.
FEW = 16


@dataclass(frozen=True)
class Requirements:
    """Steps and cells ``window`` that the runs need; ``proved`` if every input of length n was run (an input outside
    a given domain may need more)."""

    steps: int
    window: tuple[int, int]
    proved: Literal["all inputs", "domain", "sample"]


def refuse_oversized(machine: Machine, n: int, *, steps: int | None = None, space: int | None = None) -> None:
    """Return nothing; raise :class:`PredictorError` for a length, steps or cells that no chain in memory can have.

    Lengths are 0 .. :data:`MAX_LENGTH`, steps 1 .. :data:`MAX_TOKENS` (every way writes at least a token a step),
    cells at least 1.

    >>> from turing.zoo import zoo
    >>> refuse_oversized(zoo("parity").machine, 10**18)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: parity: length 1000000000000000000 is out of range; give a --length from 0 to 100000
    """
    if not 0 <= n <= MAX_LENGTH:
        raise PredictorError(f"{machine.name}: length {n} is out of range; give a --length from 0 to {MAX_LENGTH}")
    if steps is not None and not 1 <= steps <= MAX_TOKENS:
        # A claimed time can be a number of a million digits.
        shown = str(steps) if steps <= 10**18 else "more than 10^18"
        raise PredictorError(
            f"{machine.name}: {shown} steps are out of range; a chain has at least a token a step and at most "
            f"{MAX_TOKENS} are held in memory: give --steps from 1 to {MAX_TOKENS}"
        )
    if space is not None and space < 1:
        raise PredictorError(f"{machine.name}: a space of {space} cells holds nothing; give --space of at least 1")


@dataclass(frozen=True, eq=False)
class Build:
    """A construction and why it was chosen; ``lengths`` are the tokens of each way that applies, ``refused`` says why
    the others do not."""

    construction: Construction
    why: str
    lengths: dict[str, int]
    refused: dict[str, str]


def requirements(
    machine: Machine,
    n: int,
    *,
    steps: int | None = None,
    space: int | None = None,
    domain: Sequence[str] | None = None,
    seed: int = 0,
) -> Requirements:
    """Return the steps and cells that runs on inputs of length ``n`` need, measured.

    ``steps`` and ``space`` (cells) override what is measured. Raises :class:`PredictorError` if some run does not stop
    within :data:`MAX_STEPS`, or not all inputs can be run and ``steps`` is not given.

    >>> from turing.zoo import zoo
    >>> requirements(zoo("palindrome").machine, 4)
    Requirements(steps=15, window=(0, 5), proved='all inputs')
    """
    refuse_oversized(machine, n, steps=steps, space=space)
    blocks, proved = _inputs(machine, n, domain, steps, seed)
    found = extent(machine, blocks, n, _limit(steps))
    if steps is None:
        if not found.halted:
            raise PredictorError(
                f"{machine.name}: some input of length {n} does not stop within {MAX_STEPS} steps; give --steps"
            )
        if proved == "sample":
            raise PredictorError(
                f"{machine.name}: the inputs of length {n} are too many to measure all their runs; give --steps "
                f"(the longest of {len(blocks[0])} sampled took {found.steps})"
            )
    low, high = found.window
    if space is not None:
        least = max(n, 1)
        if space < least:
            raise PredictorError(
                f"{machine.name}: --space {space} does not hold an input of length {n}; give >= {least}"
            )
        if high - low > space:
            proved = "sample"
        # Keep what was visited on the left as far as the input leaves room.
        low = max(low, least - space)
        high = low + space
    return Requirements(found.steps if steps is None else steps, (low, high), proved)


def _limit(steps: int | None) -> int:
    # A row sees the head of the step after it about to leave: one step more, where a number of steps cuts runs off.
    return MAX_STEPS if steps is None else max(steps, 1) + 1


def _inputs(
    machine: Machine, n: int, domain: Sequence[str] | None, steps: int | None, seed: int
) -> tuple[list[NDArray[np.int64]], Literal["all inputs", "domain", "sample"]]:
    if domain is not None:
        return [word_array(machine, domain)], "domain"
    # The exponent is cut where the power is too large anyway.
    count = len(machine.input_alphabet) ** min(n, EXHAUSTIVE_LIMIT.bit_length())
    if not count:
        raise PredictorError(
            f"{machine.name}: no inputs of length {n}: the input alphabet is empty; give --length 0 or an --alphabet"
        )
    letters = [machine.alphabet.index(s) for s in machine.input_alphabet]
    random = np.random.default_rng(seed)
    size = max(1, min(SAMPLE, count, MAX_TOKENS // max(n, 1), MEASURE_STEPS // _limit(steps)))
    sample = random.choice(letters, size=(size, n)) if n else np.zeros((1, 0), np.int64)
    if steps is None and not extent(machine, [sample[:FEW]], n, MAX_STEPS).halted:
        # Any run that does not stop settles it; all of them would take long to say the same.
        return [sample[:FEW]], "sample"
    if count <= EXHAUSTIVE_LIMIT and count * extent(machine, [sample], n, _limit(steps)).steps <= MEASURE_STEPS:
        return list(all_words(machine, n)), "all inputs"
    return [sample], "sample"


def build(
    machine: Machine,
    n: int,
    *,
    via: Via = "auto",
    steps: int | None = None,
    space: int | None = None,
    ending: Ending = "verdict",
    output_tape: int = 0,
    domain: Sequence[str] | None = None,
) -> Build:
    """Return the predictor of a machine on inputs of length ``n``, by the way named or the shortest that applies.

    ``steps`` and ``space`` bound the runs (see :func:`requirements`); ``ending`` says whether the chain ends with the
    verdict or with the tape; ``domain`` restricts the inputs to promised ones. Raises :class:`PredictorError` if no
    construction applies, or the chain would have more than :data:`MAX_TOKENS` tokens.

    >>> from turing.zoo import zoo
    >>> b = build(zoo("anbn").machine, 5, ending="verdict"); b.construction.name, b.construction.predictor.length, b.refused
    ('oblivious', 22, {})
    """
    refuse_oversized(machine, n, steps=steps, space=space)
    if not 0 <= output_tape < machine.tapes:
        raise PredictorError(
            f"{machine.name}: there is no tape {output_tape + 1} to read out; give --tape from 1 to {machine.tapes}"
        )
    if steps is not None and STUCK in absorbing(machine).states:
        # Finding that no rule applies takes a table one step more than the run has transitions.
        steps += 1
    if ending == "tape" and steps is not None:
        refuse_unfinished_tape(machine, n, steps, domain)
    options: dict[str, tuple[int, Callable[[], Construction]]] = {}
    refused: dict[str, str] = {}
    _step_options(options, refused, machine, n, via, steps, ending, output_tape, domain)
    if via != "oblivious":
        _row_options(options, refused, machine, n, via, steps, space, ending, domain)
    lengths: dict[str, int] = {}
    makers: dict[str, Callable[[], Construction]] = {}
    for name, (length, maker) in sorted(options.items(), key=lambda item: item[1][0]):
        way = name.split("-")[0]
        if way not in lengths:
            lengths[way], makers[way] = length, maker
    ways = [way for way in lengths if via in ("auto", way)]
    if not ways:
        reasons = "; ".join(f"{way}: {reason}" for way, reason in refused.items())
        raise PredictorError(f"{machine.name}: no construction applies to length {n}: {reasons}")
    chosen = min(ways, key=lambda way: lengths[way])
    if lengths[chosen] > MAX_TOKENS:
        raise PredictorError(
            f"{machine.name}: the shortest chain has {lengths[chosen]} tokens; at most {MAX_TOKENS} are held in memory: "
            "give a smaller --length, --steps or --space"
        )
    if via != "auto":
        why = "asked for"
    else:
        why = f"the shortest of {', '.join(f'{way} {lengths[way]}' for way in ways)} tokens"
        why = why if len(ways) > 1 else f"the only one that applies, {lengths[chosen]} tokens"
    construction = makers[chosen]()
    if domain is not None and n:
        construction = replace(construction, provenance=f"{construction.provenance}, promised ones only")
    return Build(construction, why, lengths, {way: why for way, why in refused.items() if way not in lengths})


def refuse_unfinished_tape(machine: Machine, n: int, steps: int, domain: Sequence[str] | None) -> None:
    """Return nothing; raise :class:`PredictorError` unless all runs are shown to stop within ``steps``.

    A verdict can be ``limit``, but a tape that is still being written looks like a result. Where not all inputs can be
    run, the abstract run of :mod:`turing.oblivious` has to show it.

    >>> from turing.zoo import zoo
    >>> refuse_unfinished_tape(zoo("increment").machine, 4, 3, None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: increment: some input of length 4 does not stop within 3 steps, and its tape would be read unfinished; give more --steps, or --answer verdict
    """
    blocks, proved = _inputs(machine, n, domain, steps, 0)
    if not extent(machine, blocks, n, steps).halted:
        raise PredictorError(
            f"{machine.name}: some input of length {n} does not stop within {steps} steps, and its tape would be read "
            "unfinished; give more --steps, or --answer verdict"
        )
    if proved == "sample" and not isinstance(head_schedule(machine, n, max_steps=steps), HeadSchedule):
        raise PredictorError(
            f"{machine.name}: it is not shown that all inputs of length {n} stop within {steps} steps, and a tape might be "
            "read unfinished; give a smaller --length, or --answer verdict"
        )


def _step_options(
    options: dict[str, tuple[int, Callable[[], Construction]]],
    refused: dict[str, str],
    machine: Machine,
    n: int,
    via: Via,
    steps: int | None,
    ending: Ending,
    output_tape: int,
    domain: Sequence[str] | None,
) -> None:
    """Construction (a) and circuit d0, if the machine is oblivious on length n."""
    if via in ("sliding", "recursive"):
        return
    found = head_schedule(machine, n, steps=steps, max_steps=MAX_STEPS, domain=domain)
    match found:
        case HeadSchedule() as schedule:
            trace = StepTrace(machine, schedule, ending, output_tape)
            options["oblivious"] = trace.length, lambda: from_schedule(machine, schedule, ending, output_tape)
            bits = StepBits(trace)
            options["circuit-steps"] = bits.length, lambda: step_circuit(machine, schedule, ending, output_tape)
            return
        case NotOblivious(_, step, (one, other)):
            reason = f"the heads on {''.join(one)!r} and {''.join(other)!r} part after {step} steps"
        case Undecided(_, reason):
            reason = f"obliviousness is undecided: {reason}"
    refused["oblivious"] = reason


def _row_options(
    options: dict[str, tuple[int, Callable[[], Construction]]],
    refused: dict[str, str],
    machine: Machine,
    n: int,
    via: Via,
    steps: int | None,
    space: int | None,
    ending: Ending,
    domain: Sequence[str] | None,
) -> None:
    """Constructions (b) and (c), circuits d1 and d2, if the machine has a single tape."""
    if machine.tapes > 1:
        refused["sliding"] = f"it has {machine.tapes} tapes; rows are of single-tape machines"
        refused["recursive"] = f"it has {machine.tapes} tapes; the recursive window is for single-tape machines"
        return
    try:
        need = requirements(machine, n, steps=steps, space=space, domain=domain)
    except PredictorError as error:
        if options:
            # Oblivious with a proof for all inputs, though these are too many to run.
            refused["sliding"] = refused["recursive"] = str(error).removeprefix(f"{machine.name}: ")
            return
        raise
    ends: Literal["plain", "marked"] = "plain" if need.proved == "all inputs" else "marked"
    if via in ("auto", "sliding"):
        try:
            rows = RowTrace(machine, n, need.steps, need.window, ending, ends)
        except MachineError as error:
            refused["sliding"] = str(error).removeprefix(f"{machine.name}: ")
        else:
            options["sliding"] = (
                rows.length,
                lambda: sliding_window(machine, n, need.steps, need.window, ending, ends),
            )
    at_least_one = max(need.steps, 1)
    size = RecursiveTokens(len(machine.alphabet), len(absorbing(machine).states)).size
    if via in ("auto", "recursive") and size > MAX_VOCABULARY:
        refused["recursive"] = f"its vocabulary would have {size} tokens; at most {MAX_VOCABULARY} are built"
    elif via in ("auto", "recursive"):
        # Its frames hold whatever cells a run can reach: nothing has to be known of the inputs.
        options["recursive"] = (
            RecursiveTrace(machine, n, at_least_one, ending).length,
            lambda: recursive_window(machine, n, at_least_one, ending),
        )
    if via in ("auto", "circuit") and need.proved != "sample":
        for name, form, make in (
            ("circuit-rows", RowBits(machine, n, at_least_one, need.window, ending), row_circuit),
            ("circuit-compact", CompactBits(machine, n, at_least_one, need.window, ending), compact_circuit),
        ):
            options[name] = (
                form.length,
                lambda make=make: make(machine, n, at_least_one, need.window, ending),  # type: ignore[misc]
            )
    elif via == "circuit":
        refused["circuit"] = "not all inputs could be run, so a head might leave the window; give --space and --steps"
