"""What a page carries of a machine: its table, and the layout by which configurations are read back from tokens.

>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
>>> machine_data(M, Layout("bit-steps", count=4))["nx"]
[1, 0, 1, 1]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.predictor_file import StoredPredictor
from lcomplexity.views.machine_layout import Layout, layout_of
from lcomplexity.views.readings import UNKNOWN, Moment, moments, simulated
from turing.errors import MachineError
from turing.machine import Machine
from turing.table import absorbing
from turing.trace import VERDICTS

#: Entries of a machine's table that a page carries at most.
LARGEST_TABLE = 60_000

_SOURCE = re.compile(r"(?:learnt \(.*\) from chains of )?machine (.+), inputs of length [0-9]+")
#: The name under which a predictor learnt from a construction's chains is stored.
LEARNT = "learnt"


@dataclass(frozen=True)
class Reading:
    """The configurations that a chain writes, and the simulator's at the same steps."""

    machine: Machine
    layout: Layout
    read: tuple[Moment, ...]
    simulated: tuple[Moment, ...]

    @property
    def disagreement(self) -> Moment | None:
        """Return the first configuration that is not the simulator's, or ``None``."""
        return next((m for m, s in zip(self.read, self.simulated, strict=True) if m != s), None)


def machine_named(provenance: str) -> str | None:
    """Return the name of the machine that a predictor says it was built from, or learnt from chains of; ``None`` if from none.

    >>> machine_named("machine parity, inputs of length 5"), machine_named("parity of 5 bits over 2 letters")
    ('parity', None)
    """
    found = _SOURCE.match(provenance)
    return found[1] if found else None


def reading(
    stored: StoredPredictor, machine: Machine, x: str, prompt: tuple[int, ...], chain: tuple[int, ...]
) -> Reading:
    """Return the configurations of a chain; raises :class:`PredictorError` if the predictor is another machine's.

    A predictor learnt from a machine's chains is read like the construction whose chains they were; where its tokens write no
    configuration although the run goes on, one of an unknown state stands at the end.

    >>> from lcomplexity.constructions.oblivious import oblivious
    >>> from lcomplexity.decoding import decode
    >>> from lcomplexity.predictor_file import stored
    >>> from turing.zoo import zoo
    >>> c = oblivious(zoo("parity").machine, 2); d = decode(c.predictor, c.interface.prompt("10"))
    >>> r = reading(stored(c), zoo("parity").machine, "10", d.prompt, d.chain)
    >>> [m.state for m in r.read], r.disagreement
    (['0', 'odd', 'odd', 'halt-accept'], None)
    """
    built = _as_built(stored, machine)
    layout = layout_of(built, machine)
    entries = absorbing(machine).nx.size
    if entries > LARGEST_TABLE:
        raise PredictorError(
            f"view: the table of {machine.name!r} has {entries} entries, too many for a page (at most {LARGEST_TABLE}); use "
            "--machine none"
        )
    try:
        found = moments(machine, layout, x, prompt, chain)
    except MachineError as error:
        raise PredictorError(f"view: {error}; give the machine that the predictor was built from") from None
    if stored.construction == LEARNT and _breaks_off(built, machine, layout, found, chain):
        step, known = (found[-1].step + layout.w, found[-1].known + 1) if found else (0, 1)
        blank: tuple[dict[int, str], ...] = ({},) * machine.tapes
        found = (*found, Moment(min(known, len(chain)), step, UNKNOWN, (), blank))
    return Reading(machine, layout, found, simulated(machine, x, found))


def _as_built(stored: StoredPredictor, machine: Machine) -> StoredPredictor:
    """A learnt predictor as of the construction whose token names it has: what it was learnt from is not stored otherwise."""
    if stored.construction != LEARNT:
        return stored
    for name, values in _candidates(stored):
        candidate = replace(stored, construction=name, values=values)
        with suppress(PredictorError):
            layout_of(candidate, machine)
            return candidate
    if len(stored.predictor.vocabulary) == 2:
        raise PredictorError(
            f"view: bits do not say which machine they were learnt from ({stored.provenance}); leave the machine out"
        )
    raise PredictorError(
        f"view: the predictor's tokens are not those of a run of {machine.name!r} ({stored.provenance}); give the machine whose "
        "chains it was learnt from, or leave the machine out"
    )


def _candidates(stored: StoredPredictor) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Constructions whose tokens name states, with the numbers of their layout. (Those of circuits are bits, the same for all machines.)"""
    yield "oblivious", stored.values
    # A row is all of the prompt but its first token, with or without a bar.
    for S in (stored.predictor.n - 1, stored.predictor.n - 2):
        yield "sliding", {**stored.values, "S": S}
    yield "recursive", stored.values


def _breaks_off(
    built: StoredPredictor, machine: Machine, layout: Layout, found: Sequence[Moment], chain: Sequence[int]
) -> bool:
    """Whether a configuration that should stand in a chain does not: no cell is marked, or a token names no state."""
    if not found:
        return True
    last = found[-1]
    if layout.form == "rows":
        # Behind the last row of a run cut short come a bar, if there are bars, and the verdict.
        running = absorbing(machine).verdicts[absorbing(machine).states.index(last.state)] == "limit"
        return running and len(chain) - last.known > layout.period - layout.S + 1
    if built.construction == "recursive":
        said = sum(layout.first <= token < layout.first + layout.count for token in chain)
        values = built.values
        return said < (values["rounds"] * values.get("S", 0) if "rounds" in values else values.get("steps", 0))
    # A token a step, and then the verdict.
    return last.known != len(found) or not 0 <= chain[last.known - 1] - layout.verdict < len(VERDICTS)


def machine_data(machine: Machine, layout: Layout) -> dict[str, Any]:
    """Return a machine as JSON data: names, the total table (flat), verdicts by state, and the layout.

    >>> from turing.zoo import zoo
    >>> machine_data(zoo("parity").machine, Layout("steps"))["states"]
    ['0', 'odd', 'halt-reject', 'halt-accept']
    """
    a = absorbing(machine)
    return {
        "name": machine.name,
        "states": list(a.states),
        "alphabet": list(machine.alphabet),
        "blank": a.blank,
        "start": a.start,
        "tapes": machine.tapes,
        "nx": a.nx.ravel().tolist(),
        "wr": a.wr.ravel().tolist(),
        "mv": a.mv.ravel().tolist(),
        "verdicts": list(a.verdicts),
        "verdict_names": list(VERDICTS),
        "layout": asdict(layout),
    }
