"""Tables of winners: what a table answers is the argmax with margin at least 1, in every context there is."""

from __future__ import annotations

from itertools import product
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_compiled_rules import families, product_rules
from test_predictor import SMALL

from lcomplexity.compiled_rules import CompiledRules, compiled
from lcomplexity.constructions.circuit import threshold
from lcomplexity.decoding import decode_batch
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, _read_scores, argmax, margin, vote
from lcomplexity.schedule import Address, Emit
from lcomplexity.tabulation import AUTOMATA, JOINT, SCORED, Tables, tabulated
from lcomplexity.vocabulary import Vocabulary


def joint_answer(t: Tables, c: CompiledRules, r: int, tokens: tuple[int, ...]) -> int:
    """What the joint table of rule r says, as documented."""
    rows = t.class_rows[t.first_class[r] : t.first_class[r] + c.slots[r]]
    place = sum(int(t.classes[row + u]) for row, u in zip(rows, tokens, strict=True))
    return int(t.joint[t.first_joint[r] + place])


def automaton_answer(t: Tables, c: CompiledRules, k: int, tokens: tuple[int, ...]) -> int:
    """What the automaton of coordinate k says, as documented: a value, or -1."""
    state = int(t.start[k])
    for e in range(c.reads[k], c.reads[k + 1]):
        if state < 0:
            break
        state = int(t.following[state + t.classes[t.read_classes[e] * c.size + tokens[c.read_slots[e]]]])
    assert state < 0
    return -2 - state if state < -1 else -1


def answer(t: Tables, c: CompiledRules, r: int, tokens: tuple[int, ...]) -> int:
    """What the tables of rule r say: a token, or -1."""
    if t.kind[r] == JOINT:
        return joint_answer(t, c, r, tokens)
    assert t.kind[r] == AUTOMATA
    place = 0
    for k in range(c.coordinates[r], c.coordinates[r + 1]):
        v = automaton_answer(t, c, k, tokens)
        if v < 0:
            return -1
        place = place * int(c.values[k]) + v
    return int(c.combined[c.first_combined[r] + place])


@settings(max_examples=80, deadline=None)
@given(families())
def test_a_joint_table_answers_exactly_where_the_margin_is_at_least_1(family: tuple[int, tuple[Rule, ...]]) -> None:
    """For every product and every combination of tokens: the answer is the argmax if its margin is >= 1, else none.
    Rules that are no products, or read nothing, have no table."""
    size, some = family
    c = compiled(some, size)
    t = tabulated(some, c)
    for r, rule in enumerate(some):
        assert (t.kind[r] == JOINT) == bool(c.product[r] and rule.slots) and t.kind[r] in (JOINT, SCORED)
        if t.kind[r] == JOINT:
            for tokens in product(range(size), repeat=rule.slots):
                S = _read_scores(rule, tokens, size)
                assert joint_answer(t, c, r, tokens) == (argmax(S) if margin(S) >= 1 else -1)


def surely_known(c: CompiledRules, k: int, tokens: tuple[int, ...], silent: bool) -> int | None:
    """The value of coordinate k that an automaton must give, -1 if it must give none; ``None``: it may pass, since some
    reads name one value and others another."""
    S = [0] * int(c.values[k])
    for e in range(c.reads[k], c.reads[k + 1]):
        row = c.read_tables[e] * c.size + tokens[c.read_slots[e]]
        for f in range(c.rows[row], c.rows[row + 1]):
            S[c.entry_values[f]] += int(c.entry_weights[f])
        if sum(s != 0 for s in S) > 1:
            return None
    ranked = sorted([*S, 0] if silent else S, reverse=True)
    best = S.index(max(S))
    return best if max(S) == ranked[0] and (len(ranked) == 1 or ranked[0] > ranked[1]) else -1


@settings(max_examples=120, deadline=None)
@given(families(), st.sampled_from([1 << 20, 40, 8]))
def test_automata_answer_right_or_not_at_all_and_always_where_reads_agree(
    family: tuple[int, tuple[Rule, ...]], largest: int
) -> None:
    """Without joint tables, in every combination of tokens: an answer is the argmax, with margin >= 1; in a coordinate
    whose reads never name two values there is an answer iff one value is best alone (and above the silent tokens)."""
    size, some = family
    c = compiled(some, size)
    with (
        mock.patch("lcomplexity.tabulation.MAX_JOINT", 0),
        mock.patch("lcomplexity.tabulation.MAX_AUTOMATON", largest),
    ):
        t = tabulated(some, c)
    for r, rule in enumerate(some):
        possible = bool(c.product[r] and rule.slots)
        assert t.kind[r] in ((AUTOMATA,) if possible and largest == 1 << 20 else (AUTOMATA, SCORED) if possible else (SCORED,))  # fmt: skip
        if t.kind[r] == SCORED:
            continue
        for tokens in product(range(size), repeat=rule.slots):
            S = _read_scores(rule, tokens, size)
            assert answer(t, c, r, tokens) == -1 or (answer(t, c, r, tokens) == argmax(S) and margin(S) >= 1)
            for k in range(c.coordinates[r], c.coordinates[r + 1]):
                known = surely_known(c, k, tokens, bool(c.silent[r]))
                assert known is None or automaton_answer(t, c, k, tokens) == known


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([2, 3, 4]), st.integers(9, 14))
def test_rules_of_many_reads_are_answered_as_scored_in_any_context(
    data: st.DataObject, size: int, slots: int
) -> None:
    """9 to 14 slots have automata; in random contexts, whose tokens contradict each other, an answer is the argmax with
    margin >= 1."""
    rule = data.draw(product_rules(slots, size, st.one_of(SMALL, st.sampled_from([0, 9, -9, 40]))))
    c = compiled((rule,), size)
    t = tabulated((rule,), c)
    assert t.kind.tolist() == [AUTOMATA]
    contexts = np.random.default_rng(data.draw(st.integers(0, 999))).integers(size, size=(60, slots))
    for tokens in map(tuple, contexts.tolist()):
        S = _read_scores(rule, tokens, size)
        found = answer(t, c, 0, tokens)
        assert found == -1 or (found == argmax(S) and margin(S) >= 1)


def test_a_threshold_of_forty_inputs_is_answered_where_it_is_reached() -> None:
    """2 (x_1 + .. + x_40) - 39 is never 0 and only value 1 is ever named: the automaton answers 1 where it is positive,
    and leaves 0, which never gets a score, to the scores; in 500 random inputs and at the threshold. It is small."""
    rule = threshold((1,) * 40, 20).predictor.rules[0]
    c = compiled((rule,), 2)
    t = tabulated((rule,), c)
    assert t.kind.tolist() == [AUTOMATA] and len(t.following) <= 41 * 41 * 2
    inputs = np.random.default_rng(5).integers(2, size=(500, 40))
    for x in [*inputs.tolist(), [0] * 21 + [1] * 19, [1] * 20 + [0] * 20, [0] * 20 + [1] * 20]:
        # Slot 0 is for the constant, said by whatever token stands first.
        assert answer(t, c, 0, (x[0], *x)) == (1 if sum(x) >= 20 else -1)


@pytest.mark.parametrize("lead", [1, 2, 3])
def test_a_lead_that_a_later_read_can_just_undo_is_not_decided(lead: int) -> None:
    """By hand: read 1 gives value 0 so much; read 2 takes 2 from it, or gives 2 to value 1: with a lead of 2 they tie
    then, with 1 the other wins, with 3 it is decided after the first read."""
    for later in ({0: -2}, {1: 2}):
        rule = Rule((Coordinate((0, 1), (Read(0, {1: {0: lead}}), Read(1, {1: later}))),))
        c = compiled((rule,), 2)
        with mock.patch("lcomplexity.tabulation.MAX_JOINT", 0):
            t = tabulated((rule,), c)
        after_first = int(t.following[t.start[0] + t.classes[t.read_classes[0] * 2 + 1]])
        assert (after_first == -2) == (lead == 3) and answer(t, c, 0, (1, 0)) == 0
        assert answer(t, c, 0, (1, 1)) in {1: (1, -1), 2: (-1,), 3: (0,)}[lead]


def test_tables_too_large_are_not_made() -> None:
    """A rule whose joint table and automata are out of bounds is scored."""
    rule = threshold((1,) * 40, 20).predictor.rules[0]
    with mock.patch("lcomplexity.tabulation.MAX_AUTOMATON", 100):
        t = tabulated((rule,), compiled((rule,), 2))
    assert t.kind.tolist() == [SCORED] and len(t.following) == 0


def test_a_coordinate_that_reads_nothing_is_decided_beforehand() -> None:
    """Beside a coordinate of reads: of one value, it is that one; of two, they tie, and nothing is answered."""
    said = tuple(Read(j, vote({0: 0, 1: 1})) for j in range(9))
    for silent_one, answered in (((0, 0), True), ((0, 1), False)):
        values = (0, 1) if answered else (0, 0)
        rule = Rule((Coordinate(silent_one, ()), Coordinate(values, said)))
        c = compiled((rule,), 2)
        t = tabulated((rule,), c)
        assert t.kind.tolist() == [AUTOMATA] and t.start[0] == (-2 if answered else -1)
        assert answer(t, c, 0, (1,) * 9) == (1 if answered else -1)
        h = LinearPredictor(Vocabulary(("0", "1")), 9, (rule,), Emit(0, 3, tuple(Address(i) for i in range(9))))
        for prompt in ((1,) * 9, (0,) * 9, (0, 1) * 4 + (0,)):
            scored, found = (decode_batch(h, np.array([prompt]), engine) for engine in ("scoring", "tabulated"))  # type: ignore[arg-type]
            assert scored.chains.tolist() == found.chains.tolist()


# Deliberate faults: an entry of a table made wrong is noticed where the engines are compared.


def all_contexts(rule: Rule, size: int) -> tuple[LinearPredictor, np.ndarray]:
    """A predictor of one token that reads its whole prompt, and all prompts."""
    reads = tuple(Address(i) for i in range(rule.slots))
    names = Vocabulary(tuple("abcdef"[:size]))
    prompts = np.array(list(product(range(size), repeat=rule.slots)))
    return LinearPredictor(names, rule.slots, (rule,), Emit(0, 1, reads)), prompts


MAJORITY = threshold((1, 1, 1), 2).predictor.rules[0]
#: Two bits, each copied from its own slot unless the third says otherwise; the fourth token is the pair (1, 1).
PAIR = Rule(
    (
        Coordinate((0, 0, 1, 1), (Read(0, vote({0: 0, 1: 0, 2: 1, 3: 1}, 1)), Read(2, vote({3: 0}, 2)))),
        Coordinate((0, 1, 0, 1), (Read(1, vote({0: 0, 1: 1, 2: 0, 3: 1}, 1)),)),
    )
)
#: A silent token, and two that have to be voted for.
SHY = Rule((Coordinate((None, 0, 1), (Read(0, {1: {0: 2}, 2: {1: -1}}), Read(1, {1: {0: -1, 1: 3}, 0: {1: 1}}))),))


@pytest.mark.parametrize(("rule", "size"), [(MAJORITY, 2), (PAIR, 4), (SHY, 3)], ids=["majority", "pair", "shy"])
@pytest.mark.parametrize("kind", [JOINT, AUTOMATA])
def test_every_wrong_answer_in_a_table_is_noticed_by_comparing_the_engines(rule: Rule, size: int, kind: int) -> None:
    """Over all prompts: each answer of a table, turned into any other, changes a chain that the scoring engine writes."""
    h, prompts = all_contexts(rule, size)
    right = decode_batch(h, prompts, "scoring").chains
    with mock.patch("lcomplexity.tabulation.MAX_JOINT", 1 << 16 if kind == JOINT else 0):
        t = tabulated(h.rules, compiled(h.rules, size))
    assert t.kind.tolist() == [kind]

    def noticed(tables: Tables) -> bool:
        with mock.patch("lcomplexity.decoding._tables", lambda *_: tables):
            return bool((decode_batch(h, prompts, "tabulated").chains != right).any())

    assert not noticed(t)
    field = "joint" if kind == JOINT else "following"
    table: np.ndarray = getattr(t, field)
    # Tokens in a joint table, -2 - value in an automaton; the majority's automaton knows one value, and where it passes.
    answers = list(range(size)) if kind == JOINT else [-2, -3][: max(compiled(h.rules, size).values)]
    given = np.isin(table, answers) if len(answers) > 1 else table == -1
    tried = 0
    for i in np.flatnonzero(given):
        for other in set(answers) - {int(table[i])}:
            wrong = table.copy()
            wrong[i] = other
            assert noticed(t._replace(**{field: wrong})), (i, other)
            tried += 1
    assert tried >= 2
