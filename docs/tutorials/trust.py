# %% [markdown]
# # How to check us
#
# A result is compared with an independent source, a check is shown to fail where it should, and files are refused when they are damaged.

# %%
from contextlib import suppress
from pathlib import Path

from lcomplexity.cli import main
from lcomplexity.constructions.build import build
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import argmax, scores, weights
from lcomplexity.predictor_file import load, save, stored
from lcomplexity.verification import verify
from proofs.checker import check, read
from proofs.damage import wrong_weight
from turing.machine import initial, step, verdict
from turing.zoo import zoo

# %% [markdown]
# **Two sides that share no code.** On one side the machine's `step`; on the other integer weights. The verdicts agree on all 64 words.

# %%
M = zoo("palindrome").machine
c = build(M, 6).construction
for i in range(64):
    x = f"{i:06b}"
    configuration = initial(M, x)
    while verdict(M, configuration) is None:
        configuration = step(M, configuration)
    assert c.interface.answer(decode(c.predictor, c.interface.prompt(x)).chain) == verdict(M, configuration)

# %% [markdown]
# **The definition.** A token is the argmax of a sum of weights, one for each position and what stands there. Written out with the dense W_t of the paper:

# %%
d = decode(c.predictor, c.interface.prompt("011010"))
for t in range(8):
    context = d.prompt + d.chain[:t]
    S = [sum(int(W[i, u]) for i, u in enumerate(context)) for W in weights(c.predictor, t)]
    assert tuple(S) == scores(c.predictor, t, context) and argmax(S) == d.chain[t]

# %% [markdown]
# **A check that cannot fail is none.** One weight is broken, and the comparison must say where.

# %%
assert verify(c).failures == 0
broken = verify(wrong_weight(c))
assert broken.failures > 0 and broken.first_failure is not None
print("found: token", broken.first_failure.t, "of input", broken.first_failure.x)

# %% [markdown]
# **Files.** A predictor file that lost its last byte is refused in one line, and never runs anything.

# %%
save("palindrome.npz", stored(c))
Path("damaged.npz").write_bytes(Path("palindrome.npz").read_bytes()[:-1])
with suppress(PredictorError):
    load("damaged.npz")
    raise AssertionError("a damaged file was taken")

# %% [markdown]
# **Certificates.** Lengths come with a proof that another program checks. It accepts ours and rejects two that claim more.

# %%
assert main(["length", "parity:8", "--certificate", "parity.json"]) == 0
certificate = read("parity.json")
assert check(certificate)[1] and not check({**certificate, "lower": 5})[1]
assert not check({**certificate, "upper": 3, "program": certificate["program"][:3]})[1]

# %% [markdown]
# **Statements.** Every theorem is a property that runs, on cases drawn from a seed, and says how far its evidence goes.

# %%
assert main(["verify", "parity", "--examples", "5", "--seed", "1"]) == 0
