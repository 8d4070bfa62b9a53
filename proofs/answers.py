"""Does a construction answer as the object it was made for says? The object's own words are asked, not the construction's chains.

A construction brings its expected chains along, and verifying it compares every token with these; a construction of another object
would pass. So the answer that each chain ends with is compared with what the definition of the object says: a sum modulo two, gates
evaluated one by one, the configurations of :func:`turing.machine.step`.

>>> from lcomplexity.constructions.parity import parity
>>> odd = lambda x: {str(sum(map(int, x)) % 2)}
>>> wrong_answer(parity(3), "01", odd) is None, wrong_answer(parity(3), "01", lambda x: {"1"})
(True, 'input 000 is answered 0, by definition 1')
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import product
from typing import TypeAlias

import numpy as np

from lcomplexity.constructions.construction import Construction

#: From the symbols of an input to the answers that are right (several where the definition leaves a choice).
Definition: TypeAlias = Callable[[tuple[str, ...]], Collection[str]]


def wrong_answer(c: Construction, alphabet: Sequence[str], definition: Definition) -> str | None:
    """Return the first input whose prompt is not the interface's, or whose expected chain answers what the definition does not
    say, in words; ``None`` if there is none. ``alphabet`` names the symbols by number.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> wrong_answer(threshold((1, 1), 2), "01", lambda x: {str(int("0" not in x))}) is None
    True
    """
    inputs = list(product(c.symbols, repeat=c.input_length))
    expected = c.expected(np.array(inputs, np.int64).reshape(len(inputs), c.input_length))
    gap = "" if all(len(s) == 1 for s in alphabet) else " "
    rows = zip(inputs, expected.prompts.tolist(), expected.chains.tolist(), expected.lengths.tolist(), strict=True)
    for numbers, prompt, chain, length in rows:
        x = tuple(alphabet[i] for i in numbers)
        text = gap.join(x)
        if tuple(prompt) != c.interface.prompt(text):
            return f"input {text} has another prompt than the interface gives it"
        said, right = c.interface.answer(chain[:length]), definition(x)
        if said not in right:
            return f"input {text} is answered {said}, by definition {' or '.join(sorted(right))}"
    return None
