"""How every importer reports a fault: one line that says place, offender, fault and remedy."""

from __future__ import annotations

from collections.abc import Iterable

from turing.errors import MachineError

#: An offender longer than this is cut in messages: a file can hold a word of a million characters.
SHOWN = 60


def shown(text: str) -> str:
    """Return the text quoted for a message: on one line, and cut after :data:`SHOWN` characters.

    >>> shown("a\\nb"), len(shown("x" * 1000))
    ("'a\\\\nb'", 65)
    """
    return repr(text) if len(text) <= SHOWN else repr(text[:SHOWN]) + "..."


def listed(names: Iterable[str]) -> str:
    """Return the names quoted and separated by commas, at most twelve of them.

    >>> listed(["a", "b"]), listed(map(str, range(100)))[-15:]
    ("'a', 'b'", "'11', ... (100)")
    """
    names = list(names)
    head = ", ".join(shown(name) for name in names[:12])
    return head if len(names) <= 12 else f"{head}, ... ({len(names)})"


def fault(source: str, line: int | None, what: str) -> MachineError:
    """Return the error for a fault in a file: ``source:line: what`` (``line`` from 1; ``None`` if unknown).

    >>> fault("parity.tm", 7, "state 'q': no rule")
    MachineError("parity.tm:7: state 'q': no rule")
    """
    place = source if source.isprintable() else repr(source)
    return MachineError(f"{place}: {what}" if line is None else f"{place}:{line}: {what}")


def pair(state: str, *read: str) -> str:
    """Return the words that name a state, or a state and the symbols scanned in it.

    >>> pair("q0"), pair("q0", "1"), pair("q0", "1", "_")
    ("state 'q0'", "state 'q0', symbol '1'", "state 'q0', symbols '1' '_'")
    """
    if not read:
        return f"state {shown(state)}"
    return f"state {shown(state)}, symbol{'s' if len(read) > 1 else ''} {' '.join(shown(s) for s in read)}"
