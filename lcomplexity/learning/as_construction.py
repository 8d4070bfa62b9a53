"""A learnt predictor in the place of the constructed one: with the same interface and the same independent source to be compared with.

Its claims are what is measured of it; that its tokens are right is not claimed but verified (:func:`lcomplexity.verification.verify`). The numbers
of the task's own claims (states, symbols, cells ..) stay with it: they say how its chains are laid out.
"""

from __future__ import annotations

from dataclasses import replace

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.errors import PredictorError
from lcomplexity.learning.learned import Learned
from lcomplexity.learning.tasks import Task
from lcomplexity.predictor import max_weight


def as_construction(task: Task, learned: Learned, how: str) -> Construction:
    """Return the task's construction with the learnt predictor; ``how`` it was learnt goes into its provenance.

    Raises :class:`PredictorError` if the weights are too many for a `LinearPredictor`, or if what was learnt is not from the task's whole
    chains.

    >>> from lcomplexity.learning.datasets import split
    >>> from lcomplexity.learning.perceptron import perceptron
    >>> from lcomplexity.learning.tasks import arithmetic_task, wiring_of
    >>> from lcomplexity.verification import verify
    >>> task = arithmetic_task("add", 1); data = task.split(100, 0, seed=0).train
    >>> c = as_construction(task, perceptron(data, wiring_of(task, "shared")).learned, "perceptron")
    >>> v = verify(c); v.inputs, v.failures, v.broken, c.name
    (100, 0, (), 'learnt')
    """
    model, wiring = task.construction.predictor, learned.wiring
    if learned.vocabulary != model.vocabulary.tokens or (wiring.n, wiring.T) != (model.n, model.length):
        raise PredictorError(
            f"{task.name}: learnt from prompts of {wiring.n} and chains of {wiring.T} over {len(learned.vocabulary)} tokens; the task's are of "
            f"{model.n} and {model.length} over {len(model.vocabulary)}: learn from its own, whole"
        )
    h = replace(learned.linear_predictor(), stop=model.stop)
    claims = Claims(
        task.construction.claims.values,
        length=("==", str(h.length)),
        vocabulary=("==", str(len(h.vocabulary))),
        reads=("==", str(h.reads)),
        max_weight=("==", str(max_weight(h))),
        margin=(">=", "0"),
    )
    provenance = f"learnt ({how}) from chains of {task.construction.provenance}"
    return replace(task.construction, name="learnt", predictor=h, claims=claims, provenance=provenance, stream=None)
