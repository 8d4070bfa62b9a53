# %% [markdown]
# # The length of a new function
#
# Length complexity counts the tokens a linear next-token predictor needs. We find it exactly for a function of our own, write a certificate, have it
# checked by a program that knows nothing of the search, and set it beside other notions of complexity.

# %%
import json
from pathlib import Path

from lcomplexity.decoding import decode
from lcomplexity.functions import function_of
from lcomplexity.length.certificates import length_certificate, text_of
from lcomplexity.length.complexity import length_complexity
from lcomplexity.notions.comparison import Length, as_cells, as_latex, compared
from proofs.checker import check, read

# %% [markdown]
# "The first bit without the second, or the last two, but not both": an expression; `^` is exclusive or.

# %%
f = function_of("(x0 & ~x1) ^ (x2 & x3)")
answer = length_complexity(f)
print(f.name, "takes", answer.lower.tokens, "to", answer.upper.tokens, "tokens")
assert answer.exact and answer.upper.tokens == 2

# %% [markdown]
# The upper end is a predictor: it can be run. Here on all 16 inputs, by the definition, in unbounded integers.

# %%
h = answer.upper.construction.predictor
for i in range(16):
    x = tuple(i >> j & 1 for j in range(4))
    expected = int((x[0] == 1 and x[1] == 0) != (x[2] == 1 and x[3] == 1))
    assert decode(h, x).chain[-1] == expected

# %% [markdown]
# The lower end is a proof. Both ends together are the certificate: a JSON file for `lcomplexity check`, or for `proofs/checker.py` alone (standard library, at most 250 lines).

# %%
Path("mine.json").write_text(text_of(length_certificate(answer)), encoding="utf-8")
kind, valid, reason = check(read("mine.json"))
print(kind, valid, reason)
assert valid

# %% [markdown]
# A false claim is rejected: one token fewer, or a program that errs.

# %%
certificate = json.loads(Path("mine.json").read_text(encoding="utf-8"))
assert not check({**certificate, "upper": 1, "program": certificate["program"][-1:]})[1]
weights = json.loads(json.dumps(certificate["program"]))
weights[-1][0][0] += 100
assert not check({**certificate, "program": weights})[1]
assert not check({**certificate, "lower": 3})[1]

# %% [markdown]
# Beside other notions. Circuits and chains disagree: majority of three bits is one token and needs four gates, parity of four is three tokens and three gates.

# %%
rows = []
for name in ("majority:3", "ip:2", "parity:4", f.name):
    g = function_of(name)
    found = length_complexity(g)
    rows.append(compared(g.name, g.n, g.tabulated().table, Length(found.lower.tokens, found.upper.tokens)))
for cells in as_cells(rows):
    print("  ".join(cells))
by_name = {row.function: row for row in rows}
assert [row.length.exact for row in rows] == [1, 2, 3, 2]
assert by_name["majority:3"].values["circuit_size"] == 4 and by_name["parity:4"].values["circuit_size"] == 3

# %% [markdown]
# The same as a LaTeX table for a paper.

# %%
Path("table.tex").write_text(as_latex(rows), encoding="utf-8")
assert r"\begin{tabular}" in Path("table.tex").read_text(encoding="utf-8")
