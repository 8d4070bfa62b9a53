"""What a page carries of a machine: its table, and the layout by which configurations are read back from tokens.

>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
>>> machine_data(M, Layout("bit-steps", count=4))["nx"]
[1, 0, 1, 1]
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.predictor_file import StoredPredictor
from lcomplexity.views.machine_layout import Layout, layout_of
from lcomplexity.views.readings import Moment, moments, simulated
from turing.errors import MachineError
from turing.machine import Machine
from turing.table import absorbing
from turing.trace import VERDICTS

#: Entries of a machine's table that a page carries at most.
LARGEST_TABLE = 60_000

_SOURCE = re.compile(r"machine (.+), inputs of length [0-9]+")


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
    """Return the name of the machine that a predictor says it was built from, or ``None`` if it was from none.

    >>> machine_named("machine parity, inputs of length 5"), machine_named("parity of 5 bits over 2 letters")
    ('parity', None)
    """
    found = _SOURCE.match(provenance)
    return found[1] if found else None


def reading(
    stored: StoredPredictor, machine: Machine, x: str, prompt: tuple[int, ...], chain: tuple[int, ...]
) -> Reading:
    """Return the configurations of a chain; raises :class:`PredictorError` if the predictor is another machine's.

    >>> from lcomplexity.constructions.oblivious import oblivious
    >>> from lcomplexity.decoding import decode
    >>> from lcomplexity.predictor_file import stored
    >>> from turing.zoo import zoo
    >>> c = oblivious(zoo("parity").machine, 2); d = decode(c.predictor, c.interface.prompt("10"))
    >>> r = reading(stored(c), zoo("parity").machine, "10", d.prompt, d.chain)
    >>> [m.state for m in r.read], r.disagreement
    (['0', 'odd', 'odd', 'halt-accept'], None)
    """
    layout = layout_of(stored, machine)
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
    return Reading(machine, layout, found, simulated(machine, x, found))


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
