"""The page's predictor and machine, in a real browser, are Python's: chains, margins, parts of scores, TikZ, configurations."""

from __future__ import annotations

import copy
import html
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from headless_browser import Elements, computed, needs_browser, opened
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from view_samples import Sample, machine_samples, other_samples

from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.interface import Interface
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.predictor_file import StoredPredictor, stored
from lcomplexity.views.frames import frame, number_text, record
from lcomplexity.views.machine_data import machine_data, reading
from lcomplexity.views.page import page, page_data, script
from lcomplexity.views.readings import Moment
from lcomplexity.views.tikz import TapePicture, frame_tikz
from proofs.strategies import linear_predictors
from turing.machine import Machine

pytestmark = needs_browser

#: Random predictors beside the constructions.
RANDOM = 40

#: What the browser is asked to compute of every case; tokens of the chain looked at: the first, the last, one between.
COMPUTE = """
return cases.map(({ data, inputs }) => {
  const model = data.predictor, h = predictorOf(model, null), face = interfaceOf(data.interface);
  const machine = data.machine ? machineOf(data.machine) : null;
  return inputs.map((input) => {
    const { prompt, fault } = face.prompt(input);
    if (fault) return { fault };
    const { chain, margins } = h.decode(prompt), T = chain.length;
    const looked = T ? [...new Set([0, Math.floor(T / 2), T - 1])] : [];
    const symbols = face.symbols(input);
    const moments = machine ? machine.moments(symbols, prompt, chain) : [];
    const simulated = machine ? machine.simulated(symbols, moments) : [];
    return {
      prompt, chain, margins: margins.map(numberText), answer: face.answer(chain),
      frames: looked.map((t) => recordOf(model, h.frame(t, prompt.concat(chain.slice(0, t))))),
      tikz: looked.map((t) => tikzOf({
        names: model.vocabulary, n: model.n, context: prompt.concat(chain.slice(0, t)), token: chain[t], t,
        f: h.frame(t, prompt.concat(chain.slice(0, t))),
        machine: moments.length ? machine.record(moments[0]) : null, blank: machine ? data.machine.alphabet[data.machine.blank] : "",
      })),
      moments: machine ? moments.map(machine.record) : [], simulated: machine ? simulated.map(machine.record) : [],
      equal: moments.map((m, i) => machine.same(m, simulated[i])),
    };
  });
});
"""


def carried(sample: Sample) -> dict[str, Any]:
    """What a page on the sample's first input carries."""
    found = None
    d = decode(sample.stored.predictor, sample.stored.interface.prompt(sample.inputs[0]))
    if sample.machine is not None:
        layout = reading(sample.stored, sample.machine, sample.inputs[0], d.prompt, d.chain).layout
        found = machine_data(sample.machine, layout)
    return {"data": page_data(sample.stored, d, sample.inputs[0], found, ""), "inputs": list(sample.inputs)}


def moment_record(m: Moment) -> dict[str, Any]:
    """A moment as the page's scripts tell it."""
    tapes = [[[cell, s] for cell, s in tape.items()] for tape in m.tapes]
    return {"known": m.known, "step": m.step, "state": m.state, "heads": list(m.heads), "tapes": tapes}


def expected(stored: StoredPredictor, x: str, machine: Machine | None) -> dict[str, Any]:
    """What Python says of one input."""
    h = stored.predictor
    d = decode(h, stored.interface.prompt(x))
    T = len(d.chain)
    looked = sorted({0, T // 2, T - 1}) if T else []
    frames = [frame(h, t, d.prompt + d.chain[:t]) for t in looked]
    r = None if machine is None else reading(stored, machine, x, d.prompt, d.chain)
    picture = None
    if r is not None and r.read:
        m = r.read[0]
        picture = TapePicture(m.step, m.state, m.heads, m.tapes, r.machine.blank)
    return {
        "prompt": list(d.prompt),
        "chain": list(d.chain),
        "margins": [number_text(m) for m in d.margins],
        "answer": stored.interface.answer(d.chain),
        "frames": [record(h, f) for f in frames],
        "tikz": [frame_tikz(h, f, picture) for f in frames],
        "moments": [] if r is None else [moment_record(m) for m in r.read],
        "simulated": [] if r is None else [moment_record(m) for m in r.simulated],
        "equal": [] if r is None else [m == s for m, s in zip(r.read, r.simulated, strict=True)],
    }


def drawn(count: int, number: int) -> list[Sample]:
    """Random predictors, weights far beyond 64 bits and names of any text among them, each with one random prompt."""
    found: list[Sample] = []

    @seed(number)
    @settings(max_examples=count, phases=[Phase.generate], database=None)
    @given(linear_predictors(), st.randoms(use_true_random=False))
    def collect(h: LinearPredictor, r: random.Random) -> None:
        # A prompt of given tokens is the prefix of an interface without symbols.
        prompt = tuple(r.randrange(len(h.vocabulary)) for _ in range(h.n))
        s = StoredPredictor(h, Interface(prompt, {}, {}, (), {}, 0, h.length, 1), "random", 0, {}, {}, "drawn", {})
        found.append(Sample(f"random {len(found)}", s, ("",), None))

    collect()
    return found


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """Every construction, and :data:`RANDOM` random predictors."""
    number = random.SystemRandom().randrange(2**32)
    print(f"seed of the random predictors: {number}")
    return [*machine_samples(), *other_samples(), heavy(), *drawn(RANDOM, number)]


def heavy() -> Sample:
    """Parity with weights times 2^60: no seed has to draw what a browser's plain numbers cannot hold."""
    c = parity(6)
    rules = [
        Rule(
            tuple(
                Coordinate(
                    k.values,
                    tuple(
                        Read(r.slot, {u: {v: w << 60 for v, w in row.items()} for u, row in r.table.items()})
                        for r in k.reads
                    ),
                )
                for k in rule.coordinates
            )
        )
        for rule in c.predictor.rules
    ]
    h = replace(c.predictor, rules=tuple(rules))
    return Sample("heavy parity", replace(stored(c), predictor=h), ("101101", "000000"), None)


@pytest.fixture(scope="module")
def cases(samples: list[Sample]) -> list[dict[str, Any]]:
    """What the pages of all samples carry."""
    return [carried(s) for s in samples]


def test_the_browser_computes_what_python_computes(
    samples: list[Sample], cases: list[dict[str, Any]], tmp_path: Path
) -> None:
    """On every construction and on random predictors: prompts, chains, margins, answers, the parts of scores and their
    TikZ, and the machine's configurations, read and simulated, are the same, to the last digit and letter."""
    found = computed(tmp_path, script_without_page(), cases, COMPUTE)
    pairs = 0
    for sample, results in zip(samples, found, strict=True):
        for x, result in zip(sample.inputs, results, strict=True):
            assert result == expected(sample.stored, x, sample.machine), f"{sample.name}, input {x!r}"
            pairs += 1
    assert len(samples) >= 50 and pairs >= 60
    assert any(case["data"]["predictor"]["numbers"] == "big" for case in cases)


def script_without_page() -> str:
    """The page's functions, without what draws the page itself."""
    before, mark, _ = script().partition("// The page: one state")
    assert mark
    return before


def entry_of(table: list[int], token: int) -> int:
    """Where in a carried table the first entry of a token starts: tokens are written as differences."""
    u = 0
    for i in range(0, len(table), 3):
        u += table[i]
        if u == token:
            return i
    raise AssertionError(f"token {token} says nothing in this table")


def test_a_wrong_weight_in_the_page_is_noticed(
    samples: list[Sample], cases: list[dict[str, Any]], tmp_path: Path
) -> None:
    """A weight, a position, a value or a machine's rule changed in what the page carries: the comparison fails for each."""
    at = next(i for i, s in enumerate(samples) if s.name.startswith("oblivious 10110"))
    changed = [copy.deepcopy(cases[at]) for _ in range(4)]
    weight, position, value, rule = (c["data"] for c in changed)
    # The token 0:0, which the second input writes again and again, speaks more loudly.
    said = weight["predictor"]["tables"][0]
    said[entry_of(said, 1) + 2] += 1
    position["predictor"]["patterns"][2][2] -= 1
    runs = value["predictor"]["values"][0]
    runs[runs[::2].index(1) * 2] = 0
    rule["machine"]["mv"][0] = -1
    found = computed(tmp_path, script_without_page(), changed, COMPUTE)
    wanted = [expected(samples[at].stored, x, samples[at].machine) for x in samples[at].inputs]
    for name, results in zip(("weight", "position", "value", "rule"), found, strict=True):
        assert results != wanted, f"a changed {name} was not noticed"


#: What a user does, and what is then to be seen. Everything goes through events; nothing is called that a user could not.
USE = """
addEventListener("load", () => {
  const page = window.lcomplexity, said = {}, byId = (id) => document.getElementById(id);
  const key = (name, target) => (target || document.body).dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const submit = (id) => byId(id).dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  const seen = () => [page.state.at, byId("of").textContent, location.hash];
  const T = page.run.chain.length;
  said.start = seen();
  key("Home");
  for (let i = 0; i < 3; i++) key("ArrowRight");
  key("ArrowLeft");
  said.arrows = seen();
  key("End");
  said.end = seen();
  key("ArrowRight");
  said.beyond = seen();
  key("Home");
  key("ArrowLeft");
  said.before = seen();
  key("PageDown");
  said.ten = seen();
  key("ArrowRight", byId("input"));
  said.in_a_field = seen();
  key("Home");
  const changes = [], turns = [];
  for (let at = -1; at !== page.state.at && changes.length < 100; key("n")) changes.push((at = page.state.at));
  key("Home");
  for (let at = -1; at !== page.state.at && turns.length < 100; key("t")) turns.push((at = page.state.at));
  said.changes = changes;
  said.turns = turns;
  key(" ");
  said.running = byId("run").getAttribute("aria-pressed");
  key(" ");
  said.stopped = byId("run").getAttribute("aria-pressed");
  key("g");
  said.focus = document.activeElement.id;
  byId("go").value = "5";
  submit("goform");
  said.go = seen();
  byId("slider").value = "7";
  byId("slider").dispatchEvent(new Event("input"));
  said.slider = seen();
  said.tick = byId("tick").textContent;
  said.svg = page.svgText();
  said.tikz = page.tikzText(7);
  said.json = page.jsonText(7);
  said.true_answer = byId("answer").textContent;
  byId("break-add").value = "-7";
  submit("breakform");
  said.broken = byId("broken").textContent;
  said.wrong = [...page.run.wrong];
  said.broken_chain = page.run.chain;
  said.broken_hash = location.hash;
  said.broken_say = byId("say").textContent;
  said.signs = [byId("ribbon").textContent.includes("\\u2260"), byId("bars").textContent.includes("\\u2605 winner")];
  said.hatched = new Set([...document.querySelectorAll("#bars rect")].map((e) => e.getAttribute("fill"))).size;
  byId("repair").click();
  said.repaired = [page.run.wrong.size, byId("broken").textContent];
  byId("input").value = "01x10";
  submit("inputform");
  said.fault = byId("fault").textContent;
  byId("input").value = "011";
  submit("inputform");
  said.short = byId("fault").textContent;
  byId("input").value = "01110";
  submit("inputform");
  said.other = [byId("fault").textContent, byId("answer").textContent, page.run.chain, location.hash];
  page.printed(1, 3);
  said.frames = document.querySelectorAll("#frames .frame svg").length;
  said.nameless = [...document.querySelectorAll("button, input, select, textarea")].filter((e) =>
    !(e.textContent.trim() && e.matches("button")) && !e.getAttribute("aria-label") && !(e.labels && e.labels.length)).map((e) => e.outerHTML);
  said.untitled = [...document.querySelectorAll("svg")].filter((e) => e.getAttribute("role") !== "img" || !e.querySelector("title").textContent).length;
  said.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  said.width = innerWidth;
  const out = document.createElement("pre");
  out.id = "said";
  out.textContent = JSON.stringify(said);
  document.body.append(out);
});
"""


def used(made: str, folder: Path, *options: str, hash: str = "") -> dict[str, Any]:
    """What the page says while it is used; an error in its scripts fails the test."""
    path = folder / "used.html"
    path.write_text(made.replace("</body>", f"<script>{USE}</script></body>"), encoding="utf-8")
    found = Elements(opened(path, *options, hash=hash))
    assert found.errors == "0", found.text["error"]
    said: dict[str, Any] = json.loads(found.text["said"])
    return said


def the_page(sample: Sample) -> str:
    """The page of a sample on its first input."""
    data = carried(sample)["data"]
    d = decode(sample.stored.predictor, sample.stored.interface.prompt(sample.inputs[0]))
    return page(sample.stored, d, sample.inputs[0], data["machine"], "There is no machine.")


def test_a_lecturer_steps_jumps_breaks_and_edits(samples: list[Sample], tmp_path: Path) -> None:
    """By keys and forms: a token on and back, ends, ten at once, state changes, turns of the head, running and stopping, going to
    a token, another input, a wrong weight and its repair; the address tells the state; what is copied is well formed; nothing
    lacks a name; no error; nothing sticks out at 1280 x 800."""
    sample = next(s for s in samples if s.name.startswith("oblivious 01010"))
    h = sample.stored.predictor
    d = decode(h, sample.stored.interface.prompt("01010"))
    T = len(d.chain)
    said = used(the_page(sample), tmp_path, "--window-size=1280,800", hash="#t=4")
    assert said["start"] == [4, f"4 / {T}", "#t=4"]
    assert said["arrows"] == [2, f"2 / {T}", "#t=2"]
    assert said["end"] == said["beyond"] == [T, f"{T} / {T}", f"#t={T}"]
    assert said["before"] == [0, f"0 / {T}", "#t=0"] and said["ten"][0] == said["in_a_field"][0] == 10
    assert (said["running"], said["stopped"], said["focus"]) == ("true", "false", "go")
    assert said["go"][0] == 5 and said["slider"] == [7, f"7 / {T}", "#t=7"]
    r = reading(sample.stored, sample.machine, "01010", d.prompt, d.chain) if sample.machine else None
    assert r is not None
    states = [m.state for m in r.read]
    first = [m.known for i, m in enumerate(r.read) if i == 0 or states[i] != states[i - 1]]
    assert said["changes"] == [0, *first, *([T] if first[-1] != T else [])]
    heads = [m.heads[0] for m in r.read]
    turns = [i + 1 for i in range(1, T - 1) if (heads[i] - heads[i - 1]) * (heads[i + 1] - heads[i]) < 0]
    assert said["turns"][: len(turns) + 1] == [0, *turns] and turns
    assert "\u2713 Equals" in said["tick"] and f"{len(r.read)} of {len(r.read)} configurations equal" in said["tick"]
    ElementTree.fromstring(said["svg"])
    f = frame(h, 6, d.prompt + d.chain[:6])
    m = r.read[6]
    assert said["tikz"] == frame_tikz(h, f, TapePicture(m.step, m.state, m.heads, m.tapes, r.machine.blank))
    told = json.loads(said["json"])
    assert told["input"] == "01010" and told["machine"] == {**moment_record(m), "equals_simulator": True}
    assert {key: told[key] for key in record(h, f)} == record(h, f)
    wrong = [t for t, token in enumerate(d.chain) if said["broken_chain"][t] != token]
    assert said["wrong"] == wrong and f"First wrong token: {wrong[0] + 1}" in said["broken"]
    assert "true chain" in said["broken_say"] and said["broken_hash"].startswith(f"#t={wrong[0] + 1}&w=")
    # Signs that need no colour: a mark on the wrong token, a star at the winner, a hatching for each position read.
    assert said["signs"] == [True, True] and said["hatched"] >= 2
    assert said["repaired"] == [0, ""]
    assert "'x'" in said["fault"].replace('"', "'") and "3 symbols" in said["short"]
    other = decode(h, sample.stored.interface.prompt("01110"))
    fault, answer, chain, address = said["other"]
    assert fault == "" and answer.endswith(sample.stored.interface.answer(other.chain)) and chain == list(other.chain)
    assert address.endswith("&x=01110")
    assert said["frames"] == 3 and said["nameless"] == [] and said["untitled"] == 0 and said["overflow"] <= 0


def test_the_page_fits_a_telephone(samples: list[Sample], tmp_path: Path) -> None:
    """At a width of 390 the page itself does not scroll sideways, on constructions with long names and with wide tapes."""
    names = ("recursive 010", "parity 1010", "sliding aabb")
    frames = ""
    for name in names:
        made = the_page(next(s for s in samples if s.name.startswith(name)))
        inner = html.escape(made.replace("</body>", f"<script>{FITS}</script></body>"), quote=True)
        frames += f'<iframe width="390" height="844" srcdoc="{inner}"></iframe>'
    framed = tmp_path / "framed.html"
    framed.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><pre id="out"></pre><script>const found = [];'
        'addEventListener("message", (e) => { found.push(e.data); document.getElementById("out").textContent = JSON.stringify(found); });'
        f"</script>{frames}",
        encoding="utf-8",
    )
    found = Elements(opened(framed, "--virtual-time-budget=4000"))
    assert json.loads(found.text["out"]) == [[390, 0, "0"]] * len(names)


#: Tells the surrounding document how wide the page is, at its last token.
FITS = """
addEventListener("load", () => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
  const e = document.documentElement;
  parent.postMessage([innerWidth, e.scrollWidth - e.clientWidth, e.dataset.errors], "*");
});
"""


def test_a_page_that_decodes_another_chain_than_python_says_so(samples: list[Sample], tmp_path: Path) -> None:
    """With one weight of its table changed, the page counts an error and shows it."""
    sample = next(s for s in samples if s.name.startswith("oblivious 01010"))
    made = the_page(sample)
    at = made.index('"tables":[[') + len('"tables":[[')
    entries = [int(entry) for entry in made[at : made.index("]", at)].split(",")]
    token = decode(sample.stored.predictor, sample.stored.interface.prompt("01010")).chain[1]
    entries[entry_of(entries, token) + 2] = -1
    path = tmp_path / "wrong.html"
    path.write_text(made[:at] + ",".join(map(str, entries)) + made[made.index("]", at) :], encoding="utf-8")
    found = Elements(opened(path))
    assert found.errors == "1" and "another chain" in found.text["error"]


def test_an_address_with_no_input_of_this_predictor_says_so(samples: list[Sample], tmp_path: Path) -> None:
    """The page shows its own input, and the fault; wrong tokens and weights in an address are ignored."""
    sample = next(s for s in samples if s.name.startswith("oblivious 01010"))
    path = tmp_path / "page.html"
    path.write_text(the_page(sample), encoding="utf-8")
    found = Elements(opened(path, hash="#t=-3&x=01&w=99,0,0,0,0,5"))
    assert found.errors == "0" and "2 symbols" in found.text["fault"]
    assert found.attributes["slider"]["max"] == str(
        len(decode(sample.stored.predictor, sample.stored.interface.prompt("01010")).chain)
    )


@pytest.mark.deep
def test_frames_are_printed_one_a_page(samples: list[Sample], tmp_path: Path) -> None:
    """Frames 5 to 9 of a page are a document of five pages; without a choice the frame looked at is printed."""
    sample = next(s for s in samples if s.name.startswith("sliding 0110"))
    made = the_page(sample)
    for script_text, pages in (("lcomplexity.printed(5, 9)", 5), ("0", 1)):
        path, out = tmp_path / "page.html", tmp_path / "page.pdf"
        path.write_text(
            made.replace("</body>", f"<script>addEventListener('load', () => {script_text})</script></body>"),
            encoding="utf-8",
        )
        opened(path, f"--print-to-pdf={out}", hash="#t=7")
        assert len(re.findall(rb"/Type\s*/Page[^s]", out.read_bytes())) == pages
