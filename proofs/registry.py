"""All statements by label, in the order in which ``lcomplexity verify`` checks them.

>>> list(REGISTRY)
['oblivious', 'sliding', 'recursive', 'recursive-tapes', 'circuit-steps', 'circuit-rows', 'circuit-compact', 'parity']
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from proofs.parity import PARITY
from proofs.statement import Statement
from proofs.universality import STATEMENTS

REGISTRY: Mapping[str, Statement] = MappingProxyType({**STATEMENTS, PARITY.label: PARITY})
