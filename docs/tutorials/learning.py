# %% [markdown]
# # From chain-of-thought data to a PyTorch module
#
# Chains of a machine as JSON lines, a predictor learnt from some of them, its errors on the others, and both it and the exact predictor as PyTorch modules.
# This needs the extra `train`.

# %%
import json
from dataclasses import replace

import numpy as np
import torch

from lcomplexity.cli import main
from lcomplexity.constructions.build import build
from lcomplexity.exports.exported import exported
from lcomplexity.exports.files import load, save
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.evaluation import errors
from lcomplexity.learning.perceptron import perceptron
from lcomplexity.learning.wiring import known
from lcomplexity.predictor_file import stored
from turing.zoo import zoo

# %% [markdown]
# The data: all 256 words of length 8, one JSON object a line. The chains are the simulator's, written as tokens.

# %%
assert main(["trace", "palindrome", "--length", "8", "-o", "palindrome.jsonl"]) == 0
with open("palindrome.jsonl", encoding="utf-8") as lines:
    records = [json.loads(line) for line in lines]
print(len(records), "records;", records[0]["prompt_text"], "->", records[0]["chain_text"][:60], "..")
assert len(records) == 256 and sum(r["answer"] == "accept" for r in records) == 16

# %% [markdown]
# Train on 60 words, test on the other 196. `known` is the wiring of the exact predictor (which token reads which positions, and which tokens share weights); its
# weights are forgotten and learnt again, by a perceptron in integers.

# %%
c = build(zoo("palindrome").machine, 8).construction
assert records[0]["vocabulary"] == list(c.predictor.vocabulary.tokens)
order = np.random.default_rng(0).permutation(len(records))
prompts, chains = (np.array([records[i][part] for i in order]) for part in ("prompt", "chain"))
data = Dataset(c.predictor.vocabulary.tokens, prompts, chains)
train, test = data.first(60), Dataset(data.vocabulary, prompts[60:], chains[60:])
shared = perceptron(train, known(c.predictor)).learned
assert errors(shared, test).ar_error == 0

# %% [markdown]
# With three words it has not seen everything yet, and errs on some.

# %%
few = perceptron(data.first(3), known(c.predictor)).learned
print("wrong chains:", errors(few, test).sequences, "of", test.m)
assert errors(few, test).ar_error > 0

# %% [markdown]
# What was learnt is a linear predictor again, so it is exported like any other. The file alone is enough to use it.

# %%
exact = stored(c)
learnt = replace(exact, predictor=shared.linear_predictor(), construction="learned", claims={}, values={})
save("learnt.safetensors", exported(learnt, "float32"), "safetensors")
e = load("learnt.safetensors")
torch.set_num_threads(1)
found = e.model.generate(torch.from_numpy(test.prompts.copy())).numpy()
assert np.array_equal(found, test.chains) and e.answer("01100110") == "accept"

# %% [markdown]
# The exact predictor is a reference for networks of your own: scores of whole chains at once, aligned with the targets, with a proved margin of at least 1.

# %%
reference = exported(exact, "float32").model
contexts = torch.from_numpy(np.concatenate([test.prompts, test.chains], axis=1))
logits = reference(contexts[:, :-1])
best = logits.topk(2, dim=-1).values
assert np.array_equal(logits.argmax(-1).numpy(), test.chains)
assert float((best[..., 0] - best[..., 1]).min()) >= 1
