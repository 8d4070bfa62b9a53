"""Constructions: the only code that knows both a machine and weights. One module each, formulas in its docstring."""
