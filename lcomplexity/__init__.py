"""Exact linear next-token predictors, their constructions from machines and circuits, and their verification.

Start at :mod:`lcomplexity.predictor` (the one object), then :mod:`lcomplexity.constructions`.
"""
