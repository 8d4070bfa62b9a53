"""``lcomplexity view``: pages, pictures and TikZ, and one line for what cannot be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lcomplexity.constructions.build import build
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.learning.as_construction import as_construction
from lcomplexity.learning.datasets import dataset
from lcomplexity.learning.perceptron import perceptron
from lcomplexity.learning.tasks import Task
from lcomplexity.learning.wiring import known
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.predictor_file import StoredPredictor, save, stored
from lcomplexity.schedule import Emit
from lcomplexity.views.machine_data import reading
from lcomplexity.views.page import LARGEST
from lcomplexity.vocabulary import Vocabulary
from turing.batch import word_array
from turing.formats import dumps
from turing.zoo import zoo


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with predictors: palindrome by steps and by rows, parity from no machine, one that is too long."""
    folder = tmp_path_factory.mktemp("predictors")
    M = zoo("palindrome").machine
    save(folder / "steps.npz", stored(build(M, 4).construction))
    save(folder / "rows.npz", stored(build(M, 4, via="sliding").construction))
    save(folder / "parity.npz", stored(parity(6)))
    long = LinearPredictor(Vocabulary(("0", "1")), 0, (Rule(()),), Emit(0, 20_000, ()))
    s = stored(parity(1))
    save(folder / "long.npz", StoredPredictor(long, s.interface, "none", 0, {}, {}, "a long run of zeros"))
    return folder


def data_of(page: str) -> Any:
    """The data that a page carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.parametrize("name", ["steps", "rows"])
def test_a_page_is_one_file_with_the_chain_of_the_decoder(
    name: str, files: Path, tmp_path: Path, cli: Callable[..., Any]
) -> None:
    """Nothing is loaded from elsewhere, the embedded chain is what the reference decodes, and all configurations are the
    simulator's."""
    out = tmp_path / "page.html"
    result = cli("view", str(files / f"{name}.npz"), "0110", "-o", str(out), "--json")
    assert result.status == 0 and result.err == ""
    record, page = result.record, out.read_text()
    assert record["file"] == str(out) and record["bytes"] == len(out.read_bytes()) <= LARGEST
    assert (record["answer"], record["machine"], record["equal_to_simulator"]) == ("accept", "palindrome", True)
    c = build(zoo("palindrome").machine, 4, via="auto" if name == "steps" else "sliding").construction
    assert tuple(data_of(page)["chain"]) == decode(c.predictor, c.interface.prompt("0110")).chain
    assert record["T"] == len(data_of(page)["chain"])
    assert not re.search(r"(src|href)=\"(?!data:)", page) and "default-src 'none'" in page
    assert set(re.findall(r"https?://[^\"' ]*", page)) == {"http://www.w3.org/2000/svg"}


def test_pictures_and_tex_are_written(files: Path, tmp_path: Path, cli: Callable[..., Any]) -> None:
    """A space-time diagram with all steps, a ribbon where there is no machine, three frames by default, others if asked."""
    svg, ribbon, tex = (str(tmp_path / name) for name in ("a.svg", "b.svg", "c.tex"))
    assert cli("view", str(files / "steps.npz"), "0110", "-o", svg).status == 0
    drawn = "".join(ElementTree.parse(svg).getroot().itertext())
    assert "have0" in drawn and "halt-accept" in drawn
    assert cli("view", str(files / "steps.npz"), "0110", "-o", svg, "--frames", "1-2").status == 0
    assert "halt-accept" not in "".join(ElementTree.parse(svg).getroot().itertext())
    result = cli("view", str(files / "parity.npz"), "101101", "-o", ribbon)
    assert result.status == 0 and "no machine: this predictor was not built from one" in result.out
    ElementTree.parse(ribbon)
    assert cli("view", str(files / "rows.npz"), "0110", "-o", tex).status == 0
    assert Path(tex).read_text().count("\\begin{tikzpicture}") == 3
    assert cli("view", str(files / "rows.npz"), "0110", "-o", tex, "--frames", "30-34").status == 0
    text = Path(tex).read_text()
    assert text.count("\\begin{tikzpicture}") == 5 and "% token 30 of the chain" in text and "of the machine" in text


def test_a_machine_of_ones_own_is_given_as_a_file(files: Path, tmp_path: Path, cli: Callable[..., Any]) -> None:
    """The file names its machine; one that the zoo does not have is asked for, and read from --machine."""
    M = zoo("palindrome").machine
    own = tmp_path / "mine.tm"
    own.write_text(dumps(M, "morphett"))
    out = str(tmp_path / "mine.npz")
    assert cli("build", str(own), "--length", "3", "--alphabet", "01", "-o", out).status == 0
    page = str(tmp_path / "mine.html")
    without = cli("view", out, "010", "-o", page)
    assert without.status == 0 and "'mine', which is not in the zoo; give its file with --machine" in without.out
    assert data_of(Path(page).read_text())["machine"] is None
    result = cli("view", out, "010", "-o", page, "--machine", str(own))
    assert result.status == 0 and "all equal to the simulator's" in result.out
    assert data_of(Path(page).read_text())["machine"]["name"] == "mine"


def test_a_machine_that_is_not_the_one_is_a_failed_claim(tmp_path: Path, cli: Callable[..., Any]) -> None:
    """The zoo's machine of that name with other rules: left out by default, exit status 1 if asked for."""
    M = zoo("parity").machine
    # Ones do not change the state any more; all names stay.
    other = replace(M, rules=tuple(replace(r, target=r.state) if r.read == ("1",) else r for r in M.rules))
    out, page = str(tmp_path / "own.npz"), str(tmp_path / "own.html")
    save(out, stored(build(other, 3, via="sliding").construction))
    silent = cli("view", out, "111", "-o", page)
    assert silent.status == 0 and "this is not the zoo's 'parity'" in silent.out
    loud = cli("view", out, "111", "-o", page, "--machine", "parity")
    assert loud.status == 1 and "DIFFERS from the simulator at step 1" in loud.out


def learnt(name: str, n: int, via: Any, samples: int, ending: Any = "verdict") -> Construction:
    """What a perceptron makes of the runs on the first so many words, with weights shared as the construction shares them."""
    c = build(zoo(name).machine, n, via=via, ending=ending).construction
    words = word_array(zoo(name).machine, [f"{i:0{n}b}" for i in range(2**n)])
    data = dataset(c, words[:samples])
    return as_construction(Task(name, c), perceptron(data, known(c.predictor), margin=3).learned, "perceptron (here)")


@pytest.mark.parametrize("ending", ["verdict", "tape"])
@pytest.mark.parametrize("via", ["oblivious", "sliding", "recursive"])
def test_a_learnt_predictor_shows_the_machine_whose_runs_it_learnt(
    via: str, ending: str, tmp_path: Path, cli: Callable[..., Any]
) -> None:
    """From all runs it makes no mistake: by --machine, and by the name in the file, every configuration is the simulator's."""
    c, out = learnt("increment", 3, via, 8, ending), str(tmp_path / "learnt.npz")
    save(out, stored(c))
    for x in ("011", "111"):
        for machine in ((), ("--machine", "increment")):
            result = cli("view", out, x, "-o", str(tmp_path / "page.html"), *machine, "--json")
            assert result.status == 0 and result.record["machine"] == "increment"
            assert result.record["equal_to_simulator"] is True and result.record["configurations"] > 3
            assert data_of((tmp_path / "page.html").read_text())["machine"]["layout"]["form"] == (
                "rows" if via == "sliding" else "steps"
            )
    other = cli("view", out, "011", "-o", str(tmp_path / "other.html"), "--machine", "parity")
    assert other.status == 2 and "tokens are not those of a run of 'parity'" in other.err
    none = cli("view", out, "011", "-o", str(tmp_path / "none.html"), "--machine", "none")
    assert none.status == 0 and "left out as asked" in none.out


def test_a_learnt_predictor_of_a_run_cut_short_reads_to_its_end(tmp_path: Path, cli: Callable[..., Any]) -> None:
    """Chains that end with ``limit``, with and without bars between rows: nothing is missing at their end."""
    for via in ("oblivious", "sliding"):
        c = build(zoo("palindrome").machine, 4, via=via, steps=3).construction
        data = dataset(c, word_array(zoo("palindrome").machine, [f"{i:04b}" for i in range(16)]))
        made = as_construction(Task("cut", c), perceptron(data, known(c.predictor)).learned, "perceptron")
        save(tmp_path / f"{via}.npz", stored(made))
        result = cli("view", str(tmp_path / f"{via}.npz"), "0110", "-o", str(tmp_path / "a.svg"))
        assert result.status == 0 and "all equal to the simulator's" in result.out and "answer limit" in result.out


@pytest.mark.parametrize("via", ["oblivious", "sliding", "recursive"])
def test_a_learnt_predictors_wrong_token_is_shown(via: str, tmp_path: Path, cli: Callable[..., Any]) -> None:
    """From one run it errs on others: on every input on which some configuration is not written as the simulator has it, exit
    status 1, in each form of picture."""
    c, out = learnt("palindrome", 3, via, 1), str(tmp_path / "learnt.npz")
    save(out, stored(c))
    wrong = 0
    for x in (f"{i:03b}" for i in range(8)):
        right = c.expected(word_array(zoo("palindrome").machine, [x])).chains[0]
        chain = decode(c.predictor, c.interface.prompt(x)).chain
        result = cli("view", out, x, "-o", str(tmp_path / "a.html"))
        if chain == tuple(right[right >= 0].tolist()):
            assert result.status == 0 and "all equal to the simulator's" in result.out
        else:
            assert result.status == 1 and "machine palindrome: DIFFERS from the simulator at step" in result.out
            wrong += 1
            for name in ("a.svg", "a.tex") if wrong == 1 else ():
                assert cli("view", out, x, "-o", str(tmp_path / name)).status == 1
    assert wrong > 3


def test_a_learnt_file_of_older_make_is_shown_too(tmp_path: Path, cli: Callable[..., Any]) -> None:
    """Without the numbers of the claims: rows are found by the names of the tokens."""
    for via in ("oblivious", "sliding"):
        out = str(tmp_path / "old.npz")
        save(out, replace(stored(learnt("parity", 3, via, 8)), values={}))
        result = cli("view", out, "101", "-o", str(tmp_path / "a.html"), "--machine", "parity")
        assert result.status == 0 and "all equal to the simulator's" in result.out


def test_bits_do_not_say_which_machine_they_were_learnt_from(tmp_path: Path, cli: Callable[..., Any]) -> None:
    """Of a circuit's chains: refused with --machine, left out with the reason without."""
    out = str(tmp_path / "bits.npz")
    save(out, stored(learnt("parity", 2, "circuit", 4)))
    asked = cli("view", out, "10", "-o", str(tmp_path / "a.html"), "--machine", "parity")
    assert asked.status == 2 and "bits do not say which machine they were learnt from" in asked.err
    silent = cli("view", out, "10", "-o", str(tmp_path / "a.html"))
    assert silent.status == 0 and "no machine: bits do not say" in silent.out


@pytest.mark.parametrize(
    ("via", "token"), [("oblivious", "0"), ("oblivious", "accept"), ("sliding", "0"), ("sliding", "accept")]
)
def test_a_run_that_is_not_written_to_its_end_is_not_called_equal(via: str, token: str) -> None:
    """At every place of a chain, a token that names no state (no marked cell, a verdict too early) is noticed or changes no
    configuration: only verdicts and what is behind them do not."""
    M = zoo("parity").machine
    s = stored(learnt("parity", 4, via, 16))
    names = s.predictor.vocabulary.tokens
    prompt = s.interface.prompt("0000")
    chain = decode(s.predictor, prompt).chain
    assert reading(s, M, "0000", prompt, chain).disagreement is None
    unnoticed = []
    for t in range(len(chain)):
        broken = (*chain[:t], names.index(token), *chain[t + 1 :])
        found = reading(s, M, "0000", prompt, broken)
        if broken != chain and found.disagreement is None:
            unnoticed.append(t)
    last = reading(s, M, "0000", prompt, chain).read[-1].known
    # The verdict of a row trace stands behind the last configuration.
    assert all(t >= last for t in unnoticed)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("steps.npz", "011", "-o", "x.html"), "the input has 3 symbols; this predictor is for inputs of length 4"),
        (("steps.npz", "01a0", "-o", "x.html"), "input: symbol 'a' at position 2 is not one of"),
        (("steps.npz", "0110", "-o", "x.pdf"), "'x.pdf' does not end in .html, .svg or .tex"),
        (("steps.npz", "0110", "-o", "no/such/x.html"), "cannot be written"),
        (("steps.npz", "0110", "-o", "x.html", "--frames", "1-2"), "a page has all frames; leave --frames out"),
        (("steps.npz", "0110", "-o", "x.tex", "--frames", "1-99"), "--frames 1-99 of a chain of 16 tokens"),
        (("steps.npz", "0110", "-o", "x.tex", "--frames", "3-1"), "'3-1' is not of the form A-B with 1 <= A <= B"),
        (("steps.npz", "0110", "-o", "x.tex", "--frames", "\u0661"), "is not of the form A-B"),
        (("steps.npz", "0110", "-o", "x.html", "--machine", "parity"), "built from another machine than 'parity'"),
        (("parity.npz", "101101", "-o", "x.html", "--machine", "parity"), "was not built from a machine; leave the machine out"),
        (("steps.npz", "0110", "-o", "x.html", "--machine", "nobody"), "no machine is named 'nobody'"),
        (("steps.npz", "0110"), "-o/--output"),
        (("nothing.npz", "0110", "-o", "x.html"), "No such file or directory"),
        (("long.npz", "", "-o", "x.html"), "a chain of 20000 tokens is too long to be stepped through (at most 10000); build"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_said_in_one_line(
    arguments: tuple[str, ...], fault: str, files: Path, tmp_path: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Exit status 2, one line on stderr, no file."""
    monkeypatch.chdir(tmp_path)
    predictor, *rest = arguments
    result = cli("view", str(files / predictor), *rest)
    assert result.status == 2 and result.out == ""
    assert result.err.count("\n") == 1 and fault in result.err
    assert not list(tmp_path.iterdir())
