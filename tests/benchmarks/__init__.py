"""Benchmarks: our ways against other programs and against each other, as ratios of times measured side by side.

``python -m tests.benchmarks`` runs all and writes docs/benchmarks.md. A file of tests is a *part* of that page:

* ``test_simulators``: the engines against the same loop in C, and against automata-lib;
* ``test_decoding``: decoding a chain against running the machine that it stands for;
* ``test_compilers``: building against tracr, on parity, majority and sorting;
* ``test_growth``: time and memory of building and decoding over four decades of chain length.

A test measures, asserts that the answers are right, and stores one row; no test here asserts a time.
``test_simulator_speed`` is older and apart: it holds the engines to fixed goals.
"""
