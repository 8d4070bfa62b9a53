"""A machine's configurations, read back from the tokens of a chain, and compared with the simulator's.

State and scanned symbols stand in the tokens themselves; so do all cells, where rows are written. Elsewhere a cell is what the
tokens so far wrote on it: the machine's rule for the state and the symbols that a token says. The simulator's configurations
are made by :func:`turing.machine.step` alone.

>>> from lcomplexity.constructions.oblivious import oblivious
>>> from lcomplexity.decoding import decode
>>> from lcomplexity.predictor_file import stored
>>> from lcomplexity.views.machine_layout import layout_of
>>> from turing.zoo import zoo
>>> M = zoo("increment_lsd").machine
>>> c = oblivious(M, 2, ending="tape"); d = decode(c.predictor, c.interface.prompt("10"))
>>> found = moments(M, layout_of(stored(c), M), "10", d.prompt, d.chain)
>>> [(m.known, m.step, m.state, m.heads, dict(m.tapes[0])) for m in found][:2]
[(1, 0, 'carry', (0,), {0: '1', 1: '0'}), (2, 1, 'carry', (1,), {0: '0', 1: '0'})]
>>> [m == s for m, s in zip(found, simulated(M, "10", found))]
[True, True, True, True]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcomplexity.views.machine_layout import Layout
from turing.machine import Machine, cells, initial, step, symbols, verdict
from turing.table import STUCK, Absorbing, absorbing
from turing.trace import VERDICTS

#: What stands for a state that the tokens do not say.
UNKNOWN = "?"


@dataclass(frozen=True)
class Moment:
    """A configuration ``step`` steps into a run: state, head positions, and the non-blank cells of each tape.

    ``known`` is the number of chain tokens after which it can be read.
    """

    known: int
    step: int
    state: str
    heads: tuple[int, ...]
    tapes: tuple[Mapping[int, str], ...]


def simulated(machine: Machine, x: str, at: Sequence[Moment]) -> tuple[Moment, ...]:
    """Return the simulator's configurations at the steps of some moments (their ``known`` is taken over).

    A run that has stopped in a halting state stays as it is; one for which no rule applies is in the state
    :data:`turing.table.STUCK` from the next step on.

    >>> M = Machine.of("M", "a 1 0 R a", start="a")
    >>> [m.state for m in simulated(M, "1", [Moment(0, t, "", (), ()) for t in (0, 1, 2)])]
    ['a', 'a', '(stuck)']
    """
    now, state, done = initial(machine, x), machine.start, 0
    found = []
    for moment in at:
        while done < moment.step:
            if now.state not in machine.halting:
                if verdict(machine, now) is not None:
                    state = STUCK
                now = step(machine, now)
                state = state if state == STUCK else now.state
            done += 1
        tapes = tuple(cells(machine, tape) for tape in now.tapes)
        found.append(Moment(moment.known, moment.step, state, now.heads, tapes))
    return tuple(found)


def moments(
    machine: Machine, layout: Layout, x: str, prompt: Sequence[int], chain: Sequence[int]
) -> tuple[Moment, ...]:
    """Return the configurations that a chain writes, in order; ``prompt`` and ``x`` are the input as tokens and as text.

    >>> M = Machine.of("M", "a 1 0 R a", start="a")
    >>> moments(M, Layout("bit-steps", count=4), "1", (), (0, 1, 0, 0))[0].heads
    (0,)
    """
    match layout.form:
        case "steps":
            return _Replay(machine, layout, x).steps(chain)
        case "bit-steps":
            bits = range(0, layout.configurations * layout.count or len(chain), layout.count)
            said = [(i + layout.count, one_hot(chain[i : i + layout.count])) for i in bits]
            return _Replay(machine, layout, x).said([(t, z) for t, z in said if t <= len(chain)])
        case "rows":
            return _rows(machine, layout, prompt, chain)
        case "bit-rows":
            return _bit_rows(machine, layout, chain)
        case "bit-compact":
            return _bit_compact(machine, layout, chain)


def one_hot(bits: Sequence[int]) -> int:
    """Return the place of the only 1 among some bits, or -1.

    >>> one_hot((0, 0, 1)), one_hot((1, 0, 1))
    (2, -1)
    """
    return list(bits).index(1) if sum(bits) == 1 else -1


class _Replay:
    """A tape kept up to date by what step tokens say."""

    def __init__(self, machine: Machine, layout: Layout, x: str) -> None:
        self._machine, self._layout = machine, layout
        self._a, self._G = absorbing(machine), len(machine.alphabet)
        number = {s: i for i, s in enumerate(machine.alphabet)}
        self._tapes: list[dict[int, int]] = [{} for _ in range(machine.tapes)]
        self._tapes[0] = {i: number[s] for i, s in enumerate(symbols(machine, x))}
        self._heads = [0] * machine.tapes
        self._state = self._a.start

    def steps(self, chain: Sequence[int]) -> tuple[Moment, ...]:
        layout = self._layout
        last = layout.first + layout.count
        said = [(t + 1, token - layout.first) for t, token in enumerate(chain) if layout.first <= token < last]
        found = list(self.said(said))
        behind = said[-1][0] if said else 0
        if found and behind < len(chain) and 0 <= chain[behind] - layout.verdict < len(VERDICTS):
            # The state after the last step is not written, but its verdict is: it must be that of the state that follows.
            agrees = self._a.verdicts[self._state] == VERDICTS[chain[behind] - layout.verdict]
            state = self._a.states[self._state] if agrees else UNKNOWN
            found.append(self._moment(behind + 1, found[-1].step + layout.w, state))
        return tuple(found)

    def said(self, said: Sequence[tuple[int, int]]) -> tuple[Moment, ...]:
        """The moments of step tokens (known, number of state and scanned cells)."""
        found = []
        for i, (known, z) in enumerate(said):
            if z < 0:
                found.append(self._moment(known, i * self._layout.w, UNKNOWN))
                continue
            self._told(z)
            found.append(self._moment(known, i * self._layout.w, self._a.states[self._state]))
            for _ in range(self._layout.w):
                self._step()
        return tuple(found)

    def _told(self, z: int) -> None:
        """State and scanned cells are what the token says."""
        w, G, k = self._layout.w, self._G, self._machine.tapes
        seen = k if w == 1 else 3 * w
        state, scanned = divmod(z, G**seen)
        digits = [scanned // G**i % G for i in reversed(range(seen))]
        if w > 1:
            state, place = divmod(state, w)
            block = self._heads[0] // w
            self._heads[0] = block * w + place
        self._state = state
        if self._a.verdicts[state] != "limit" and w == 1:
            # A run that has stopped reads on under the scheduled heads, not under its own.
            return
        for i, s in enumerate(digits):
            if w == 1:
                self._tapes[i][self._heads[i]] = s
            else:
                self._tapes[0][(self._heads[0] // w - 1) * w + i] = s

    def _step(self) -> None:
        scanned = 0
        for tape, head in zip(self._tapes, self._heads, strict=True):
            scanned = scanned * self._G + tape.get(head, self._a.blank)
        q = self._state
        for i, tape in enumerate(self._tapes):
            tape[self._heads[i]] = int(self._a.wr[q, scanned, i])
            self._heads[i] += int(self._a.mv[q, scanned, i])
        self._state = int(self._a.nx[q, scanned])

    def _moment(self, known: int, at: int, state: str) -> Moment:
        tapes = tuple(_named(self._machine, self._a, tape) for tape in self._tapes)
        return Moment(known, at, state, tuple(self._heads), tapes)


def _named(machine: Machine, a: Absorbing, tape: Mapping[int, int]) -> dict[int, str]:
    return {cell: machine.alphabet[s] for cell, s in sorted(tape.items()) if s != a.blank}


def _rows(machine: Machine, layout: Layout, prompt: Sequence[int], chain: Sequence[int]) -> tuple[Moment, ...]:
    a, G, found = absorbing(machine), len(machine.alphabet), list[Moment]()
    heads = G * (1 + len(a.states))
    context, first = [*prompt, *chain], len(prompt) - layout.period
    above: tuple[list[int], int, int] | None = None
    for r in range(layout.configurations):
        start = first + r * layout.period
        row = context[start : start + layout.S]
        end = next((j for j, token in enumerate(row) if token >= heads), len(row))
        at = next((j for j in range(end) if row[j] >= G), None)
        if at is None:
            break
        state, cells_here = row[at] // G - 1, [token % G if token >= G else token for token in row[:end]]
        known = start + len(row) - len(prompt)
        if end < layout.S:
            # The chain ended behind a stopped head: the cells to the right are those of the row above.
            if above is None:
                break
            before, head, q = above
            before = list(before)
            before[head] = int(a.wr[q, before[head], 0])
            cells_here, known = cells_here + before[end:], start + min(end + 1, len(row)) - len(prompt)
        tape = {layout.low + j: s for j, s in enumerate(cells_here)}
        found.append(Moment(max(known, 0), r, a.states[state], (layout.low + at,), (_named(machine, a, tape),)))
        above = cells_here, at, state
        if end < layout.S:
            break
    return tuple(found)


def _bit_rows(machine: Machine, layout: Layout, chain: Sequence[int]) -> tuple[Moment, ...]:
    a, G, S = absorbing(machine), len(machine.alphabet), layout.S
    width, found = G * (len(a.states) + 1), list[Moment]()
    low: int | None = None
    for r in range(min(layout.configurations, len(chain) // (S * width))):
        starts = range(r * S * width, (r + 1) * S * width, width)
        row = [one_hot(chain[i : i + width]) for i in starts]
        at = next((j for j, token in enumerate(row) if token >= G), None)
        if low is None:
            low = -(at or 0)
        tape = {low + j: token % G for j, token in enumerate(row) if token >= 0}
        state = UNKNOWN if at is None else a.states[row[at] // G - 1]
        heads = () if at is None else (low + at,)
        found.append(Moment(starts.stop, r, state, heads, (_named(machine, a, tape),)))
    return tuple(found)


def _bit_compact(machine: Machine, layout: Layout, chain: Sequence[int]) -> tuple[Moment, ...]:
    a, G, S = absorbing(machine), len(machine.alphabet), layout.S
    Q, found = len(a.states), list[Moment]()
    per_step = S * (2 * G + 1) + Q * G
    low: int | None = None
    for r in range(min(layout.configurations, len(chain) // per_step)):
        bits = chain[r * per_step : (r + 1) * per_step]
        row = [one_hot(bits[j * (G + 1) : j * (G + 1) + G]) for j in range(S)]
        head_bits = bits[S * (G + 1) : S * (2 * G + 1)]
        at, pair = one_hot(head_bits), one_hot(bits[S * (2 * G + 1) :])
        if low is None:
            low = -(max(at, 0) // G)
        tape = {low + j: s for j, s in enumerate(row) if s >= 0}
        state = UNKNOWN if pair < 0 else a.states[pair // G]
        heads = () if at < 0 else (low + at // G,)
        found.append(Moment((r + 1) * per_step, r, state, heads, (_named(machine, a, tape),)))
    return tuple(found)
