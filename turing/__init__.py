"""Turing machines: the kernel, simulators, chain-of-thought traces, file formats and a zoo.

Knows nothing of weights: a trace leaves this package as tokens and a vocabulary.
"""
