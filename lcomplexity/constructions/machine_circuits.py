"""Construction (d), the paper's route: the machine as a threshold circuit, one binary token per gate.

The vocabulary is {0, 1}; the chains are those of :mod:`turing.bits`. Three circuits:

* **d0** (:func:`step_circuit`), oblivious machines, Q G^k gates a step: bit (q', s') is 1 iff the step before leads to
  q' and the last visit of the scanned cell wrote s': sum of the one-hot bits that say so >= k + 1.
* **d1** (:func:`row_circuit`), any single-tape machine in S cells, S G (Q+1) gates a step. With l, c, r the cells of
  the row above and "l sends" for a head at l that moves right, "r sends" for one at r that moves left:

      bit s'        2[c = s'] + 2[c = (q, .) moves away, writes s'] - [l sends] - [r sends]            >= 2
      bit (q', s')  [c = s'] + [l sends q'] + [r sends q'] + 2[c = (q, .) stays, becomes (q', s')]      >= 2

* **d2** (:func:`compact_circuit`), S (2G+1) + Q G gates a step. With h_j = "head on cell j" (the sum of its G head
  bits), v the move that the pair bit g[q, s] says, and e = h_{j-1} - h_{j+1} the cell's place relative to the head:

      symbol'[j, s]  2 symbol[j, s] - 2 head[j, s] + h_j + sum of g[q, t] that write s                 >= 2
      arrival'[j]    4 (h_{j-1} + h_j + h_{j+1}) + e - v                                               >= 4
      head'[j, s]    3 arrival'[j] + 3 symbol'[j, s] - (e - v)                                         >= 6
      pair'[q', s]   sum of g[q, t] that lead to q' + sum_j head'[j, s]                                >= 2

  "The head arrives at j" is e = v, which no single gate can tell; arrival says e >= v and head adds e <= v.

Chain length: steps times the gates of a step, plus one gate "accepted", or the bits of the tape. The first
configuration is written out by gates too, and the last transition is folded into the last gates.

Source: threshold circuits as in the paper's Theorem on circuits; the gate formulas are our own.

>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 1 L b", "a _ _ S n", "b _ 1 S h", "b 1 1 R a", start="a", accepting=["h"], rejecting=["n"])
>>> for circuit in (row_circuit, compact_circuit):
...     c = circuit(M, 1, steps=2, window=(-1, 2))
...     print(c.name, c.claims.expression("length"), c.predictor.length)
circuit-rows G*S*steps*(Q + 1) + 1 61
circuit-compact steps*(G*Q + S*(2*G + 1)) + 1 47
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.gates import Wire, Wiring
from lcomplexity.constructions.machine_interface import construction_of
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import Block, Repeat, Sequence
from lcomplexity.vocabulary import Vocabulary
from turing.bits import BITS, CompactBits, RowBits, StepBits
from turing.machine import Machine
from turing.oblivious import HeadSchedule
from turing.trace import Ending, StepTrace


def step_circuit(
    machine: Machine, schedule: HeadSchedule, ending: Ending = "verdict", output_tape: int = 0
) -> Construction:
    """Return circuit d0 for a machine that is oblivious on length n with this head schedule.

    >>> from lcomplexity.constructions.oblivious import decided
    >>> from turing.zoo import zoo
    >>> M = zoo("parity").machine
    >>> step_circuit(M, decided(M, 4)).claims.expression("length")
    G**k*Q*steps + 1
    """
    trace = StepTrace(machine, schedule, ending, output_tape)
    form = StepBits(trace)
    wiring = _step_gates(trace, form.per_step)
    rules, block = wiring.finish()
    h = LinearPredictor(Vocabulary(BITS), _prompt_length(machine, form.n), rules, block)
    claims = Claims(
        {
            "steps": trace.steps,
            "Q": len(trace.table.states),
            "G": len(machine.alphabet),
            "k": machine.tapes,
            "cells": len(trace.cells),
        },
        length=("==", "steps*Q*G**k + " + ("1" if ending == "verdict" else "cells*G")),
        vocabulary=("==", "2"),
        reads=("<=", "(k + 1)*Q*G**k + 1"),
        max_weight=("<=", "2*(k + 1)"),
        margin=(">=", "1"),
    )
    return construction_of("circuit-steps", form, h, claims)


def _prompt_length(machine: Machine, n: int) -> int:
    return 1 + n * len(machine.alphabet)


def _step_gates(trace: StepTrace, per_step: int) -> Wiring:
    a, machine, n = trace.table, trace.machine, trace.n
    G, k, GK = len(machine.alphabet), machine.tapes, trace.combined
    first = _prompt_length(machine, n)
    wiring = Wiring()
    pairs = [(q, s) for q in range(len(a.states)) for s in range(GK)]
    last: list[dict[int, int]] = [{} for _ in range(k)]

    def block(t: int, wanted: Iterable[tuple[int, int]]) -> list[Wire]:
        return [Wire(first + t * per_step + q * GK + s, False) for q, s in wanted]

    def symbol_is(i: int, cell: int, s: int) -> list[Wire] | bool:
        """The bits that say "this cell of tape i holds s", or a constant."""
        if cell in last[i]:
            return block(last[i][cell], ((q, r) for q, r in pairs if a.wr[q, r, i] == s))
        if i == 0 and 0 <= cell < n:
            return [Wire(1 + cell * G + s, False)]
        return s == a.blank

    def conjunction(conditions: list[list[Wire] | bool]) -> None:
        """One gate: every condition (a sum of which at most one bit is 1) holds."""
        bits = Counter(wire for c in conditions if not isinstance(c, bool) for wire in c)
        constant = [c for c in conditions if isinstance(c, bool)]
        if all(constant):
            wiring.gate(bits, len(conditions) - len(constant))
        else:
            wiring.gate({}, 1)

    for t, heads in enumerate(trace.schedule.heads.tolist()):
        for q, s in pairs:
            came = block(t - 1, (p for p in pairs if a.nx[p] == q)) if t else q == a.start
            digits = [s // G ** (k - 1 - i) % G for i in range(k)]
            conjunction([came, *(symbol_is(i, h, d) for i, (h, d) in enumerate(zip(heads, digits, strict=True)))])
        for i, h in enumerate(heads):
            last[i][h] = t
    if trace.ending == "tape":
        for cell in trace.cells:
            for s in range(G):
                conjunction([symbol_is(trace.output_tape, cell, s)])
    elif trace.steps:
        conjunction([block(trace.steps - 1, (p for p in pairs if a.verdicts[a.nx[p]] == "accept"))])
    else:
        conjunction([a.verdicts[a.start] == "accept"])
    return wiring


def row_circuit(
    machine: Machine, n: int, steps: int, window: tuple[int, int], ending: Ending = "verdict"
) -> Construction:
    """Return circuit d1: ``steps`` steps of a single-tape machine in cells ``window[0] .. window[1]-1``.

    The caller has checked that no head leaves the window.

    >>> from turing.zoo import zoo
    >>> row_circuit(zoo("parity").machine, 2, 3, (0, 3)).predictor.vocabulary.tokens
    ('0', '1')
    """
    form = RowBits(machine, n, steps, window, ending)
    a, G, per_cell = form.table, len(machine.alphabet), form.per_cell
    row = form.S * per_cell
    start = _first_row(form)
    layer = Wiring(start)
    for j in range(form.S):
        _row_cell(layer, form, j)
    end = Wiring(start)
    if ending == "verdict":
        accepting = [(q, s) for q in range(len(a.states)) for s in range(G) if a.verdicts[a.nx[q, s]] == "accept"]
        heads = (end.here(j * per_cell + G * (1 + q) + s - row) for j in range(form.S) for q, s in accepting)
        end.gate(dict.fromkeys(heads, 1), 1)
    repeats = steps - 1 if ending == "verdict" else steps
    rules, h_schedule = _assemble(start, layer, repeats, end)
    h = LinearPredictor(Vocabulary(BITS), _prompt_length(machine, n), rules, h_schedule)
    claims = Claims(
        {"steps": steps, "S": form.S, "Q": len(a.states), "G": G},
        length=("==", "steps*S*G*(Q + 1) + 1" if ending == "verdict" else "(steps + 1)*S*G*(Q + 1)"),
        vocabulary=("==", "2"),
        reads=("<=", "Max(3*Q*G + 2, S*Q*G + 1)"),
        max_weight=("<=", "4"),
        margin=(">=", "1"),
    )
    return construction_of("circuit-rows", form, h, claims)


def _assemble(start: Wiring, layer: Wiring, repeats: int, end: Wiring) -> tuple[tuple, Block]:
    """First layer, repeated layer, last gates; each in a frame of its own."""
    parts: list[Block] = []
    for wiring, times in ((start, 1), (layer, repeats), (end, 1)):
        rules, block = wiring.finish()
        if times and block.length:
            parts.append(Repeat(times, block))
    return rules, Sequence(tuple(parts))


def _input_bit(form: RowBits | CompactBits, j: int, s: int) -> Wire | bool:
    """The prompt bit that says "cell j holds s" at the start, or a constant."""
    cell = form.window[0] + j
    if 0 <= cell < form.n:
        return Wire(1 + cell * len(form.machine.alphabet) + s, False)
    return s == form.table.blank


def _copy(wiring: Wiring, bit: Wire | bool) -> None:
    if isinstance(bit, bool):
        wiring.gate({}, 0 if bit else 1)
    else:
        wiring.gate({bit: 1}, 1)


def _first_row(form: RowBits) -> Wiring:
    a, G, wiring = form.table, len(form.machine.alphabet), Wiring()
    for j in range(form.S):
        at_head = form.window[0] + j == 0
        for s in range(G):
            _copy(wiring, False if at_head else _input_bit(form, j, s))
        for q in range(len(a.states)):
            for s in range(G):
                _copy(wiring, _input_bit(form, j, s) if at_head and q == a.start else False)
    return wiring


def _row_cell(layer: Wiring, form: RowBits, j: int) -> None:
    """The G (Q + 1) gates of cell j in a row, from the row above."""
    a, G, per_cell = form.table, len(form.machine.alphabet), form.per_cell
    row, states = form.S * per_cell, range(len(form.table.states))
    above = j * per_cell - row

    def cell(offset: int, bit: int) -> Wire:
        return Wire(above + offset * per_cell + bit, True)

    moves = {(q, s): int(a.mv[q, s, 0]) for q in states for s in range(G)}
    sends = [
        (offset, q, s)
        for offset, move in ((-1, 1), (1, -1))
        if 0 <= j + offset < form.S
        for (q, s), m in moves.items()
        if m == move
    ]
    for s in range(G):
        inputs = {cell(0, s): 2}
        inputs |= {cell(0, G * (1 + q) + t): 2 for (q, t), m in moves.items() if m and a.wr[q, t, 0] == s}
        inputs |= {cell(offset, G * (1 + q) + t): -1 for offset, q, t in sends}
        layer.gate(inputs, 2)
    for q_next in states:
        for s in range(G):
            inputs = {cell(0, s): 1}
            inputs |= {cell(o, G * (1 + q) + t): 1 for o, q, t in sends if a.nx[q, t] == q_next}
            inputs |= {
                cell(0, G * (1 + q) + t): 2
                for (q, t), m in moves.items()
                if not m and a.nx[q, t] == q_next and a.wr[q, t, 0] == s
            }
            layer.gate(inputs, 2)


def compact_circuit(
    machine: Machine, n: int, steps: int, window: tuple[int, int], ending: Ending = "verdict"
) -> Construction:
    """Return circuit d2: ``steps`` steps of a single-tape machine in cells ``window[0] .. window[1]-1``.

    The caller has checked that no head leaves the window.

    >>> from turing.zoo import zoo
    >>> compact_circuit(zoo("parity").machine, 2, 3, (0, 3)).predictor.vocabulary.tokens
    ('0', '1')
    """
    form = CompactBits(machine, n, steps, window, ending)
    a, G = form.table, len(machine.alphabet)
    start = _compact_start(form)
    layer = Wiring(start)
    before = _CompactLayer(form, -form.per_step)
    _compact_symbols(layer, form, before, with_arrival=1)
    _compact_heads(layer, form, before)
    now = _CompactLayer(form, 0)
    for q_next in range(len(a.states)):
        for s in range(G):
            led = {before.pair(q, t): 1 for q, t in before.pairs if a.nx[q, t] == q_next}
            layer.gate(led | {now.head(j, s): 1 for j in range(form.S)}, 2)
    end = Wiring(start)
    if ending == "verdict":
        end.gate({before.pair(q, s): 1 for q, s in before.pairs if a.verdicts[a.nx[q, s]] == "accept"}, 1)
    else:
        _compact_symbols(end, form, before, with_arrival=0)
    rules, schedule = _assemble(start, layer, steps - 1, end)
    h = LinearPredictor(Vocabulary(BITS), _prompt_length(machine, n), rules, schedule)
    claims = Claims(
        {"steps": steps, "S": form.S, "Q": len(a.states), "G": G},
        length=("==", "steps*(S*(2*G + 1) + Q*G) + " + ("1" if ending == "verdict" else "S*G")),
        vocabulary=("==", "2"),
        reads=("<=", "Max(Q*G + 3*G + 3, Q*G + S + 1)"),
        max_weight=("<=", "11"),
        margin=(">=", "1"),
    )
    return construction_of("circuit-compact", form, h, claims)


class _CompactLayer:
    """Where the bits of a layer stand, counted from the frame: ``base`` is its first bit."""

    def __init__(self, form: CompactBits, base: int) -> None:
        self._base, self._G, self._S = base, len(form.machine.alphabet), form.S
        self.pairs = [(q, s) for q in range(len(form.table.states)) for s in range(self._G)]

    def symbol(self, j: int, s: int) -> Wire:
        return Wire(self._base + j * (self._G + 1) + s, True)

    def arrival(self, j: int) -> Wire:
        return self.symbol(j, self._G)

    def head(self, j: int, s: int) -> Wire:
        return Wire(self._base + self._S * (self._G + 1) + j * self._G + s, True)

    def pair(self, q: int, s: int) -> Wire:
        return Wire(self._base + self._S * (2 * self._G + 1) + q * self._G + s, True)

    def on_cell(self, j: int, weight: int) -> dict[Wire, int]:
        """weight * h_j; nothing outside the window."""
        return {self.head(j, s): weight for s in range(self._G)} if 0 <= j < self._S else {}

    def moves(self, form: CompactBits, weight: int) -> dict[Wire, int]:
        """weight * v."""
        return {self.pair(q, s): weight * int(form.table.mv[q, s, 0]) for q, s in self.pairs}


def _compact_start(form: CompactBits) -> Wiring:
    a, G, wiring = form.table, len(form.machine.alphabet), Wiring()
    now = _CompactLayer(form, 0)
    for j in range(form.S):
        for s in range(G):
            _copy(wiring, _input_bit(form, j, s))
        _copy(wiring, form.window[0] + j == 0)
    for j in range(form.S):
        for s in range(G):
            wiring.gate({now.arrival(j): 1, now.symbol(j, s): 1}, 2)
    for q, s in now.pairs:
        wiring.gate({now.head(j, s): 1 for j in range(form.S)} if q == a.start else {}, 1)
    return wiring


def _compact_symbols(wiring: Wiring, form: CompactBits, before: _CompactLayer, with_arrival: int) -> None:
    a = form.table
    for j in range(form.S):
        for s in range(len(form.machine.alphabet)):
            inputs = Counter({before.symbol(j, s): 2})
            inputs.update(before.on_cell(j, 1))
            inputs.update({before.head(j, s): -2})
            inputs.update({before.pair(q, t): 1 for q, t in before.pairs if a.wr[q, t, 0] == s})
            wiring.gate(inputs, 2)
        if with_arrival:
            near = before.on_cell(j - 1, 5) | before.on_cell(j, 4) | before.on_cell(j + 1, 3)
            wiring.gate(near | before.moves(form, -1), 4)


def _compact_heads(layer: Wiring, form: CompactBits, before: _CompactLayer) -> None:
    now = _CompactLayer(form, 0)
    for j in range(form.S):
        shift = before.on_cell(j - 1, -1) | before.on_cell(j + 1, 1) | before.moves(form, 1)
        for s in range(len(form.machine.alphabet)):
            layer.gate(shift | {now.arrival(j): 3, now.symbol(j, s): 3}, 6)
