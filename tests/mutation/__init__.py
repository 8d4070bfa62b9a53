"""Mutation checks: change the kernel modules on purpose, one small change at a time, and see whether a test notices.

``python -m tests.mutation --sample 30`` tries 30 changes of every kernel module, in a copy of the project; the working
tree is never touched. ``python -m tests.mutation --report`` writes the table of docs/mutation.md.

Why an own generator: mutmut 3 leaves out decorated functions and module-level tables (here: every property, every
compiled loop, and the table of moves), cosmic-ray drops no statements and cannot swap L and R, and both start a fresh
interpreter for every mutant, which costs more than most of the tests.
"""
