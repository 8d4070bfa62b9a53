"""The search for least circuits: its parts on small cases, and deep: the whole stored table made anew."""

from __future__ import annotations

from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.notions.boolean_chains import GIVEN, chain_text, functions_of, sizes_up_to
from lcomplexity.notions.chain_walk import UNKNOWN, complete, gate, least_form, moved_normal_tables, one_more_gate
from lcomplexity.notions.circuit_table import circuit_rows
from lcomplexity.notions.four_variables import INPUTS, Basis, class_names, input_actions


@given(st.lists(st.integers(1, 0x7FFF), min_size=1, max_size=5, unique=True), st.integers(0, 383))
@settings(max_examples=50)
def test_sets_that_an_action_moves_onto_each_other_have_one_form(halves: list[int], t: int) -> None:
    """Normal functions and the same ones moved; the form is one of the moved sets."""
    codes = np.array([2 * h for h in halves])
    moved = moved_normal_tables()
    other = moved[codes >> 1, t].astype(np.int64)
    one, two = np.zeros((2, len(codes)), np.int64)
    least_form(codes, moved, one)
    least_form(other[::-1].copy(), moved, two)
    assert one.tolist() == two.tolist()
    assert (np.sort(moved[codes >> 1], axis=0) == one[:, None]).all(axis=0).any()


def test_normal_tables_are_moved_as_actions_say() -> None:
    """The function moved, or its complement if it is 1 at 0."""
    moved = moved_normal_tables()
    for t in (0, 1, 17, 383):
        for f in (0x8888, 0x6996, 0x1234):
            image = int(input_actions()[t, f])
            assert moved[f >> 1, t] == (image if not image & 1 else image ^ 0xFFFF)


def all_chains(kinds: int, gates: int) -> set[int]:
    """The last functions of all chains of just so many gates in which every gate but the last is read, the slow way."""
    ends = set()

    def extend(pool: list[int], unread: set[int]) -> None:
        for i, j in combinations(range(len(pool)), 2):
            for kind in range(kinds):
                f, left = int(gate(kind, pool[j], pool[i])), unread - {i, j}
                if len(pool) - 3 == gates:
                    if not left:
                        ends.add(f)
                elif f and f not in pool:
                    extend([*pool, f], left | {len(pool)})

    extend(list(INPUTS), set())
    return ends


@pytest.mark.parametrize("kinds", [4, 5])
@pytest.mark.parametrize("left", [1, 2, 3])
def test_completion_meets_what_all_chains_of_three_gates_end_in(kinds: int, left: int) -> None:
    """From sets of 2, 1 and 0 gates, up to permuting and negating inputs: the prunings lose nothing."""
    moved, inputs = moved_normal_tables(), np.array(INPUTS)
    sets = np.zeros((1, 0), np.int64)
    for r in range(3 - left):
        new = np.zeros((2000, r + 1), np.int64)
        sets = np.unique(new[: one_more_gate(sets, kinds, inputs, moved, new)], axis=0)
    gates, chains = np.full(1 << 15, UNKNOWN, np.uint8), np.zeros((1 << 15, 3), np.int64)
    assert complete(sets, left, kinds, inputs, gates, chains) == int((gates != UNKNOWN).sum())
    met = {int(moved[f, t]) for f in np.flatnonzero(gates != UNKNOWN) for t in range(384)}
    assert met == {int(f) for f in all_chains(kinds, 3)}
    assert all(chains[f, -1] == 2 * f for f in np.flatnonzero(gates != UNKNOWN))


@pytest.mark.parametrize(
    ("basis", "most", "listed"), [("all two-input gates", 5, 3), ("AND, OR, NOT", 6, 4), ("AND, OR, NOT", 5, 2)]
)
def test_the_search_finds_what_is_stored_whatever_it_lists(basis: Basis, most: int, listed: int) -> None:
    """Sizes up to 5 and 6 gates, larger ones unknown, and chains that are evaluated."""
    said: list[str] = []
    found = sizes_up_to(basis, most, listed, said.append)
    for name, row in circuit_rows().items():
        size = row.gates if basis == "all two-input gates" else row.and_or_gates
        assert found.gates[name] == found.gates[name ^ 0xFFFF] == (size if size <= most else UNKNOWN), hex(name)
        if 0 < size <= most:
            functions = functions_of(chain_text(found.chains[name], basis))
            assert len(functions) == size and functions[-1] in (name, name ^ 0xFFFF)
    assert any(f"{most} gates, " in line for line in said)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from("&><|^")), max_size=6))
def test_a_chain_is_read_as_it_is_written(steps: list[tuple[int, int, str]]) -> None:
    """The functions of a text, written and read again."""
    text = " ".join(f"{i}{sign}{j}" for i, j, sign in steps if i < j) or "-"
    functions = functions_of(text)
    assert functions_of(chain_text(functions, "all two-input gates")) == functions


@pytest.mark.parametrize("text", ["4&0", "0&", "0%1", "0&1 6|2"])
def test_a_text_that_is_no_chain_is_refused(text: str) -> None:
    """A number that is not there yet, or something else than a gate."""
    with pytest.raises(ValueError, match="a step is two earlier numbers around one of"):
        functions_of(text)


def test_the_chains_given_compute_the_four_hardest_classes_in_ten_gates() -> None:
    """Without XOR; one for each class that no nine gates compute."""
    chains = [functions_of(text) for text in GIVEN["AND, OR, NOT"]]
    hardest = {name for name, row in circuit_rows().items() if row.and_or_gates == 10}
    assert {int(class_names()[chain[-1]]) for chain in chains} == hardest and len(hardest) == 4
    assert all(len(chain) == 10 for chain in chains) and "^" not in "".join(GIVEN["AND, OR, NOT"])


@pytest.mark.deep
def test_the_stored_table_is_what_the_search_makes() -> None:
    """Byte for byte; several minutes."""
    from lcomplexity.notions.circuit_table_maker import table_text

    stored = files("lcomplexity.notions").joinpath("four_variable_circuits.tsv").read_text()
    assert table_text(lambda line: None) == stored
