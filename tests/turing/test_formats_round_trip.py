"""What is written and read back runs step for step like the machine, and so does what is compiled."""

from __future__ import annotations

import warnings
from itertools import product

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from turing.errors import MachineError
from turing.formats import FORMATS, convert, correspondence, dumps, loads, without_stay
from turing.machine import Machine, PolicyName, Rule, cells, initial, step, verdict

#: What a machine must be like for a format: its moves, most tapes, policies with the halting kinds that go with
#: them, and the symbols it may use (blank first).
PROFILES: dict[str, tuple[str, int, dict[PolicyName, list[str]], str]] = {
    "standard": ("LR", 1, {"by-state": ["halting"]}, "_ab1"),
    "turingmachineio": ("LR", 1, {"missing-halts": ["halting", "accepting", "rejecting"]}, " 01'\"#\\~:["),
    "morphett": ("LRS", 1, {"missing-halts": ["halting", "accepting", "rejecting"]}, '□01!-"#ä'),
    "jflap": ("LRS", 3, {"final-state": ["accepting", "rejecting"]}, "_01<&\"'"),
    "automata-lib": ("LRS", 3, {"final-state": ["accepting", "rejecting"]}, '_01,"\\ é'),
}
STATE_NAMES = [
    "q0",
    "0",
    "1",
    "halt",
    "HALT-accept",
    "yes",
    "no",
    "accept",
    "reject",
    "a b",
    "*",
    "null",
    "q;0",
    "<&>",
]


@st.composite
def machines(draw: st.DrawFn, format: str) -> Machine:
    """Machines of 1 to 4 working and up to 3 halting states that the format can say."""
    moves, most, policies, signs = PROFILES[format]
    k = draw(st.integers(1, most))
    policy = draw(st.sampled_from(sorted(policies)))
    symbols = tuple(signs[0]) + tuple(
        draw(st.lists(st.sampled_from(signs[1:]), min_size=1, max_size=2 if k > 1 else 3, unique=True))
    )
    names = draw(st.lists(st.sampled_from(STATE_NAMES), min_size=2, max_size=7, unique=True))
    count = draw(st.integers(1, min(4, len(names) - 1)))
    working, halts = names[:count], names[count:]
    reads = list(product(symbols, repeat=k))
    rules = []
    for q in working:
        chosen = draw(st.lists(st.sampled_from(reads), min_size=1, max_size=len(reads), unique=True))
        for read in chosen:
            write = tuple(draw(st.sampled_from(symbols)) for _ in range(k))
            move = tuple(draw(st.sampled_from(moves)) for _ in range(k))
            rules.append(Rule(q, read, write, move, draw(st.sampled_from(names))))  # type: ignore[arg-type]
    kinds = {q: draw(st.sampled_from(policies[policy])) for q in halts}
    inputs = tuple(s for s in symbols if s != symbols[0])
    if format in ("turingmachineio", "morphett"):
        inputs = draw(st.sampled_from([inputs, symbols]))
    return Machine(
        "M",
        tuple(names),
        symbols,
        symbols[0],
        inputs,
        working[0],
        tuple(rules),
        frozenset(q for q in halts if kinds[q] == "accepting"),
        frozenset(q for q in halts if kinds[q] == "rejecting"),
        frozenset(halts),
        policy,
        k,
    )


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_export_then_import_runs_step_for_step(format: str, data: st.DataObject) -> None:
    """For every M the format can say and every x: loads(dumps(M)) on x has at every step the state, heads, tapes
    and verdict of M on x, under the correspondence of names."""
    M = data.draw(machines(format))
    names = correspondence(M, format)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        N = loads(dumps(M, format), format)
    usable = [s for s in M.input_alphabet if names.symbols[s] in N.input_alphabet]
    if format != "jflap":  # a symbol that no rule mentions has no place in a JFLAP file
        assert usable == list(M.input_alphabet)
    x = data.draw(st.lists(st.sampled_from(usable), max_size=6)) if usable else []
    a, b = initial(M, x), initial(N, [names.symbols[s] for s in x])
    for _ in range(60):
        assert names.states[a.state] == b.state
        assert a.heads == b.heads
        assert [{i: names.symbols[s] for i, s in cells(M, t).items()} for t in a.tapes] == [
            cells(N, t) for t in b.tapes
        ]
        assert verdict(M, a) == verdict(N, b)
        if verdict(M, a) is not None:
            break
        a, b = step(M, a), step(N, b)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_writing_what_was_read_gives_the_same_lines(format: str, data: st.DataObject) -> None:
    """Once read from a file, a machine is written under the names it has: dumps(loads(T)) has the lines of T, whose
    order alone may differ (symbols are numbered as they appear)."""
    M = data.draw(machines(format))
    once = dumps(loads(dumps(M, format), format), format)
    again = dumps(loads(once, format), format)
    assert _lines(again) == _lines(once)


def _lines(text: str) -> list[str]:
    return sorted("".join(sorted(line.rstrip(",\n"))) for line in text.splitlines())


@settings(max_examples=150, deadline=None)
@given(machines("turingmachineio"))
def test_a_plain_yaml_reader_sees_the_same_names(M: Machine) -> None:
    """What is quoted is enough: a reader that turns bare words into numbers, truth values and nulls, as the site's
    does, sees in our file every name as the text it is."""
    names = correspondence(M, "turingmachineio").states
    data = yaml.safe_load(dumps(M, "turingmachineio"))
    assert data["blank"] == M.blank
    assert data["start state"] == names[M.start]
    assert set(data["table"]) == set(names.values())
    found = set()
    for q, row in data["table"].items():
        for s, instruction in (row or {}).items():
            parts = {instruction: q} if isinstance(instruction, str) else instruction
            (move,) = set(parts) - {"write"}
            found.add((q, s, parts.get("write", s), move, parts[move]))
    assert found == {(names[r.state], *r.read, *r.write, *r.move, names[r.target]) for r in M.rules}


@pytest.mark.parametrize("format", FORMATS)
def test_names_in_the_file_are_one_to_one(format: str) -> None:
    """The correspondence never gives two states or two symbols one name."""
    halts = ["accept", "yes", "halt-accept-yes", "halt-accept", "no", "halt", "done", "Z"]
    rules = [Rule("halting", (s,), (s,), ("R",), t) for s, t in zip("_abcdefg", halts, strict=True)]
    M = Machine(
        "M", ("halting", *halts), tuple("_abcdefg"), "_", ("a",), "halting", tuple(rules), halting=frozenset(halts)
    )
    names = correspondence(M, format)
    assert len(set(names.states.values())) == len(M.states)
    assert len(set(names.symbols.values())) == len(M.alphabet)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_without_stay_costs_one_step_a_stay(data: st.DataObject) -> None:
    """If M stops after t steps, s of them stays, then without_stay(M) stops after exactly t + s, with the same
    verdict, tape and head; while M runs on, its configurations are met after t + s steps."""
    M = data.draw(machines("morphett"))
    N = without_stay(M)
    assert all(rule.move != ("S",) for rule in N.rules)
    x = data.draw(st.lists(st.sampled_from(M.input_alphabet), max_size=6))
    a, b = initial(M, x), initial(N, x)
    for _ in range(40):
        assert (a.state, a.tapes) == (b.state, b.tapes)
        assert verdict(M, a) == verdict(N, b)
        if verdict(M, a) is not None:
            break
        stays = M.delta[a.state, a.scanned].move == ("S",)
        a, b = step(M, a), step(N, b)
        if stays:
            assert verdict(N, b) is None
            b = step(N, b)


def test_convert_compiles_stay_moves_away_and_dumps_refuses_them() -> None:
    """dumps is exact; convert takes the one liberty of without_stay, and only where the format has no stay."""
    M = Machine.of("M", "a 1 _ S h", "a _ _ R h", start="a", halting=["h"], policy="missing-halts")
    with pytest.raises(MachineError) as error:
        dumps(M, "turingmachineio")
    assert str(error.value) == (
        "M: cannot be written as turingmachineio: state 'a', symbol '1': the rule stays and the format has only "
        "L and R; compile stay moves away with without_stay"
    )
    assert convert(M, "turingmachineio") == dumps(without_stay(M), "turingmachineio")
    N = Machine.of("N", "a 1 _ S h", "a _ _ R h", start="a", halting=["h"])
    assert convert(N, "standard") == dumps(without_stay(N), "standard")
    assert convert(M, "morphett") == dumps(M, "morphett")


REFUSED = [
    (
        "standard",
        Machine.of("M", "a 1 1 1 1 R R a", start="a"),
        "it has 2 tapes and the format has one; choose jflap or automata-lib",
    ),
    (
        "standard",
        Machine.of("M", "a _ 1 R y", "a 1 1 R a", start="a", accepting=["y"]),
        "state 'y' ends a run with 'accept' and the format's states can only end one with 'halt'; give the state another part (in morphett by its name: halt, halt-accept, halt-reject)",
    ),
    (
        "standard",
        Machine.of("M", *(f"q{i} _ _ R q{i}" for i in range(26)), start="q0"),
        "it has 26 states and the format has at most 25",
    ),
    (
        "standard",
        Machine.of("M", *(f"q{i} _ _ R h{i % 2}" for i in range(25)), start="q0", halting=["h0", "h1"]),
        "it has 25 states and 2 halting states, and the format has 26 letters for both",
    ),
    (
        "standard",
        Machine.of("M", *(f"a {s} {s} R a" for s in "_abcdefghij"), start="a"),
        "it has 11 symbols and the format has at most 10",
    ),
    (
        "standard",
        Machine.of("M", "a _ _ R a", start="h", halting=["h"]),
        "state 'h': the start state halts and the format's state A cannot",
    ),
    (
        "standard",
        Machine.of("M", "a _ _ R a", start="a", policy="missing-halts", input_alphabet=["1"]),
        "state 'a', symbol '1': no rule, which means 'halt' under policy 'missing-halts' and 'undefined' in the "
        "format; add the rule or change the policy",
    ),
    (
        "turingmachineio",
        Machine.of("M", "a ab ab R a", start="a", policy="missing-halts"),
        "symbol 'ab' is 2 characters long; the format's symbols are single characters, so rename it",
    ),
    (
        "turingmachineio",
        Machine.of("M", "a , , R a", start="a", policy="missing-halts"),
        "symbol ',' has another meaning in the format; rename it",
    ),
    (
        "turingmachineio",
        Machine.of("M", "a 1 1 R a", start="a", blank="__", policy="missing-halts"),
        "the blank '__' is not one character; rename it",
    ),
    (
        "turingmachineio",
        Machine.of("M", "a 1 1 R a", start="a", policy="by-halting"),
        "state 'a', symbol '_': no rule, which means 'accept' under policy 'by-halting' and 'halt' in the format; "
        "add the rule or change the policy",
    ),
    (
        "morphett",
        Machine.of("M", "a * * R a", start="a", policy="missing-halts"),
        "symbol '*' has another meaning in the format; rename it",
    ),
    (
        "morphett",
        Machine.of("M", "a _ 0 R a", start="a", blank="0", policy="missing-halts"),
        "symbol '_' has another meaning in the format; rename it",
    ),
    (
        "morphett",
        Machine.of("M", "a _ 0 R a", start="h", halting=["h"], policy="missing-halts"),
        "state 'h': the start state halts and the format's state 0 cannot",
    ),
    (
        "jflap",
        Machine.of("M", "a _ _ R h", start="a", halting=["h"]),
        "state 'h' ends a run with 'halt' and the format's states can only end one with 'accept' or 'reject'; "
        "give the state another part (in morphett by its name: halt, halt-accept, halt-reject)",
    ),
    (
        "jflap",
        Machine.of("M", "a ~ _ R a", start="a", policy="final-state"),
        "symbol '~' has another meaning in the format; rename it",
    ),
    (
        "jflap",
        Machine.of("M", "a " + "_ " * 12 + "R " * 6 + "a", start="a", policy="final-state"),
        "it has 6 tapes and JFLAP has at most 5",
    ),
    (
        "jflap",
        Machine.of("M", "a\x01 _ _ R a\x01", start="a\x01", policy="final-state"),
        "state 'a\\x01': the name has a character that XML has not; rename the state",
    ),
    (
        "automata-lib",
        Machine.of("M", "a 1 1 R a", start="a"),
        "state 'a', symbol '_': no rule, which means 'undefined' under policy 'by-state' and 'reject' in the format; "
        "add the rule or change the policy",
    ),
    (
        "automata-lib",
        Machine.of("M", "a 1 1 R a", start="y", accepting=["y"], policy="final-state"),
        "state 'y': the start state halts, which automata-lib refuses",
    ),
    (
        "automata-lib",
        Machine.of("M", "a 1 1 R a", start="a", input_alphabet=["1", "_"], policy="final-state"),
        "every tape symbol is an input symbol, which automata-lib refuses",
    ),
]


@pytest.mark.parametrize(
    ("format", "machine", "text"), REFUSED, ids=[f"{f}-{i}" for i, (f, _, _) in enumerate(REFUSED)]
)
def test_what_a_format_cannot_say_is_refused(format: str, machine: Machine, text: str) -> None:
    """A machine that a format cannot say gives one line with the offender, the fault and the remedy."""
    with pytest.raises(MachineError) as error:
        dumps(machine, format)
    assert str(error.value) == f"M: cannot be written as {format}: {text}"


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    """dumps and loads name the five formats when asked for a sixth."""
    M = Machine.of("M", "a _ _ R a", start="a")
    for call in (lambda: dumps(M, "dot"), lambda: loads("x", "dot"), lambda: convert(M, "dot")):
        with pytest.raises(MachineError) as error:
            call()
        assert str(error.value) == (
            "format 'dot' is unknown; formats are turingmachineio, morphett, jflap, automata-lib, standard"
        )
