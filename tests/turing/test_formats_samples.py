"""Files as each format's own site writes them, run against Python oracles, published scores and automata-lib."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turing.errors import MachineError
from turing.formats import dumps, example_input, format_of, from_automata, load, loads, to_automata
from turing.machine import Configuration, Machine, cells, initial, step, symbols, text, verdict

FILES = Path(__file__).parent.parent / "reference" / "formats"
automata = pytest.importorskip("automata", reason="automata-lib is the independent reference")
from automata.base.exceptions import AutomatonException  # noqa: E402
from automata.tm.dtm import DTM  # noqa: E402
from automata.tm.mntm import MNTM  # noqa: E402
from automata.tm.ntm import NTM  # noqa: E402


def run(machine: Machine, x: str, limit: int = 2000) -> tuple[Configuration, int]:
    c, steps = initial(machine, x), 0
    while verdict(machine, c) is None:
        assert steps < limit
        c, steps = step(machine, c), steps + 1
    return c, steps


def words(alphabet: str, longest: int) -> list[str]:
    return ["".join(w) for n in range(longest + 1) for w in product(alphabet, repeat=n)]


ORACLES: list[tuple[str, str, int, Callable[[str], bool]]] = [
    ("divisible_by_3.yaml", "01", 8, lambda x: int("0" + x, 2) % 3 == 0),
    ("palindrome.yaml", "ab", 8, lambda x: x == x[::-1]),
    ("palindrome.tm", "01", 8, lambda x: x == x[::-1]),
    ("anbn.jff", "ab", 8, lambda x: len(x) > 0 and x == "a" * (len(x) // 2) + "b" * (len(x) // 2)),
    ("zeros_then_ones.json", "01", 8, lambda x: len(x) > 0 and x == "0" * (len(x) // 2) + "1" * (len(x) // 2)),
    ("ones_to_second_tape.json", "01", 6, lambda x: True),
    ("copy_two_tapes_old.jff", "a", 9, lambda x: True),
]


@pytest.mark.parametrize(("file", "alphabet", "longest", "oracle"), ORACLES, ids=[o[0] for o in ORACLES])
def test_a_sample_decides_its_language(file: str, alphabet: str, longest: int, oracle: Callable[[str], bool]) -> None:
    """Exhaustive: the machine in the file accepts exactly the words of its language, up to a length."""
    M = load(FILES / file)
    for x in words(alphabet, longest):
        c, _ = run(M, x)
        assert (verdict(M, c) == "accept") == oracle(x), x


def test_increment_adds_one() -> None:
    """Exhaustive: the turingmachine.io sample adds 1 to every binary number of up to 8 bits and halts."""
    M = load(FILES / "increment.yaml")
    for x in words("01", 8):
        c, _ = run(M, x)
        assert verdict(M, c) == "halt"
        assert int(text(M, c.tapes[0]), 2) == int("0" + x, 2) + 1


def test_blocks_of_version_6_4_are_states() -> None:
    """A 6.4 file whose blocks are empty is the plain machine: it flips the bits."""
    M = load(FILES / "flip_blocks.jff")
    c, steps = run(M, "0110")
    assert (text(M, c.tapes[0]), c.heads, steps, verdict(M, c)) == ("1001", (4,), 5, "accept")


def test_two_tapes_with_parts_left_out() -> None:
    """Missing write is the blank and missing move is R, tape by tape, whatever the order of the parts."""
    M = load(FILES / "copy_two_tapes_old.jff")
    c, _ = run(M, "aa")
    assert c.heads == (2, 1)
    assert [cells(M, t) for t in c.tapes] == [{0: "a", 1: "a"}, {0: "a", 1: "a"}]


@pytest.mark.parametrize("move", ["", "<move/>", "<move>R</move>"])
def test_a_move_that_is_not_said_is_right(move: str) -> None:
    """JFLAP moves right where <move> is missing or empty."""
    M = loads(
        "<structure><type>turing</type><state id='0'><initial/></state><state id='1'><final/></state>"
        f"<transition><from>0</from><to>1</to><read>a</read>{move}</transition></structure>",
        "jflap",
    )
    assert [str(r) for r in M.rules] == ["(q0, a) -> (□, R, q1)"]


#: Published busy beavers: steps with the halting one, and ones left on the tape.
BEAVERS = [
    ("1RB1LB_1LA1RZ", 6, 4),
    ("1RB1RZ_1LB0RC_1LC1LA", 21, 5),
    ("1RB1LB_1LA0LC_1RZ1LD_1RD0RA", 107, 13),
    ("1RB 1LB  1LA 0LC  1R_ 1LD  1RD 0RA", 107, 13),
    ("1RB2LB1RZ_2LA2RB1LB", 38, 9),
]


@pytest.mark.parametrize(("machine", "steps", "score"), BEAVERS)
def test_busy_beavers_have_their_published_scores(machine: str, steps: int, score: int) -> None:
    """Steps count the halting transition; the score is the number of non-blank cells."""
    M = loads(machine, "standard")
    c, taken = run(M, "")
    assert (taken, len(cells(M, c.tapes[0])), verdict(M, c)) == (steps, score, "halt")


def test_an_undefined_cell_stops_before_it_writes() -> None:
    """With --- in place of 1RZ the run is one step shorter, leaves one 1 less, and is undefined, not halted."""
    M = loads("1RB---_1LB0RC_1LC1LA", "standard")
    c, steps = run(M, "")
    assert (steps, len(cells(M, c.tapes[0])), verdict(M, c)) == (20, 5, "undefined")
    # In this champion the halting rule overwrites a 1; in the two-state one it writes the last 1.
    N = loads("1RB1LB_1LA---", "standard")
    c, steps = run(N, "")
    assert (steps, len(cells(N, c.tapes[0])), verdict(N, c)) == (5, 4, "undefined")


def test_the_spaced_text_is_the_same_machine() -> None:
    """Nick Drozd's form with ... and bbchallenge's with --- give the same rules."""
    spaced, plain = load(FILES / "bb5_spaced.txt"), load(FILES / "bb5.txt")
    assert spaced.rules == tuple(r for r in plain.rules if r.target != "Z")
    assert loads("1RB ---  1LA ...", "standard") == loads("1RB---_1LA---", "standard")


@pytest.mark.parametrize("file", ["bb5.txt", "three_symbols.txt"])
def test_standard_text_comes_back_as_it_was(file: str) -> None:
    """dumps(load(F)) is the text of F."""
    assert dumps(load(FILES / file), "standard") == (FILES / file).read_text()


@pytest.mark.parametrize("halt", ["C", "H", "Z"])
def test_a_letter_past_the_last_row_is_kept(halt: str) -> None:
    """Any letter past the last row halts and is written again as it was; so is Z after 25 rows."""
    line = f"1RB1R{halt}_1LA---\n"
    assert dumps(loads(line, "standard"), "standard") == line
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    full = "_".join(f"1R{q}---" for q in letters[1:]) + "\n"
    assert dumps(loads(full, "standard"), "standard") == full


def test_yaml_scalars_stay_raw() -> None:
    """0011 is not 9, yes is a state and not a truth value, and a bare 0 is an input of one symbol."""
    source = (
        "input: {}\nblank: ~x\n".replace("~x", "' '")
        + "start state: yes\ntable:\n  yes: {{0: {{R: on}}, 1: R}}\n  on:\n"
    )
    assert [example_input(source.format(x), "turingmachineio") for x in ("0011", "0x10", "0", "")] == [
        "0011",
        "0x10",
        "0",
        None,
    ]
    M = loads(source.format("0011"), "turingmachineio")
    assert M.states == ("yes", "on")
    assert M.accepting == frozenset()  # 'yes' has rules, so it is no halting state


def test_example_inputs_of_the_samples() -> None:
    """The input a file gives for itself, and none where the format has no place for one."""
    found = {f.name: example_input(f.read_text(), format_of(f).name) for f in sorted(FILES.iterdir())}
    assert {name: x for name, x in found.items() if x is not None} == {
        "divisible_by_3.yaml": "0011",
        "increment.yaml": "1011",
        "palindrome.tm": "1001001",
        "palindrome.yaml": "abba",
    }
    for name, x in found.items():
        if x is not None:
            assert symbols(load(FILES / name), x)


def test_a_blank_in_the_example_input_is_an_input_symbol() -> None:
    """Formats that do not declare an input alphabet take the blank into it exactly if the file's input has one."""
    row = "blank: ' '\nstart state: s\ntable: {s: {0: R}}\n"
    assert loads("input: '0 0'\n" + row, "turingmachineio").input_alphabet == (" ", "0")
    assert loads("input: '00'\n" + row, "turingmachineio").input_alphabet == ("0",)
    assert loads("; $INITIAL_TAPE: 0 0\n0 0 0 r 0", "morphett").input_alphabet == ("_", "0")
    assert loads("0 0 0 r 0", "morphett").input_alphabet == ("0",)


def test_wildcards_are_looked_up_in_the_order_of_the_site() -> None:
    """(q, s), then (q, *), then (*, s), then (*, *)."""
    M = loads("0 a 1 r x\n0 * 2 r x\n* c 3 r x\n* * 4 r x\nx b 5 l halt", "morphett")
    found = {(r.state, r.read[0]): r.write[0] for r in M.rules}
    assert {
        pair: found[pair] for pair in [("0", "a"), ("0", "c"), ("0", "_"), ("x", "c"), ("x", "_"), ("x", "b")]
    } == {
        ("0", "a"): "1",
        ("0", "c"): "2",
        ("0", "_"): "2",
        ("x", "c"): "3",
        ("x", "_"): "4",
        ("x", "b"): "5",
    }
    assert ("halt", "a") not in found


def test_what_morphett_files_may_hold_gives_a_warning() -> None:
    """A second rule for a pair, a rule for a halting state and a state without rules warn; the last rule wins."""
    with pytest.warns(UserWarning) as caught:
        M = loads("0 1 1 r 0\n0 1 _ l x ; the last one\nhalt 1 1 r 0", "morphett", source="m.tm")
    assert [str(w.message) for w in caught] == [
        "m.tm:2: state '0', symbol '1': line 1 has a rule for the same pair; the last one counts",
        "m.tm:3: state 'halt', symbol '1': a state beginning with 'halt' halts; the rule never applies",
        "m.tm:2: state 'x': it has no rules and does not begin with 'halt'; the machine halts there",
    ]
    assert [str(r) for r in M.rules] == ["(0, 1) -> (_, L, x)"]
    c, steps = run(M, "1")
    assert (c.state, steps, verdict(M, c)) == ("x", 1, "halt")


def test_byte_order_marks_and_dos_line_ends_are_accepted(tmp_path: Path) -> None:
    """A file saved by another system is the same machine."""
    for file in FILES.iterdir():
        changed = tmp_path / file.name
        changed.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
        assert load(changed) == load(file)


# --- automata-lib as the reference -------------------------------------------------------------------------


@st.composite
def arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Constructor arguments of a random DTM or MNTM with 1 or 2 tapes."""
    k = draw(st.integers(1, 2))
    multi = k > 1 or draw(st.booleans())
    states = [f"q{i}" for i in range(draw(st.integers(2, 5)))]
    finals = draw(st.lists(st.sampled_from(states[1:]), unique=True))
    signs = ["0", "1", "."]
    transitions: dict[str, dict[object, object]] = {}
    for q in states:
        if q in finals:
            continue
        reads = draw(
            st.lists(st.sampled_from(list(product(signs, repeat=k))), min_size=1, max_size=3**k, unique=True)
        )
        for read in reads:
            acts = tuple((draw(st.sampled_from(signs)), draw(st.sampled_from("LRN"))) for _ in range(k))
            target = draw(st.sampled_from(states))
            row = transitions.setdefault(q, {})
            row[read if multi else read[0]] = [(target, acts)] if multi else (target, *acts[0])
    found: dict[str, Any] = {
        "states": set(states),
        "input_symbols": {"0", "1"},
        "tape_symbols": set(signs),
        "transitions": transitions,
        "initial_state": "q0",
        "blank_symbol": ".",
        "final_states": set(finals),
    }
    return found | ({"n_tapes": k} if multi else {})


def _content(tape: object, blank: str) -> tuple[str, str]:
    """What the library keeps of a tape: the symbols left of the head and from the head on, outer blanks cut."""
    cut = tape.current_position  # type: ignore[attr-defined]
    whole = "".join(tape.tape)  # type: ignore[attr-defined]
    return whole[:cut].lstrip(blank), whole[cut:].rstrip(blank)


def _ours(machine: Machine, c: Configuration) -> list[tuple[str, str]]:
    found = []
    for tape in c.tapes:
        written = cells(machine, tape)
        lo, hi = min([*written, tape.head]), max([*written, tape.head])
        word = [written.get(i, machine.blank) for i in range(lo, hi + 1)]
        found.append(
            (
                "".join(word[: tape.head - lo]).lstrip(machine.blank),
                "".join(word[tape.head - lo :]).rstrip(machine.blank),
            )
        )
    return found


def _compare(machine: Machine, theirs: DTM | MNTM, x: str, limit: int = 40) -> None:
    c = initial(machine, x)
    configurations = theirs.read_input_stepwise(x)
    for _ in range(limit):
        try:
            one = next(configurations)
        except StopIteration:
            assert verdict(machine, c) == "accept"
            return
        except AutomatonException:
            assert verdict(machine, c) == "reject"
            return
        if isinstance(one, set):
            (one,) = one
        tapes = one.tapes if hasattr(one, "tapes") else (one.tape,)
        if c.state != one.state or _ours(machine, c) != [_content(t, machine.blank) for t in tapes]:
            raise AssertionError((c, one))
        if verdict(machine, c) is None:
            c = step(machine, c)


@settings(max_examples=300, deadline=None)
@given(arguments(), st.text("01", max_size=5))
def test_runs_agree_with_automata_lib(args: dict[str, Any], x: str) -> None:
    """For random DTMs and MNTMs: state, tape content about each head and verdict are the library's at every step,
    read from the object and read from JSON; and the object we build back runs the same."""
    theirs = (MNTM if "n_tapes" in args else DTM)(**args)
    M = from_automata(theirs)
    _compare(M, theirs, x)
    if "n_tapes" not in args or args["n_tapes"] != 1:
        _compare(M, to_automata(M), x)
    _compare(loads(dumps(M, "automata-lib"), "automata-lib"), theirs, x)


@pytest.mark.parametrize("file", ["zeros_then_ones.json", "ones_to_second_tape.json"])
def test_json_samples_agree_with_automata_lib(file: str) -> None:
    """Exhaustive to length 5: the file's machine and the library's own object, built from the same data."""
    data = json.loads((FILES / file).read_text())
    for key in ("states", "input_symbols", "tape_symbols", "final_states"):
        data[key] = set(data[key])
    if "n_tapes" in data:
        data["transitions"] = {
            q: {
                tuple(key.replace(",", "")): [(r[0], tuple(map(tuple, r[1]))) for r in results]
                for key, results in row.items()
            }
            for q, row in data["transitions"].items()
        }
        theirs: DTM | MNTM = MNTM(**data)
    else:
        theirs = DTM(
            **{
                **data,
                "transitions": {q: {s: tuple(r) for s, r in row.items()} for q, row in data["transitions"].items()},
            }
        )
    for x in words("01", 5):
        _compare(load(FILES / file), theirs, x, limit=100)


def test_nondeterministic_machines_are_refused_with_the_pair() -> None:
    """An NTM with one choice everywhere is read; a second choice is an error that names both."""
    args: dict[str, Any] = {
        "states": {"a", "b"},
        "input_symbols": {"1"},
        "tape_symbols": {"1", "."},
        "initial_state": "a",
        "blank_symbol": ".",
        "final_states": {"b"},
    }
    one = NTM(**args, transitions={"a": {"1": {("b", "1", "R")}}})
    assert [str(r) for r in from_automata(one).rules] == ["(a, 1) -> (1, R, b)"]
    two = MNTM(**args, n_tapes=1, transitions={"a": {("1",): [("b", (("1", "R"),)), ("a", ((".", "N"),))]}})
    with pytest.raises(MachineError) as error:
        from_automata(two, "two")
    assert str(error.value) == (
        "two: state 'a', symbol '1': there are 2 choices (('b', (('1', 'R'),)); ('a', (('.', 'N'),))); "
        "a deterministic machine has one"
    )


def test_objects_that_are_no_machine_are_refused() -> None:
    """from_automata takes any object with the attributes, and says which one is missing; state names are texts."""
    with pytest.raises(MachineError) as error:
        from_automata(SimpleNamespace(states={"a"}))
    assert str(error.value) == (
        "machine: a SimpleNamespace has no attribute 'input_symbols'; give a DTM or a MNTM of automata-lib"
    )
    clash = SimpleNamespace(
        states={1, "1"},
        input_symbols={"x"},
        tape_symbols={"x", "."},
        transitions={},
        initial_state=1,
        blank_symbol=".",
        final_states=set(),
    )
    with pytest.raises(MachineError) as error:
        from_automata(clash)
    assert str(error.value) == "machine: states 1 and '1' have the same text; rename one"
