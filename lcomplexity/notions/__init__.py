"""Other notions of complexity of a Boolean function, one module each, exact; :data:`NOTIONS` is the registry.

A function is (n, table), bit i of the table being f(x) with x_j = bit j of i. A value is an integer or a rational, or
:class:`~lcomplexity.notions.notion.Absent` with the reason. Sample bounds, the only floats, are not in the registry, as they are
about a chain and not about a function: :mod:`lcomplexity.notions.sample_bound`.

>>> {notion.key: notion.value(3, 0b11101000) for notion in NOTIONS[:4]}            # majority of three bits
{'circuit_size': 4, 'formula_size': 4, 'circuit_depth': 3, 'and_or_not_size': 4}
"""

from lcomplexity.notions.and_or_not_formula_size import AND_OR_NOT_FORMULA_SIZE
from lcomplexity.notions.and_or_not_size import AND_OR_NOT_SIZE
from lcomplexity.notions.approximate_degree import APPROXIMATE_DEGREE
from lcomplexity.notions.block_sensitivity import BLOCK_SENSITIVITY
from lcomplexity.notions.certificate_complexity import CERTIFICATE_COMPLEXITY
from lcomplexity.notions.circuit_depth import CIRCUIT_DEPTH
from lcomplexity.notions.circuit_size import CIRCUIT_SIZE
from lcomplexity.notions.cnf_size import CNF_SIZE
from lcomplexity.notions.decision_tree_depth import DECISION_TREE_DEPTH
from lcomplexity.notions.dnf_size import DNF_SIZE
from lcomplexity.notions.f2_degree import F2_DEGREE
from lcomplexity.notions.formula_size import FORMULA_SIZE
from lcomplexity.notions.fourier_l1 import FOURIER_L1
from lcomplexity.notions.fourier_sparsity import FOURIER_SPARSITY
from lcomplexity.notions.notion import Absent, Notion
from lcomplexity.notions.obdd_size import OBDD_SIZE
from lcomplexity.notions.real_degree import REAL_DEGREE
from lcomplexity.notions.sensitivity import SENSITIVITY
from lcomplexity.notions.sign_degree import SIGN_DEGREE
from lcomplexity.notions.total_influence import TOTAL_INFLUENCE

__all__ = ["NOTIONS", "Absent", "Notion"]

#: All notions, in the order in which they are shown: gates, queries, degrees, spectrum, diagrams and normal forms.
NOTIONS: tuple[Notion, ...] = (
    CIRCUIT_SIZE,
    FORMULA_SIZE,
    CIRCUIT_DEPTH,
    AND_OR_NOT_SIZE,
    AND_OR_NOT_FORMULA_SIZE,
    DECISION_TREE_DEPTH,
    CERTIFICATE_COMPLEXITY,
    SENSITIVITY,
    BLOCK_SENSITIVITY,
    REAL_DEGREE,
    F2_DEGREE,
    APPROXIMATE_DEGREE,
    SIGN_DEGREE,
    FOURIER_L1,
    FOURIER_SPARSITY,
    TOTAL_INFLUENCE,
    OBDD_SIZE,
    DNF_SIZE,
    CNF_SIZE,
)
