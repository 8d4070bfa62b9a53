"""Pictures are well formed, say by shapes and text what they say, and stay within their bounds."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from view_samples import Sample, machine_samples, other_samples

from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import LinearPredictor, weights
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.views.circuits import circuit_drawing, depths
from lcomplexity.views.frames import frame
from lcomplexity.views.labels import latex
from lcomplexity.views.machine_data import reading
from lcomplexity.views.machine_tables import machine_html, machine_latex, outcome_html, outcome_latex
from lcomplexity.views.margins import margin_strip
from lcomplexity.views.notebook import load_ipython_extension, views
from lcomplexity.views.page import page_file
from lcomplexity.views.predictor_tables import chain_html, chain_latex, claims_html, claims_latex, predictor_latex
from lcomplexity.views.readings import Moment
from lcomplexity.views.ribbons import chain_ribbon
from lcomplexity.views.space_time import space_time
from lcomplexity.views.state_diagrams import arrows, state_diagram, state_diagram_tikz
from lcomplexity.views.svg import INK, PALE, SHADE, Drawing, document
from lcomplexity.views.tikz import document as tikz_document
from lcomplexity.views.tikz import frame_tikz
from lcomplexity.views.weight_blocks import weight_blocks
from proofs.machine_strategies import machines
from proofs.strategies import linear_predictors
from turing.formats import loads
from turing.machine import Machine
from turing.simulator import run
from turing.zoo import ZOO, zoo

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = (*machine_samples(), *other_samples())


def elements(drawing: Drawing) -> list[ElementTree.Element]:
    """The elements of a drawing's document, which is well-formed XML, has a title and no reference to anything outside."""
    text = document(drawing, "a title")
    root = ElementTree.fromstring(text)
    found = list(root.iter())
    assert root.tag == f"{SVG}svg" and found[1].tag == f"{SVG}title"
    assert not re.search(r"(href|url\(http|<script|<image|@import)", text)
    numbers = [float(v) for e in found for k, v in e.attrib.items() if k in ("x", "y", "width", "height")]
    assert all(abs(v) < 10**6 for v in numbers)
    return found


def words(drawing: Drawing) -> str:
    """All text of a drawing."""
    return "\n".join(e.text or "" for e in elements(drawing) if e.tag == f"{SVG}text")


def inside(drawing: Drawing) -> None:
    """Rectangles lie within the picture, and so do texts, measured at the width of a character."""
    for e in elements(drawing)[3:]:
        if e.tag == f"{SVG}rect":
            assert float(e.attrib["x"]) >= 0 and float(e.attrib["x"]) + float(e.attrib["width"]) <= drawing.width
            assert float(e.attrib["y"]) >= 0 and float(e.attrib["y"]) + float(e.attrib["height"]) <= drawing.height
        elif e.tag == f"{SVG}text" and "transform" not in e.attrib:
            wide = 0.61 * float(e.attrib.get("font-size", 13)) * len(e.text or "")
            x, anchor = float(e.attrib["x"]), e.attrib.get("text-anchor", "start")
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            assert left >= -1 and left + wide <= drawing.width + 1, (e.text, left, wide, drawing.width)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_every_construction_can_be_drawn(sample: Sample) -> None:
    """Space-time diagram or ribbon, weight blocks, margins, TikZ: well formed, nothing cut off, and each cell, state and
    margin is told in words."""
    h, x = sample.stored.predictor, sample.inputs[0]
    d = decode(h, sample.stored.interface.prompt(x))
    names = [h.vocabulary.tokens[D] for D in d.chain]
    strip = margin_strip(d.margins)
    inside(strip)
    assert f"margin at least {min(d.margins)}" in words(strip)
    for t in (0, len(d.chain) - 1):
        assert frame_tikz(h, frame(h, t, d.prompt + d.chain[:t]), None).count("{tikzpicture}") == 2
        if len(h.vocabulary) <= 400:
            inside(weight_blocks(h, t))
    last = range(max(1, len(d.chain) - 4), len(d.chain) + 1)
    ribbon = chain_ribbon(h, d, last)
    inside(ribbon)
    assert str(h.n + len(d.chain) - 1) in words(ribbon).split()
    if sample.machine is None:
        return
    r = reading(sample.stored, sample.machine, x, d.prompt, d.chain)
    drawn = space_time(r.read, blank=sample.machine.blank, tokens=names)
    inside(drawn)
    said = words(drawn).splitlines()
    assert all(m.state in said and str(m.step) in said for m in r.read)
    # The head is told by a bold frame: one for each head of each row.
    bold = [e for e in elements(drawn) if e.attrib.get("stroke-width") == "2.2"]
    assert len(bold) == sum(len(m.heads) for m in r.read)


@settings(max_examples=60)
@given(linear_predictors(), st.data())
def test_names_of_any_text_are_drawn(h: LinearPredictor, data: st.DataObject) -> None:
    """Control characters, angle brackets, quotes, scripts of any kind: the documents stay well formed, the LaTeX stays ASCII
    with balanced braces."""
    assume(h.length)
    d = decode(h, tuple(data.draw(st.integers(0, len(h.vocabulary) - 1)) for _ in range(h.n)))
    assume(d.chain)
    t = data.draw(st.integers(0, len(d.chain) - 1))
    elements(chain_ribbon(h, d, range(1, len(d.chain) + 1)))
    elements(weight_blocks(h, t))
    elements(margin_strip(d.margins))
    text = frame_tikz(h, frame(h, t, d.prompt + d.chain[:t]), None)
    assert text.isascii()
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    # The tables of a notebook are HTML, of which XML's rules are a part.
    ElementTree.fromstring(chain_html(h, d))
    assert chain_latex(h, d).isascii()


@settings(max_examples=40)
@given(machines(states=(1, 8), symbols=(1, 4), tapes=(1, 2)))
def test_every_machine_has_a_diagram_and_tables(machine: Machine) -> None:
    """Every rule is on an arrow, every state in the diagram, halting ones with a double frame, in SVG and in TikZ."""
    drawn = state_diagram(machine)
    inside(drawn)
    said = words(drawn)
    assert all(q in said.split() for q in machine.states)
    doubled = [e for e in elements(drawn) if e.attrib.get("rx") == "12"]
    assert len(doubled) == len(machine.halting)
    assert sum(len(a.labels) for a in arrows(machine)) == len(machine.rules)
    tikz = state_diagram_tikz(machine)
    assert tikz.count("double") == len(machine.halting) and tikz.count("\\draw") == len(arrows(machine)) + 1
    ElementTree.fromstring(f"<div>{machine_html(machine)}</div>")
    assert machine_latex(machine).count("\\\\") >= 1


def test_the_zoo_is_drawn_without_anything_cut_off() -> None:
    """All machines but those with too many states, which are refused with the remedy."""
    for name, entry in ZOO.items():
        if len(entry.machine.states) > 40:
            with pytest.raises(PredictorError, match=f"^{name}: .*cannot be read.*lcomplexity convert"):
                state_diagram(entry.machine)
        else:
            inside(state_diagram(entry.machine))


BRACKETS = """
blank: ' '
start state: right
table:
  right: {['(', x]: R, ')': {write: x, L: left}, ' ': {L: check}}
  left: {x: L, '(': {write: x, R: right}, ' ': {R: reject}}
  check: {x: L, '(': {L: reject}, ' ': {R: accept}}
  accept:
  reject:
"""


@pytest.mark.parametrize("name", ["brackets", *(n for n, entry in ZOO.items() if len(entry.machine.states) <= 40)])
def test_no_arrow_of_a_diagram_ends_where_another_starts(name: str) -> None:
    """Or the two would look like one with a point at both ends: 12 pixels from each start of an arrow there is no arrow's point."""
    machine = loads(BRACKETS, "turingmachineio") if name == "brackets" else ZOO[name].machine
    ways = [e.attrib["d"] for e in elements(state_diagram(machine)) if e.tag == f"{SVG}path"]
    number = r"(-?[0-9.]+)"
    starts = [(float(f[1]), float(f[2])) for d in ways if (f := re.match(rf"M{number} {number}[QC]", d))]
    tips = [(float(f[1]), float(f[2])) for d in ways if (f := re.match(rf"M{number} {number}L.*z$", d))]
    assert len(starts) == len(arrows(machine)) == len(tips) - 1
    assert min(math.dist(start, tip) for start in starts for tip in tips) >= 12


def test_the_path_of_the_head_goes_through_the_cells_it_scans() -> None:
    """For three configurations with the head at 0, 1, 0: the path's corners are the middles of the bold frames."""
    rows = [Moment(i, i, "a", (p,), ({0: "1", 1: "1"},)) for i, p in enumerate((0, 1, 0))]
    found = elements(space_time(rows, blank="_", tokens=("a", "b", "c")))
    (line,) = [e.attrib["d"] for e in found if e.attrib.get("stroke-width") == "9"]
    corners = [tuple(map(int, point.split())) for point in line[1:].split("L")]
    frames = [e for e in found if e.attrib.get("stroke-width") == "2.2"]
    assert corners == [
        (int(e.attrib["x"]) + int(e.attrib["width"]) // 2, int(e.attrib["y"]) + int(e.attrib["height"]) // 2)
        for e in frames
    ]
    assert corners[0][0] == corners[2][0] < corners[1][0]


def test_weight_blocks_show_every_weight_of_a_small_token() -> None:
    """Parity of 3 bits, second token: the numbers in the picture are the non-zero entries of W_2, position by position."""
    h = parity(3).predictor
    W = weights(h, 1)
    numbers = [int(w) for w in words(weight_blocks(h, 1)).split() if re.fullmatch(r"-?[0-9]+", w)]
    nonzero = [int(w) for p in range(4) for w in W[:, p, :].ravel() if w]
    tokens = [0, 1]
    for w in nonzero:
        numbers.remove(w)
    assert sorted(set(numbers)) in ([], tokens, [*tokens, 2, 3], [0, 1, 2, 3])


def test_a_circuit_is_drawn_in_layers() -> None:
    """Gates stand right of what they read; thresholds and weights other than 1 are told; negative wires are dashed; the outputs
    have a double frame."""
    ones = tuple((i, 1) for i in range(4))
    gates = (Gate(ones, 4), Gate((*ones, (4, -4)), 2), Gate((*ones, (4, -4), (5, -2)), 1))
    program = ThresholdCircuit(4, gates)
    assert depths(program) == (0, 0, 0, 0, 1, 2, 3)
    drawn = circuit_drawing(program)
    inside(drawn)
    said = words(drawn).splitlines()
    assert [w for w in said if w.startswith("\u2265")] == ["\u2265 4", "\u2265 2", "\u2265 1"]
    assert sorted(w for w in said if w.startswith("-")) == ["-2", "-4", "-4"]
    assert sum("stroke-dasharray" in e.attrib for e in elements(drawn)) == 3
    with pytest.raises(PredictorError, match=r"a circuit of 301 gates .* is too large to be drawn"):
        circuit_drawing(ThresholdCircuit(1, (Gate(((0, 1),), 1),) * 301))


def test_a_tie_is_told_by_a_word() -> None:
    """A margin of 0 is a hollow bar and says so; among thousands of tokens the smallest of each group is shown."""
    assert "tie" in words(margin_strip((3, 0, 2)))
    many = margin_strip([5] * 5000 + [0] + [7] * 5000)
    inside(many)
    assert "tie" in words(many) and "10001 tokens" in words(many)


def test_pictures_that_cannot_be_read_are_refused() -> None:
    """One line, with the bound and the remedy."""
    h = parity(2000).predictor
    d = decode(h, (0,) * 2000)
    with pytest.raises(PredictorError, match=r"a ribbon with [0-9]+ arcs .* choose fewer tokens with --frames"):
        chain_ribbon(h, d, range(1, 4))
    wide = next(s for s in SAMPLES if len(s.stored.predictor.vocabulary) > 10_000).stored.predictor
    with pytest.raises(PredictorError, match=r"13141 columns .* too many to be drawn .* look at them in a page"):
        weight_blocks(wide, wide.length - 1)
    with pytest.raises(PredictorError, match="would have 500 rows"):
        space_time([Moment(i, i, "a", (0,), ({},)) for i in range(500)], blank="_", tokens=())
    with pytest.raises(PredictorError, match="more than 40000 cells"):
        space_time([Moment(i, i, "a", (i * 200,), ({},)) for i in range(300)], blank="_", tokens=())


def test_a_notebook_is_told_of_every_type() -> None:
    """Each view gives HTML, and LaTeX where there is one, for a value of its type."""
    told: dict[str, dict[type, object]] = {"text/html": {}, "text/latex": {}}
    formatters = {kind: SimpleNamespace(for_type=found.__setitem__) for kind, found in told.items()}
    load_ipython_extension(SimpleNamespace(display_formatter=SimpleNamespace(formatters=formatters)))
    M, c = zoo("parity").machine, parity(5)
    circuit = ThresholdCircuit(1, (Gate(((0, 1),), 1),))
    values = [M, c, c.predictor, circuit, run(M, "101")]
    for value in values:
        view = views()[type(value)]
        assert told["text/html"][type(value)] is view.html
        ElementTree.fromstring(f"<div>{view.html(value)}</div>")
        if view.latex is not None:
            assert told["text/latex"][type(value)] is view.latex and view.latex(value).count("$") in (2, 4)
    assert "accept" not in outcome_html(run(M, "11")) and "accept" in outcome_latex(run(M, "1"))
    assert "<td>3</td>" in claims_html(c)


@pytest.mark.deep
@pytest.mark.skipif(
    shutil.which("pdflatex") is None, reason="no pdflatex on PATH; install TeX Live to compile the TikZ"
)
def test_the_tikz_compiles(tmp_path: Path) -> None:
    """Frames of every construction, diagrams of the zoo and all tables, with nothing but TikZ and standard packages."""
    pictures = [state_diagram_tikz(e.machine) for e in ZOO.values() if len(e.machine.states) <= 40]
    for sample in SAMPLES:
        h = sample.stored.predictor
        d = decode(h, sample.stored.interface.prompt(sample.inputs[0]))
        pictures += [frame_tikz(h, frame(h, t, d.prompt + d.chain[:t]), None) for t in (0, len(d.chain) - 1)]
    (tmp_path / "pictures.tex").write_text(tikz_document(pictures))
    c, M = parity(5), zoo("palindrome").machine
    tables = [
        machine_latex(M),
        outcome_latex(run(M, "0110")),
        predictor_latex(c.predictor),
        claims_latex(c),
        chain_latex(c.predictor, decode(c.predictor, (1, 0, 1, 1, 1))),
        f"\\texttt{{{latex(''.join(map(chr, range(32, 127))))}}}",
    ]
    (tmp_path / "tables.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{amsmath}\\begin{document}\n"
        + "\n\n".join(tables)
        + "\n\\end{document}\n"
    )
    for name in ("pictures", "tables"):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode("latin-1")[-1500:]


def test_all_words_can_be_read_on_all_grounds() -> None:
    """The contrast of every colour of text with every ground it may stand on is at least 4.5, in pictures and in the page."""
    drawing, style = page_file("drawing.js"), page_file("style.css")
    fills = re.findall(r'"(#[0-9a-f]{6})"', drawing.partition("FILLS = [")[2].partition("]")[0])
    assert len(fills) == len(set(fills)) == 8
    grounds = ["#ffffff", SHADE, *fills]
    for colour in (INK, PALE):
        for ground in grounds if colour == INK else grounds[:2]:
            assert contrast(colour, ground) >= 4.5, (colour, ground)
    for colour in re.findall(r"[ {;]color: (#[0-9a-f]{6})", style):
        assert contrast(colour, "#f1f1f5") >= 4.5, colour


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, by the definition of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_parts_differ_by_hatching_and_not_only_by_colour() -> None:
    """The page's hatchings are eight different ones, as many as its colours."""
    listed = page_file("drawing.js").partition("HATCHES = [")[2].partition("];")[0]
    hatches = re.findall(r'"([^"]*)"', listed)
    assert len(hatches) == len(set(hatches)) == 8


@pytest.mark.parametrize("name", ["palindrome", "increment", "copy", "bb3", "bb4"])
def test_words_on_arrows_cover_neither_each_other_nor_a_state(name: str) -> None:
    """The papers below the words, and the boxes of the states, have nothing in common."""
    boxes = []
    for e in elements(state_diagram(zoo(name).machine)):
        if e.tag == f"{SVG}rect" and (e.attrib.get("stroke") == "none" or e.attrib.get("rx") == "16"):
            x, y, w, h = (float(e.attrib[k]) for k in ("x", "y", "width", "height"))
            boxes.append((x, y, x + w, y + h))
    assert len(boxes) > 4
    for (a, b, c, d), (s, t, u, v) in combinations(boxes, 2):
        assert min(c, u) <= max(a, s) or min(d, v) <= max(b, t), name
