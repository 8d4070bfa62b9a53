"""The kernel modules, and where the tests that may notice a change in them are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_CONSTRUCTIONS = (
    *("gates", "counting", "oblivious", "sliding_window", "machine_circuits"),
    *("parity", "symmetric", "tuples", "circuit", "claims"),
    *("recursive_tokens", "recursive_schedule", "recursive_window", "typed_tuples", "arithmetic"),
    *("construction", "machine_interface", "build"),
)

#: What writes the chains of construction (b), and says how long they are.
_RECURSIVE = ("packed", "recursive_tokens", "recursive_writer", "recursive")

#: Modules whose faults would make everything else wrong without a sign.
KERNEL = (
    *(f"turing/{name}.py" for name in ("tape", "machine", "table", "trace", "oblivious", *_RECURSIVE)),
    *(f"lcomplexity/{name}.py" for name in ("schedule", "predictor", "decoding", "verification")),
    *(f"lcomplexity/constructions/{name}.py" for name in _CONSTRUCTIONS),
    *("lcomplexity/programs.py", "lcomplexity/typed_programs.py", "proofs/checker.py"),
)

#: What is copied: the packages, their tests and the data these read.
COPIED = ("turing", "lcomplexity", "proofs", "tests", "docs", "pyproject.toml", "README.md")

#: Collected, doctests included. Formats, files and the command line are outside: they run what is tested here.
TESTS = ("tests/turing", "tests/lcomplexity", "tests/proofs", "tests", "turing", "lcomplexity", "proofs")

#: Of these, left out: no kernel module is what they test, or they run the kernel for long on what shorter tests run too.
LEFT_OUT = (
    *("tests/mutation", "tests/benchmarks", "tests/cli", "tests/docs", "tests/test_deliberate_mutants.py"),
    *(f"tests/turing/test_formats_{name}.py" for name in ("errors", "round_trip", "samples")),
    *(f"tests/turing/test_zoo_{name}.py" for name in ("answers", "claims", "universal")),
    "tests/turing/test_simulator_reference.py",
    *(f"tests/lcomplexity/test_{name}predictor_file.py" for name in ("", "damaged_", "edited_")),
    *(
        f"tests/lcomplexity/{name}"
        for name in ("learning", "experiments", "views", "notions", "length_census", "functions")
    ),
    *(f"tests/lcomplexity/test_{name}.py" for name in ("engines", "tabulation", "exported_module", "exported_files")),
    *(f"lcomplexity/{name}" for name in ("learning", "experiments", "views", "notions", "tradeoffs", "functions")),
    *("lcomplexity/exports", "lcomplexity/length/census", "tests/turing/test_simulator_engines.py"),
    *("lcomplexity/cli", "turing/formats", "tests/test_layers.py", "tests/test_public_names.py"),
)


def module_name(path: str) -> str:
    """Return the dotted name of a module from its path.

    >>> module_name("turing/machine.py")
    'turing.machine'
    """
    return path.removesuffix(".py").replace("/", ".")
