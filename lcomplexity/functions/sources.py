"""Circuit files as bytes: bounded, every fault with its place, and one output chosen.

>>> chosen("adder.blif", ["sum", "carry"], "carry")
1
>>> raise fault("adder.blif", "7", "'x' is not defined; add a .names for it")
Traceback (most recent call last):
    ...
lcomplexity.errors.PredictorError: adder.blif:7: 'x' is not defined; add a .names for it
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError

#: Bytes of a circuit file at most.
MAX_BYTES = 1 << 22


def fault(source: str, place: str, what: str) -> PredictorError:
    """Return the error for a fault in a file: ``source:place: what``; ``place`` is a line, ``byte 12``, or nothing.

    >>> str(fault("a.aig", "byte 12", "the file ends here"))
    'a.aig:byte 12: the file ends here'
    """
    return PredictorError(f"{source}:{place}: {what}" if place else f"{source}: {what}")


def read_source(path: str | os.PathLike[str]) -> bytes:
    """Return a file's bytes; raises :class:`PredictorError` if it is no readable regular file of at most 4 MiB.

    >>> read_source("no-such-file.blif")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no-such-file.blif: there is no such file; check the name
    """
    source = os.fspath(path)
    try:
        # Looked at before it is opened: opening a pipe would wait for a writer.
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            kind = "a directory" if stat.S_ISDIR(status.st_mode) else "no regular file"
            raise fault(source, "", f"this is {kind}; give the name of a circuit file")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1) if status.st_size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise fault(source, "", "there is no such file; check the name") from None
    except PredictorError:
        raise
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
        raise fault(source, "", f"the file cannot be read ({reason}); check its name and permissions") from None
    size = max(status.st_size, len(data))
    if size > MAX_BYTES:
        raise fault(source, "", f"the file has {size} bytes; a circuit file has at most {MAX_BYTES}")
    return data


def chosen(source: str, outputs: Sequence[str], output: str | None) -> int:
    """Return which of a circuit's outputs is meant: the one of that name, or with no name the only one.

    >>> chosen("adder.blif", ["sum", "carry"], None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: adder.blif: there are 2 outputs; choose one, as in adder.blif:sum (there are 'sum', 'carry')
    """
    names = ", ".join(shown(name) for name in outputs[:8]) + (", .." if len(outputs) > 8 else "")
    if not outputs:
        raise fault(source, "", "the circuit has no outputs; give it one")
    if output is None:
        if len(outputs) == 1:
            return 0
        example = f"choose one, as in {source}:{shown(outputs[0])[1:-1]}"
        raise fault(source, "", f"there are {len(outputs)} outputs; {example} (there are {names})")
    if output not in outputs:
        raise fault(source, "", f"there is no output {shown(output)}; there are {names}")
    return outputs.index(output)
