"""The kernel against literal values worked out by hand: what one step does to symbols, heads, tapes and counts.

Nothing here compares one engine with another: a left that is right, or a head that is one off, must show.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turing.engines import kernel
from turing.machine import Configuration, Machine, cells, initial, step, text, verdict
from turing.tape import Tape, tape_of

ALL_MOVES = Machine.of(
    "all moves",
    "a 0 1 R b",
    "b 1 0 L c",
    "c 1 2 L d",
    "d _ 2 S e",
    "e 2 0 L f",
    "f _ _ R g",
    "g 0 0 R halt",
    start="a",
    halting=["halt"],
)


def trajectory(machine: Machine, configuration: Configuration, steps: int) -> list[tuple[str, int, str]]:
    """Return (state, head of the first tape, its text) after 0, 1, .., ``steps`` steps."""
    seen = []
    for _ in range(steps + 1):
        seen.append((configuration.state, configuration.heads[0], text(machine, configuration.tapes[0])))
        configuration = step(machine, configuration)
    return seen


def test_a_step_writes_moves_and_changes_state_as_its_rule_says() -> None:
    """On 01: left lowers the head by one, right raises it, stay keeps it; the symbol is written before the move."""
    assert trajectory(ALL_MOVES, initial(ALL_MOVES, "01"), 8) == [
        ("a", 0, "01"),
        ("b", 1, "11"),
        ("c", 0, "10"),
        ("d", -1, "20"),
        ("e", -1, "220"),
        ("f", -2, "020"),
        ("g", -1, "020"),
        ("halt", 0, "020"),
        ("halt", 0, "020"),
    ]


def test_written_symbols_stand_at_the_absolute_cells_where_the_head_was() -> None:
    """After the run above cell -1 holds 0, cell 0 holds 2 and cell 1 holds 0; the head stands at cell 0."""
    end, executed = kernel.advance(ALL_MOVES, initial(ALL_MOVES, "01"), 100)
    assert executed == 7
    assert cells(ALL_MOVES, end.tapes[0]) == {-1: "0", 0: "2", 1: "0"}
    assert end == Configuration("halt", (Tape(("0", None), "2", ("0", None), 0),))


def test_heads_on_several_tapes_move_on_their_own() -> None:
    """A copy from tape 1 to tape 2 running backwards: three heads at 2, -2 and 0 after two steps."""
    copy = Machine.of("copy", "s [a _ _] [a a _] [R L S] s", "s [b _ _] [b b _] [R L S] s", start="s")
    end, executed = kernel.advance(copy, initial(copy, "ab"), 5)
    assert (executed, end.heads, end.scanned) == (2, (2, -2, 0), ("_", "_", "_"))
    assert [cells(copy, tape) for tape in end.tapes] == [{0: "a", 1: "b"}, {-1: "b", 0: "a"}, {}]


def test_the_two_state_busy_beaver_step_by_step() -> None:
    """Rado's machine: 6 steps, 4 ones on cells -2 to 1, head on cell 0."""
    beaver = Machine.of(
        "BB2", "A 0 1 R B", "A 1 1 L B", "B 0 1 L A", "B 1 1 R Z", start="A", blank="0", halting=["Z"]
    )
    assert trajectory(beaver, initial(beaver, ""), 6) == [
        ("A", 0, ""),
        ("B", 1, "1"),
        ("A", 0, "11"),
        ("B", -1, "11"),
        ("A", -2, "111"),
        ("B", -1, "1111"),
        ("Z", 0, "1111"),
    ]
    assert cells(beaver, kernel.advance(beaver, initial(beaver, ""), 6)[0].tapes[0]) == dict.fromkeys(
        range(-2, 2), "1"
    )


def test_a_walk_to_the_left_is_counted_exactly() -> None:
    """n steps to the left from cell 0 end at cell -n, having written cells 0, -1, .., -n + 1."""
    walk = Machine.of("walk", "a _ 1 L a", start="a")
    for n in (0, 1, 2, 9):
        end, executed = kernel.advance(walk, initial(walk, ""), n)
        assert (executed, end.heads) == (n, (-n,))
        assert cells(walk, end.tapes[0]) == dict.fromkeys(range(-n + 1, 1), "1")


def test_period_is_the_least_number_of_steps_back() -> None:
    """There and back over one cell takes 2 steps; a rule that changes nothing takes 1; a walk never returns."""
    bounce = Machine.of("bounce", "a _ _ R b", "b _ _ L a", start="a")
    stay = Machine.of("stay", "a _ _ S a", start="a")
    walk = Machine.of("walk", "a _ _ R a", start="a")
    assert kernel.period(bounce, initial(bounce, ""), 10) == 2
    assert kernel.period(bounce, initial(bounce, ""), 1) is None
    assert kernel.period(stay, initial(stay, ""), 10) == 1
    assert kernel.period(stay, initial(stay, ""), 0) is None
    assert kernel.period(walk, initial(walk, ""), 10) is None


def test_a_tape_that_returns_elsewhere_is_not_a_loop() -> None:
    """The same blank tape and state with another head position is another configuration."""
    drift = Machine.of("drift", "a _ 1 S b", "b 1 _ R a", start="a")
    assert kernel.period(drift, initial(drift, ""), 50) is None


TAPES = st.dictionaries(st.integers(-5, 5), st.sampled_from("_ab"), max_size=6)


@given(TAPES, TAPES, st.integers(-7, 7), st.integers(-7, 7))
def test_tapes_are_equal_exactly_when_their_cells_and_heads_are(
    a: dict[int, str], b: dict[int, str], i: int, j: int
) -> None:
    """tape_of(a, i) == tape_of(b, j) iff i == j and the non-blank cells of a and b are the same; hashes agree."""

    def written(cells_: dict[int, str]) -> dict[int, str]:
        return {n: s for n, s in cells_.items() if s != "_"}

    first, second = tape_of(a, i, "_"), tape_of(b, j, "_")
    assert (first == second) == (i == j and written(a) == written(b))
    assert first != second or hash(first) == hash(second)


@given(TAPES, st.integers(-7, 7), st.lists(st.sampled_from(["_L", "_R", "_S", "aL", "aR", "bS", "bR"]), max_size=20))
def test_steps_keep_the_tape_in_canonical_form(written: dict[int, str], head: int, words: list[str]) -> None:
    """However a tape came about by writes and moves, it equals the tape built from its cells."""
    tape = tape_of(written, head, "_")
    content = dict(written)
    for symbol, move in map(tuple, words):
        one = Machine.of("one", *(f"q {s} {symbol} {move} h" for s in "_ab"), start="q", halting=["h"])
        content[head] = symbol
        head += {"L": -1, "S": 0, "R": 1}[move]
        (tape,) = step(one, Configuration("q", (tape,))).tapes
        assert tape == tape_of(content, head, "_")
        assert tape.symbol == content.get(head, "_")


def test_a_stopped_configuration_is_its_own_successor() -> None:
    """step is total: in a halting state and where no rule applies it returns the very configuration."""
    gap = Machine.of("gap", "a 1 1 R a", "a 0 0 R h", start="a", halting=["h"])
    for x, state, meaning in (("1", "a", "undefined"), ("0", "h", "halt")):
        end, executed = kernel.advance(gap, initial(gap, x), 9)
        assert (executed, end.state, verdict(gap, end)) == (1, state, meaning)
        assert step(gap, end) is end
        assert kernel.period(gap, end, 9) is None
