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
'the shortest of oblivious 29, sliding 197, recursive 430, circuit 673 tokens'
>>> build(zoo("palindrome").machine, 6, via="sliding").construction.predictor.length
197
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import from_schedule
from lcomplexity.constructions.recursive_window import recursive_loop, recursive_window
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.errors import PredictorError
from turing.batch import all_words, extent, word_array
from turing.bits import CompactBits, RowBits, StepBits
from turing.errors import MachineError
from turing.machine import Machine
from turing.oblivious import EXHAUSTIVE_LIMIT, HeadSchedule, NotOblivious, Undecided, head_schedule
from turing.recursive import FAN_OUTS, LoopedTrace, RecursiveTrace
from turing.recursive_tokens import tokens_of
from turing.table import STUCK, absorbing
from turing.trace import Ending, RowTrace, StepTrace

Via: TypeAlias = Literal["auto", "oblivious", "recursive", "sliding", "circuit"]
#: The ways by name, ``auto`` (the shortest) first.
VIAS: tuple[str, ...] = get_args(Via)

#: Longest run looked for when no number of steps is given.
MAX_STEPS = 1_000_000
#: Machine steps spent on measuring all inputs before it is called infeasible.
MEASURE_STEPS = 2_000_000_000
#: Chains longer than this are held in no memory: (a), (c) and circuits are refused then.
MAX_TOKENS = 20_000_000
#: The recursive window is decoded piece by piece; longer chains than this take days.
MAX_STREAMED = 10**12
#: Most steps that can be asked for: every way writes at least a token a step.
MAX_STEPS_ASKED = 10**10
#: Runs are measured, to see which cells matter, for at most so many steps.
MAX_MEASURED = 10**9
#: Larger vocabularies (packed cells have large ones) are refused.
MAX_VOCABULARY = 20_000
#: Cells to a token at most; two symbols and 16 cells are more tokens than are built.
MAX_PACK = 16
#: Fan-outs that are compared if none is asked for.
COMPARED = (2, 3, 4, 5)
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
    a given domain may need more); ``halted``: every run stopped within the steps."""

    steps: int
    window: tuple[int, int]
    proved: Literal["all inputs", "domain", "sample"]
    halted: bool


def refuse_oversized(machine: Machine, n: int, *, steps: int | None = None, space: int | None = None) -> None:
    """Return nothing; raise :class:`PredictorError` for a length, steps or cells that no chain in memory can have.

    Lengths are 0 .. :data:`MAX_LENGTH`, steps 1 .. :data:`MAX_STEPS_ASKED`, cells at least 1.

    >>> from turing.zoo import zoo
    >>> refuse_oversized(zoo("parity").machine, 10**18)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: parity: length 1000000000000000000 is out of range; give a --length from 0 to 100000
    """
    if not 0 <= n <= MAX_LENGTH:
        raise PredictorError(f"{machine.name}: length {n} is out of range; give a --length from 0 to {MAX_LENGTH}")
    if steps is not None and not 1 <= steps <= MAX_STEPS_ASKED:
        # A claimed time can be a number of a million digits.
        shown = str(steps) if steps <= 10**18 else "more than 10^18"
        raise PredictorError(
            f"{machine.name}: {shown} steps are out of range; every way writes at least a token a step: give --steps from 1 "
            f"to {MAX_STEPS_ASKED}"
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
    Requirements(steps=15, window=(0, 5), proved='all inputs', halted=True)
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
    return Requirements(found.steps if steps is None else steps, (low, high), proved, found.halted)


def _limit(steps: int | None) -> int:
    # A row sees the head of the step after it about to leave: one step more, where a number of steps cuts runs off.
    return MAX_STEPS if steps is None else min(max(steps, 1), MAX_MEASURED) + 1


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


@dataclass(frozen=True)
class _Request:
    """What was asked for: the arguments of :func:`build`."""

    machine: Machine
    n: int
    via: Via
    steps: int | None
    space: int | None
    ending: Ending
    output_tape: int
    domain: Sequence[str] | None
    fan_out: int | None
    pack: int


class _Options:
    """The ways that apply, each with its length and maker, and why the others do not."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, Callable[[], Construction]]] = {}
        self.refused: dict[str, str] = {}

    def add(self, way: str, length: int, make: Callable[[], Construction]) -> None:
        """Keep a way unless a shorter chain of the same way is known, it is too long to be held, or it has no tokens."""
        longest = MAX_STREAMED if way == "recursive" else MAX_TOKENS
        if not length:
            # It would write nothing, so nothing could be compared: no evidence that it is right.
            self.refused.setdefault(way, "its chain would have no tokens: there is nothing to compute")
        elif length > longest:
            self.refused.setdefault(way, f"its chain would have {length} tokens; at most {longest} are written")
        elif way not in self._found or length < self._found[way][0]:
            self._found[way] = length, make

    def refuse(self, way: str, reason: str) -> None:
        self.refused[way] = reason

    @property
    def lengths(self) -> dict[str, int]:
        """The lengths, shortest first."""
        return {way: length for way, (length, _) in sorted(self._found.items(), key=lambda item: item[1][0])}

    def make(self, way: str) -> Construction:
        return self._found[way][1]()


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
    fan_out: int | None = None,
    pack: int = 1,
) -> Build:
    """Return the predictor of a machine on inputs of length ``n``, by the way named or the shortest that applies.

    ``steps`` and ``space`` bound the runs (see :func:`requirements`); ``ending`` says whether the chain ends with the
    verdict or with the tape; ``domain`` restricts the inputs to promised ones. For the recursive window, ``fan_out`` is R
    (2 to 8; default: the best of :data:`COMPARED`) and ``pack`` the cells to a token (1 to :data:`MAX_PACK`). Raises :class:`PredictorError` if no
    construction applies, or the chain would be too long.

    >>> from turing.zoo import zoo
    >>> b = build(zoo("anbn").machine, 5, ending="verdict"); b.construction.name, b.construction.predictor.length, b.refused
    ('oblivious', 22, {})
    """
    refuse_oversized(machine, n, steps=steps, space=space)
    if not 0 <= output_tape < machine.tapes:
        raise PredictorError(
            f"{machine.name}: there is no tape {output_tape + 1} to read out; give --tape from 1 to {machine.tapes}"
        )
    _refuse_choices(machine, via, fan_out, pack)
    if steps is not None and STUCK in absorbing(machine).states:
        # Finding that no rule applies takes a table one step more than the run has transitions.
        steps += 1
    if ending == "tape" and steps is not None:
        refuse_unfinished_tape(machine, n, steps, domain)
    asked = _Request(machine, n, via, steps, space, ending, output_tape, domain, fan_out, pack)
    options = _Options()
    _step_options(options, asked)
    if via != "oblivious":
        _cell_options(options, asked)
    lengths, refused = options.lengths, options.refused
    ways = [way for way in lengths if via in ("auto", way)]
    if not ways:
        reasons = "; ".join(f"{way}: {reason}" for way, reason in refused.items() if via in ("auto", way))
        raise PredictorError(f"{machine.name}: no construction applies to length {n}: {reasons}")
    chosen = min(ways, key=lambda way: lengths[way])
    if via != "auto":
        why = "asked for"
    else:
        why = f"the shortest of {', '.join(f'{way} {lengths[way]}' for way in ways)} tokens"
        why = why if len(ways) > 1 else f"the only one that applies, {lengths[chosen]} tokens"
    construction = options.make(chosen)
    if domain is not None and n:
        construction = replace(construction, provenance=f"{construction.provenance}, promised ones only")
    return Build(construction, why, lengths, {way: why for way, why in refused.items() if way not in lengths})


def _refuse_choices(machine: Machine, via: str, fan_out: int | None, pack: int) -> None:
    """Refuse a way there is none of, and choices of the recursive window out of range."""
    if via not in VIAS:
        raise PredictorError(f"{machine.name}: there is no way {via!r}; give one of {', '.join(VIAS)}")
    if fan_out is not None and fan_out not in FAN_OUTS:
        raise PredictorError(
            f"{machine.name}: a fan-out of {fan_out} is out of range; give --fan-out from {FAN_OUTS[0]} to {FAN_OUTS[-1]}"
        )
    if not 1 <= pack <= MAX_PACK:
        raise PredictorError(f"{machine.name}: {pack} cells to a token; give --pack from 1 to {MAX_PACK}")
    if pack > 1 and machine.tapes > 1:
        raise PredictorError(f"{machine.name}: the cells of {machine.tapes} tapes are not packed; leave --pack out")


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


def _step_options(options: _Options, asked: _Request) -> None:
    """Construction (a) and circuit d0, if the machine is oblivious on length n."""
    machine, n, steps, ending, tape = asked.machine, asked.n, asked.steps, asked.ending, asked.output_tape
    if asked.via in ("sliding", "recursive"):
        return
    if steps is not None and steps > MAX_TOKENS:
        options.refuse("oblivious", f"its schedule would list {steps} steps; at most {MAX_TOKENS} are listed")
        return
    found = head_schedule(machine, n, steps=steps, max_steps=MAX_STEPS, domain=asked.domain)
    match found:
        case HeadSchedule() as schedule:
            trace = StepTrace(machine, schedule, ending, tape)
            options.add("oblivious", trace.length, lambda: from_schedule(machine, schedule, ending, tape))
            options.add("circuit", StepBits(trace).length, lambda: step_circuit(machine, schedule, ending, tape))
            return
        case NotOblivious(_, step, (one, other)):
            reason = f"the heads on {''.join(one)!r} and {''.join(other)!r} part after {step} steps"
        case Undecided(_, reason):
            reason = f"obliviousness is undecided: {reason}"
    options.refuse("oblivious", reason)


def _cell_options(options: _Options, asked: _Request) -> None:
    """Constructions (b) and (c), circuits d1 and d2: they need to know how long runs are, and in which cells."""
    machine, via = asked.machine, asked.via
    try:
        need = requirements(machine, asked.n, steps=asked.steps, space=asked.space, domain=asked.domain)
    except PredictorError as error:
        if options.lengths:
            # Oblivious with a proof for all inputs, though these are too many to run.
            for way in ("sliding", "recursive"):
                options.refuse(way, str(error).removeprefix(f"{machine.name}: "))
            return
        raise
    if machine.tapes > 1:
        options.refuse("sliding", f"it has {machine.tapes} tapes; rows are of single-tape machines")
    elif via in ("auto", "sliding"):
        _row_option(options, asked, need)
    if via in ("auto", "recursive"):
        _recursive_options(options, asked, need)
    if machine.tapes == 1 and via in ("auto", "circuit"):
        _circuit_options(options, asked, need)


def _row_option(options: _Options, asked: _Request, need: Requirements) -> None:
    machine, n, ending = asked.machine, asked.n, asked.ending
    ends: Literal["plain", "marked"] = "plain" if need.proved == "all inputs" else "marked"
    try:
        rows = RowTrace(machine, n, need.steps, need.window, ending, ends)
    except MachineError as error:
        options.refuse("sliding", str(error).removeprefix(f"{machine.name}: "))
        return
    options.add("sliding", rows.length, lambda: sliding_window(machine, n, need.steps, need.window, ending, ends))


def _recursive_options(options: _Options, asked: _Request, need: Requirements) -> None:
    """The whole run, and, where the cells are known for sure, rounds; for each fan-out."""
    machine, n, ending, tape, w = asked.machine, asked.n, asked.ending, asked.output_tape, asked.pack
    steps = max(need.steps, 1)
    for R in COMPARED if asked.fan_out is None else (asked.fan_out,):
        size = tokens_of(machine, absorbing(machine), R, w, "looped").size
        if size > MAX_VOCABULARY:
            options.refuse(
                "recursive", f"its vocabulary would have {size} tokens; at most {MAX_VOCABULARY} are built"
            )
            continue
        try:
            # Its frames hold whatever cells a run can reach: nothing has to be known of the inputs.
            whole = RecursiveTrace(machine, n, steps, ending, tape, R, w)
            options.add("recursive", whole.length, _maker(whole))
            # A round goes on to its end: only a run that has stopped surely stays in its cells.
            if need.proved != "sample" and need.halted:
                rounds = LoopedTrace(machine, n, steps, need.window, ending, tape, R, w)
                options.add("recursive", rounds.length, _maker(rounds))
        except MachineError as error:
            options.refuse("recursive", str(error).removeprefix(f"{machine.name}: "))


def _maker(form: RecursiveTrace | LoopedTrace) -> Callable[[], Construction]:
    if isinstance(form, LoopedTrace):
        return lambda: recursive_loop(
            form.machine, form.n, form.steps, form.window, form.ending, form.output_tape, form.R, form.w
        )
    return lambda: recursive_window(form.machine, form.n, form.steps, form.ending, form.output_tape, form.R, form.w)


def _circuit_options(options: _Options, asked: _Request, need: Requirements) -> None:
    machine, n, ending, steps = asked.machine, asked.n, asked.ending, max(need.steps, 1)
    if need.proved == "sample":
        if asked.via == "circuit":
            options.refuse(
                "circuit", "not all inputs could be run, so a head might leave the window; give --space and --steps"
            )
        return
    rows, compact = (
        RowBits(machine, n, steps, need.window, ending),
        CompactBits(machine, n, steps, need.window, ending),
    )
    options.add("circuit", rows.length, lambda: row_circuit(machine, n, steps, need.window, ending))
    options.add("circuit", compact.length, lambda: compact_circuit(machine, n, steps, need.window, ending))
