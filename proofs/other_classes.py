"""Statements about other model classes, which nothing here checks: taken from their papers' abstracts, and marked as assumed.

They stand here because length bounds belong to a model class: what is long for one is short for another.

>>> [s.status for s in STATEMENTS]
['assumed', 'assumed', 'assumed']
"""

from __future__ import annotations

from proofs.statement import Statement, statement

STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="time-invariant-classes",
        group="other-classes",
        words="For time-invariant classes (one next-token function for every position) the number of chains needed to learn does not "
        "depend on the length of the chain.",
        latex=r"m(\epsilon, \delta) \text{ independent of } T",
        place="arXiv 2503.07932 (Joshi et al., COLT 2025), 2604.12013, online 2605.06819: their abstracts",
        hypotheses="One next-token class, iterated; chains of thought are shown in training.",
        status="assumed",
        uses=("sliding",),
        code=("lcomplexity.constructions.sliding_window.sliding_window",),
    ),
    statement(
        label="hard-attention-parity",
        group="other-classes",
        words="Hard-attention transformers need Omega(n) tokens of chain of thought for parity; H^lin needs floor(log2 n) + 1.",
        latex=r"\Omega(n) \text{ against } \lfloor \log_2 n \rfloor + 1",
        place="arXiv 2502.02393: its abstract; the second half is the statement parity",
        hypotheses="The model class of that paper.",
        status="assumed",
        uses=("parity", "parity-refuter"),
        code=("lcomplexity.constructions.parity.parity",),
    ),
    statement(
        label="bapo-majority",
        group="other-classes",
        words="In the BAPO model majority needs Omega(n) tokens of chain of thought; H^lin needs one.",
        latex=r"\Omega(n) \text{ against } 1",
        place="arXiv 2602.02909: its abstract; the second half is the statement majority",
        hypotheses="The model class of that paper.",
        status="assumed",
        uses=("majority",),
        code=("lcomplexity.constructions.circuit.threshold",),
    ),
)
