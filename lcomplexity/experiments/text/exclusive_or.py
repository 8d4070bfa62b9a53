"""What a linear network cannot do, in its purest form: blocks ``ab=c;`` of random bits a, b with c = a xor b.

**Exact floors.** A block has 2 random bits in 5 characters: no predictor is below 2/5 bit per character, and one that looks back three
characters reaches it. Now let the scores be sums of what the single characters of the context say, as in the linear and the position-tied
network with any width. Fix everything before the block, and let m(a, b) be the score of 1 minus the score of 0 after ``ab=``. It is a sum of a
term of a, a term of b and a constant, so m(0,0) + m(1,1) = m(0,1) + m(1,0). With s(m) = ln(1 + e^m), convex, the mean loss in nats is at least

    (s(m00) + s(-m01) + s(-m10) + s(m11)) / 4  >=  s((m00 - m01 - m10 + m11) / 4)  =  s(0)  =  ln 2:

one bit for c, as much as for a coin. (Scores of characters other than 0 and 1 only add to the loss.) So a linear network loses at least 3 bits a block, 3/5
bit per character, whatever its width, its data and its training. The argument is ours; that a threshold function cannot be exclusive-or is folklore.

>>> c = exclusive_or(1_000)
>>> c.floor, c.linear_floor, "".join(c.alphabet[i] for i in c.train[:10])
(0.4, 0.6, '01=1;01=1;')
"""

from __future__ import annotations

import numpy as np

from lcomplexity.experiments.text.corpus import Corpus, corpus


def exclusive_or(characters: int) -> Corpus:
    """Return blocks: at least ``characters`` for training, a fiftieth for validation, a twentieth for the test, from three fixed seeds.

    >>> len(exclusive_or(1_000).train)
    1000
    """
    parts = [
        _blocks(seed, -(-size // 5)) for seed, size in ((1, characters), (2, characters // 50), (3, characters // 20))
    ]
    return corpus("xor", "01=;", parts[0], parts[1], parts[2], 2 / 5, 3 / 5, 2 / 5)


def _blocks(seed: int, count: int) -> str:
    bits = np.random.default_rng((2309_06979, seed)).integers(2, size=(count, 2)).tolist()
    return "".join(f"{a}{b}={a ^ b};" for a, b in bits)
