"""Boolean functions: as truth tables, members of families, expressions, circuit files and traced Python; NPN classes.

Whatever computes a bit from n bits is a :class:`Function` with ``name``, ``n``, ``value(x)`` and ``tabulated()``.

>>> from lcomplexity.functions import function_of
>>> function_of("x0 ^ x1").tabulated() == function_of("parity:2").tabulated()
True
"""

from lcomplexity.functions.boolean_function import MAX_VARIABLES, BooleanFunction, Function, variable
from lcomplexity.functions.circuit_files import load_circuit
from lcomplexity.functions.expressions import expression, polynomial
from lcomplexity.functions.families import FAMILIES
from lcomplexity.functions.family_member import FamilyMember, family_member, member
from lcomplexity.functions.logic_circuit import LogicCircuit
from lcomplexity.functions.npn import Canonical, Transformation, canonical, class_size, classes
from lcomplexity.functions.reading import function_of
from lcomplexity.functions.traced import choose, traced
from lcomplexity.functions.truth_tables import truth_table

__all__ = [
    "FAMILIES",
    "MAX_VARIABLES",
    "BooleanFunction",
    "Canonical",
    "FamilyMember",
    "Function",
    "LogicCircuit",
    "Transformation",
    "canonical",
    "choose",
    "class_size",
    "classes",
    "expression",
    "family_member",
    "function_of",
    "load_circuit",
    "member",
    "polynomial",
    "traced",
    "truth_table",
    "variable",
]
