"""The one exception a user of machines meets: its text is one line that says place, offender, fault, remedy."""


class MachineError(ValueError):
    """A machine, a machine file or an input that cannot be accepted.

    The message is a single line: where it happened, which state, symbol or rule is at fault, what is wrong
    with it and what would be right.

    >>> raise MachineError("parity: start state 'q9' is not a state; states are ['even', 'odd']")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: parity: start state 'q9' is not a state; states are ['even', 'odd']
    """


class TapeTooLongError(MachineError):
    """A run that outgrew the cells a configuration may hold, before it reached its step limit."""
