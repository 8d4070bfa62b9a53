"""Machines, outcomes, predictors, constructions and frames as a notebook shows them: ``%load_ext lcomplexity.views.notebook``.

The packages that define these types know nothing of views, so the notebook is told here which view belongs to which type.

>>> sorted(t.__name__ for t in views())[:3]
['Accepted', 'Construction', 'Halted']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lcomplexity.constructions.construction import Construction
from lcomplexity.predictor import LinearPredictor
from lcomplexity.programs import ThresholdCircuit
from lcomplexity.views.circuits import circuit_html
from lcomplexity.views.machine_tables import machine_html, machine_latex, outcome_html, outcome_latex
from lcomplexity.views.predictor_tables import claims_html, claims_latex, predictor_html, predictor_latex
from turing.machine import Machine
from turing.simulator import Accepted, Halted, Looping, OutOfSteps, Rejected, Undefined


class View(NamedTuple):
    """How a value is shown: as HTML, and as LaTeX if there is a view of that kind."""

    html: Callable[[Any], str]
    latex: Callable[[Any], str] | None


def views() -> Mapping[type, View]:
    """Return the views by type.

    >>> views()[LinearPredictor].html is predictor_html
    True
    """
    outcomes = (Accepted, Rejected, Halted, Undefined, OutOfSteps, Looping)
    return {
        Machine: View(machine_html, machine_latex),
        **{kind: View(outcome_html, outcome_latex) for kind in outcomes},
        LinearPredictor: View(predictor_html, predictor_latex),
        Construction: View(claims_html, claims_latex),
        ThresholdCircuit: View(circuit_html, None),
    }


def load_ipython_extension(shell: Any) -> None:
    """Tell a notebook's shell how to show the types of :func:`views`; IPython calls this for ``%load_ext``.

    >>> from types import SimpleNamespace
    >>> told = {}
    >>> formatters = {kind: SimpleNamespace(for_type=told.__setitem__) for kind in ("text/html", "text/latex")}
    >>> load_ipython_extension(SimpleNamespace(display_formatter=SimpleNamespace(formatters=formatters)))
    >>> told[Machine] is machine_latex
    True
    """
    formatters = shell.display_formatter.formatters
    for kind, view in views().items():
        formatters["text/html"].for_type(kind, view.html)
        if view.latex is not None:
            formatters["text/latex"].for_type(kind, view.latex)
