"""Compiled rules: the arrays say what the rules say, and call a product what is one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_predictor import SMALL, rules

from lcomplexity.compiled_rules import CompiledRules, compiled
from lcomplexity.decoding import decode, decode_batch
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, _read_scores, vote
from lcomplexity.schedule import Address, Emit
from lcomplexity.vocabulary import Vocabulary

#: Values that make products: of one coordinate, of two, beside silent tokens.
PRODUCTS: dict[int, tuple[tuple[tuple[int | None, ...], ...], ...]] = {
    2: (((0, 1),), ((None, 0),), ((0, 0), (5, 7)), ((0, 1), (3, 3))),
    3: (((2, 1, 0),), ((None, 0, 1),), ((None, None, 4),), ((1, 2, 3), (0, 0, 0))),
    4: (((0, 1, 2, 3),), ((0, 0, 1, 1), (0, 1, 0, 1)), ((None, 1, None, 0),), ((1, 0, 1, 0), (0, 1, 1, 0))),
    6: (((0, 0, 1, 1, 2, 2), (0, 1, 0, 1, 0, 1)), ((None, 0, 0, 1, 1, None), (None, 0, 1, 0, 1, None))),
}


@st.composite
def product_rules(draw: st.DrawFn, slots: int, size: int, weight: st.SearchStrategy[int] = SMALL) -> Rule:
    """A rule whose coordinates are a product; every slot is read, some by several reads and coordinates."""
    values = draw(st.sampled_from(PRODUCTS[size]))
    names = sorted({v for c in values for v in c if v is not None} | {9})
    row = st.dictionaries(st.sampled_from(names), weight, max_size=3)
    table = st.dictionaries(st.integers(0, size - 1), row, max_size=size)
    coordinates = []
    for i, own in enumerate(values):
        looked = draw(st.lists(st.integers(0, slots - 1), max_size=2)) if slots else []
        looked += list(range(slots)) if i == 0 else []
        coordinates.append(Coordinate(own, tuple(Read(slot, draw(table)) for slot in looked)))
    return Rule(tuple(coordinates))


@st.composite
def families(draw: st.DrawFn) -> tuple[int, tuple[Rule, ...]]:
    """A size of vocabulary and some rules over it."""
    size = draw(st.sampled_from(sorted(PRODUCTS)))
    slots = st.integers(0, 3)
    some = st.one_of(slots.flatmap(lambda k: rules(k, size, SMALL)), slots.flatmap(lambda k: product_rules(k, size)))
    return size, tuple(draw(st.lists(some, min_size=1, max_size=4)))


def read_off(c: CompiledRules, r: int, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """The scores that the arrays say, rule by its documentation."""
    total = [0] * c.size
    for k in range(c.coordinates[r], c.coordinates[r + 1]):
        S = [0] * c.values[k]
        for e in range(c.reads[k], c.reads[k + 1]):
            row = c.read_tables[e] * c.size + tokens[c.read_slots[e]]
            for f in range(c.rows[row], c.rows[row + 1]):
                S[c.entry_values[f]] += int(c.entry_weights[f])
        for v in range(c.values[k]):
            for D in c.tokens[c.having[c.value_rows[k] + v] : c.having[c.value_rows[k] + v + 1]]:
                total[D] += S[v]
    return tuple(total)


@settings(max_examples=60, deadline=None)
@given(families())
def test_the_arrays_give_every_token_its_score_in_every_context(family: tuple[int, tuple[Rule, ...]]) -> None:
    """For all contexts of a rule's slots: the scores summed from the arrays are the rule's."""
    size, some = family
    c = compiled(some, size)
    for r, rule in enumerate(some):
        assert c.slots[r] == rule.slots <= c.most_slots
        for tokens in product(range(size), repeat=rule.slots):
            assert read_off(c, r, tokens) == _read_scores(rule, tokens, size)


def is_product(rule: Rule, size: int) -> bool:
    """Whether each token has a value everywhere or nowhere, each combination of values exactly one token."""
    if not rule.coordinates:
        return False
    had = [tuple(c.values[D] for c in rule.coordinates) for D in range(size)]
    speaking = [v for v in had if any(x is not None for x in v)]
    combinations = list(product(*(sorted({x for x in c.values if x is not None}) for c in rule.coordinates)))
    return bool(speaking) and all(None not in v for v in speaking) and sorted(speaking) == sorted(combinations)  # type: ignore[type-var]


@settings(max_examples=70, deadline=None)
@given(families())
def test_products_are_found_and_nothing_else_is_called_one(family: tuple[int, tuple[Rule, ...]]) -> None:
    """product[r] iff rule r is one; then the combination of values gives the token that has them, and the silent tokens
    are counted, and the smallest known."""
    size, some = family
    c = compiled(some, size)
    for r, rule in enumerate(some):
        assert bool(c.product[r]) == is_product(rule, size)
        if not c.product[r]:
            continue
        here = range(c.coordinates[r], c.coordinates[r + 1])
        dims = [int(c.values[k]) for k in here]
        for place, combination in enumerate(product(*map(range, dims))):
            token = c.combined[c.first_combined[r] + place]
            for k, v in zip(here, combination, strict=True):
                assert token in c.tokens[c.having[c.value_rows[k] + v] : c.having[c.value_rows[k] + v + 1]]
        silent = [D for D in range(size) if all(k.values[D] is None for k in rule.coordinates)]
        assert c.silent[r] == len(silent) and (not silent or c.first_silent[r] == silent[0])


def test_reads_that_say_the_same_share_a_table_and_others_do_not() -> None:
    """Two equal tables of one coordinate's values are one; of another numbering, or with another weight, two."""
    first, second = (0, 1), (1, 0)
    reads = (Read(0, vote({0: 0, 1: 1})), Read(1, vote({0: 0, 1: 1})), Read(1, vote({0: 0, 1: 1}, 2)))
    rule = Rule((Coordinate(first, reads), Coordinate(second, reads)))
    tables = compiled((rule,), 2).read_tables.tolist()
    assert tables[0] == tables[1] != tables[2] and not set(tables[:3]) & set(tables[3:])


def test_a_coordinate_that_no_token_has_a_value_in_changes_nothing() -> None:
    """It is no product, alone or beside others; all tokens tie at 0, or the others decide."""
    nothing = Coordinate((None, None), (Read(0, vote({0: 0, 1: 1}, 3)),))
    copy = Coordinate((0, 1), (Read(0, vote({0: 0, 1: 1})),))
    for coordinates, chains, margin in (((nothing,) * 2, [[0], [0]], 0), ((nothing, copy), [[0], [1]], 1)):
        h = LinearPredictor(Vocabulary(("0", "1")), 1, (Rule(coordinates),), Emit(0, 1, (Address(0),)))
        assert compiled(h.rules, 2).product.tolist() == [0]
        for engine in ("scoring", "tabulated"):
            batch = decode_batch(h, np.array([[0], [1]]), engine)  # type: ignore[arg-type]
            assert (batch.chains.tolist(), batch.min_margins.tolist()) == (chains, [margin] * 2)


@pytest.mark.parametrize("most", [1 << 16, 0], ids=["joint", "automata"])
@pytest.mark.parametrize("place", [0, 5, 63, 64, 70])
def test_a_rule_may_have_more_coordinates_than_an_integer_has_bits(
    place: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """99 coordinates of one value each and one of two, wherever it stands, that moves while the others do not, or the
    others move while it does not: all engines write what the reference does."""
    monkeypatch.setattr("lcomplexity.tabulation.MAX_JOINT", most)
    fixed = [Coordinate((0, 0), (Read(0, {0: {0: k}}),)) for k in range(99)]
    chosen = Coordinate((0, 1), (Read(1, vote({0: 0, 1: 1}, 2)),))
    rule = Rule((*fixed[:place], chosen, *fixed[place:]))
    one_moves, others_move = (Address(0), Address(0, 1)), (Address(0, 1), Address(2))
    for reads in (one_moves, others_move):
        h = LinearPredictor(Vocabulary(("0", "1")), 4, (rule,), Emit(0, 4, reads))
        assert compiled(h.rules, 2).product.tolist() == [1]
        for prompt in ((0, 0, 1, 0), (1, 0, 0, 1), (1, 1, 1, 1)):
            reference = decode(h, prompt)
            assert reference.chain == (prompt if reads is one_moves else prompt[2:3] * 4)
            assert reference.min_margin == 2
            for engine in ("scoring", "tabulated"):
                batch = decode_batch(h, np.array([prompt]), engine)  # type: ignore[arg-type]
                assert batch.chains.tolist() == [list(reference.chain)]
