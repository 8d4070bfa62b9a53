"""Chains of the recursive window, told from the kernel's configurations alone: what the windows and tags mean, by the definition.

Independent of :mod:`turing.recursive_writer`: nothing here runs a machine but :func:`turing.machine.step`, and every cell of every
window is looked up in the configuration of its moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from proofs.machine_strategies import Moment, absorbing_run
from turing.batch import word_array
from turing.machine import Machine
from turing.recursive import LoopedTrace, RecursiveTrace
from turing.table import absorbing


@dataclass(frozen=True)
class Telling:
    """A chain told from the kernel's configurations alone, by the definition and with no thought of speed.

    ``moments[t]`` is the configuration after t steps; ``w`` cells make a block. Level k looks at the run every R^k block
    steps, and at the tape cut into blocks of R^k blocks.
    """

    machine: Machine
    moments: list[Moment]
    R: int
    w: int

    def head(self, tape: int, t: int) -> int:
        """The block where the head is after t block steps."""
        return self.moments[t * self.w].heads[tape] // self.w

    def block(self, tape: int, t: int, y: int) -> str:
        """The name of block y after t block steps."""
        written = self.moments[t * self.w].tapes[tape]
        return "".join(written.get(i, self.machine.blank) for i in range(y * self.w, (y + 1) * self.w))

    def window(self, tape: int, t: int, centre: int, radius: int, B: int) -> list[str]:
        """The names of all blocks of the part blocks (B blocks each) at most ``radius`` beside part block ``centre``."""
        return [self.block(tape, t, y) for y in range((centre - radius) * B, (centre + radius + 1) * B)]

    def step(self, t: int) -> str:
        """The token of block step t: the state before it, and what it scans."""
        state, beside = self.moments[t * self.w].state, 0
        if self.w > 1:
            state, beside = f"{state}+{self.moments[t * self.w].heads[0] % self.w}", 1
        scanned = []
        for tape in range(self.machine.tapes):
            head = self.head(tape, t)
            scanned += [self.block(tape, t, y) for y in range(head - beside, head + beside + 1)]
        return f"z({state}:{','.join(scanned)})"

    def core(self, k: int, t: int, steps: int, completed: str, spine: str) -> Iterator[str]:
        """Core(k) from moment t on, cut off behind ``steps`` steps or ``completed`` ("yes"); on the ``spine`` ("yes") its frame
        and that of its first parts is the input."""
        if k == 0:
            yield self.step(t)
            return
        R, B, tapes = self.R, self.R ** (k - 1), range(self.machine.tapes)
        smaller = max(B // R, 1)
        parts = -(-steps // B)
        start = [self.head(tape, t) // (B * R) * R for tape in tapes]

        def place(tape: int, moment: int) -> int:
            return self.head(tape, moment) // smaller % R if k > 1 else 0

        if k > 1 and spine == "no":
            for tape in tapes:
                o = self.head(tape, t) // B
                yield from (f"in[{place(tape, t)}]({c})" for c in self.window(tape, t, o, 1, B))
        for i in range(1, parts + 1):
            last = i == parts
            rest = steps - (i - 1) * B if last else B
            ends = completed if last else "yes"
            yield from self.core(k - 1, t + (i - 1) * B, rest, ends, spine if i == 1 else "no")
            if ends == "no":
                return
            for tape in tapes:
                before, after = (self.head(tape, t + j * B) // B for j in (i - 1, i))
                o, r = before - start[tape], after - before
                radius = 1 + parts - i
                cells = self.window(tape, t + i * B, before, radius, B)
                tags = f"out[{o},{r}]" if last else f"x[{o},{r},{place(tape, t + i * B)}]"
                yield from (f"{tags}({c})" for c in cells)


def told_run(form: RecursiveTrace, x: tuple[str, ...]) -> list[str]:
    """Return the names of the chain of a whole run, told from the kernel's configurations."""
    steps = form.block_steps
    moments = absorbing_run(form.machine, x, steps * form.w)
    telling = Telling(form.machine, moments, form.R, form.w)
    names = [f"[{telling.block(0, 0, y)}]" for y in range(-(-len(x) // form.w))] if form.w > 1 else []
    names += telling.core(form.K, 0, steps, "no" if form.ending == "verdict" else "yes", "yes")
    if form.ending == "verdict":
        a = absorbing(form.machine)
        return [*names, a.verdicts[a.states.index(moments[-1].state)]]
    for y in range(-steps, max(steps + 1, form.blocks)):
        names += telling.block(form.output_tape, steps, y)
    return names


def chain_names(form: RecursiveTrace | LoopedTrace, x: tuple[str, ...]) -> list[str]:
    """Return the names of the chain that a trace writes."""
    (chain,) = form.records(word_array(form.machine, [x])).chains.tolist()
    return [form.vocabulary[token] for token in chain]


def told_rounds(form: LoopedTrace, x: tuple[str, ...]) -> list[str]:
    """Return the names of the chain of a run in rounds: before the first and after each the state, which of its R parts of each
    level's block every head is in, and S blocks of every tape from ``first`` on."""
    R, K, S, w, first = form.R, form.K, form.S, form.w, form.first
    moments = absorbing_run(form.machine, x, form.rounds * S * w)
    # As seen from the row's first cell: a core's blocks are counted from there.
    seen = [
        Moment(
            moment.state,
            tuple(head - first * w for head in moment.heads),
            tuple({i - first * w: s for i, s in tape.items()} for tape in moment.tapes),
        )
        for moment in moments
    ]
    telling = Telling(form.machine, seen, R, w)
    tapes = range(form.machine.tapes)

    def row(t: int) -> Iterator[str]:
        moment = seen[t * w]
        yield f"state({moment.state}+{moment.heads[0] % w})" if w > 1 else f"state({moment.state})"
        yield from (f"place({telling.head(tape, t) // R ** (k - 1) % R})" for tape in tapes for k in range(1, K))
        for tape in tapes:
            d = telling.head(tape, t) * R // S
            yield from (f"in[{d}]({telling.block(tape, t, y)})" for y in range(S))

    names = [f"[{telling.block(0, 0, y)}]" for y in range(-first, -first + form.blocks)] if w > 1 else []
    names += row(0)
    for i in range(form.rounds):
        names += telling.core(K, i * S, S, "yes", "no")
        names += row((i + 1) * S)
    if form.ending == "verdict":
        a = absorbing(form.machine)
        return [*names, a.verdicts[a.states.index(moments[-1].state)]]
    for y in range(S):
        names += telling.block(form.output_tape, form.rounds * S, y)
    return names
