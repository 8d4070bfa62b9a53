# %% [markdown]
# # A machine of your own, for a lecture
#
# A Turing machine becomes a linear next-token predictor that writes the machine's run as tokens. We build one, find the step
# at which the head turns round, and take pictures of it: a page to step through, SVG, and TikZ for slides.

# %%
from pathlib import Path

from lcomplexity.constructions.build import build
from lcomplexity.decoding import decode
from lcomplexity.predictor_file import stored
from lcomplexity.verification import verify
from lcomplexity.views.frames import frame
from lcomplexity.views.machine_data import machine_data, reading
from lcomplexity.views.page import page
from lcomplexity.views.space_time import space_time
from lcomplexity.views.state_diagrams import state_diagram_tikz
from lcomplexity.views.svg import document
from lcomplexity.views.tikz import TapePicture, frame_tikz
from lcomplexity.views.tikz import document as latex
from turing.machine import Machine
from turing.simulator import run

# %% [markdown]
# The machine: does a word end with the symbol that it begins with? It remembers the first one, walks right to the blank, turns, and looks.
# A rule is: state, symbol read, symbol written, move, next state.

# %%
rules = [f"start {a} {a} R saw{a}" for a in "01"]
rules += [f"saw{a} {b} {b} R saw{a}" for a in "01" for b in "01"]
rules += [f"saw{a} _ _ L look{a}" for a in "01"]
rules += [f"look{a} {b} {b} S {'yes' if a == b else 'no'}" for a in "01" for b in "01"]
M = Machine.of("ends agree", *rules, start="start", accepting=["yes"], rejecting=["no"])
x = "10011"
outcome = run(M, x)
assert type(outcome).__name__ == "Accepted" and outcome.steps == len(x) + 2

# %% [markdown]
# The predictor for words of five symbols. Which construction was taken, and why; what it claims; and every chain of all 32 words against the simulator.

# %%
made = build(M, len(x))
c = made.construction
print(c.name, "because it is", made.why)
print({quantity: c.claims.value(quantity) for quantity in ("length", "vocabulary", "reads", "margin")})
v = verify(c)
assert v.exhaustive and v.inputs == 2 ** len(x) and v.failures == 0 and v.min_margin is not None and v.min_margin >= 1

# %% [markdown]
# One chain, and the configurations that its tokens tell. They are compared with the simulator's; the head turns where it moves left for the first time.

# %%
d = decode(c.predictor, c.interface.prompt(x))
told = reading(stored(c), M, x, d.prompt, d.chain)
assert told.disagreement is None and c.interface.answer(d.chain) == "accept"
turn = next(i for i, m in enumerate(told.read) if i and m.heads[0] < told.read[i - 1].heads[0])
print("the head turns at step", told.read[turn].step, "in state", told.read[turn].state)
assert told.read[turn].state == "look1" and told.read[turn].heads == (len(x) - 1,)

# %% [markdown]
# The page: open it in a browser, step with the arrow keys, press T to go to the turn. It is one file and needs no network.

# %%
Path("ends.html").write_text(page(stored(c), d, x, machine_data(M, told.layout), ""), encoding="utf-8")
drawing = space_time(told.read, blank="_", tokens=[c.predictor.vocabulary.tokens[D] for D in d.chain])
Path("ends.svg").write_text(document(drawing, "ends agree on 10011"), encoding="utf-8")

# %% [markdown]
# Three frames round the turn as TikZ, with the tape below the tokens, and the machine's diagram. The file compiles with pdflatex.

# %%
pictures = []
for m in told.read[turn - 1 : turn + 2]:
    t = m.known
    tape = TapePicture(m.step, m.state, m.heads, m.tapes, "_")
    pictures.append(frame_tikz(c.predictor, frame(c.predictor, t - 1, d.prompt + d.chain[: t - 1]), tape))
Path("ends.tex").write_text(latex([*pictures, state_diagram_tikz(M)]), encoding="utf-8")
assert len(pictures) == 3 and Path("ends.tex").read_text(encoding="utf-8").count(r"\begin{tikzpicture}") == 4
