"""Where a statement stands: the paper's numbers, always with the source of the numbering.

The paper is E. Malach, *Auto-Regressive Next-Token Predictors are Universal Learners* (ICML 2024, arXiv 2309.06979). Two
numberings are used, neither taken from the published text itself: that of the public reviews of its first submission, and numbers of
the ICML text as a public reading list's page gives them, for the few theorems that it names.

>>> paper("Thm 6", icml="Theorem 3.8")
'Thm 6 (submission numbering, from its public reviews); Theorem 3.8 in the ICML text according to a secondary source'
>>> ours("Lemma T")
'not in the paper: our own (Lemma T)'
"""

from __future__ import annotations


def paper(number: str, *, icml: str | None = None) -> str:
    """Return the place of a statement of the paper: its number in the submission, and in the ICML text if a source says it.

    >>> paper("Def 2")
    'Def 2 (submission numbering, from its public reviews)'
    """
    place = f"{number} (submission numbering, from its public reviews)"
    return place if icml is None else f"{place}; {icml} in the ICML text according to a secondary source"


def ours(name: str, *, after: str | None = None) -> str:
    """Return the place of a statement that is not in the paper; ``after`` is whose idea it goes back to.

    >>> ours("relations", after="Gordan")
    'not in the paper: our own (relations), after Gordan'
    """
    return f"not in the paper: our own ({name})" + ("" if after is None else f", after {after}")
