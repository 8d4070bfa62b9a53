"""Interfaces: texts become prompts, chains become answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pytest

from lcomplexity.constructions.arithmetic import multiplication
from lcomplexity.constructions.build import build
from lcomplexity.errors import PredictorError
from lcomplexity.interface import Interface
from turing.zoo import zoo

BITS = {"0": (0,), "1": (1,)}
WORDS = {"one": (1,), "two": (2, 2), "3": (3,)}


def interface(
    rest: Mapping[str, tuple[int, ...]] = BITS, groups: Mapping[tuple[int, ...], str] | None = None, strip: str = ""
) -> Interface:
    """Return an interface that answers by two groups of two tokens from index 1, or by the word of token 9."""
    named: Mapping[tuple[int, ...], str] = {(0, 0): "_", (0, 1): "a", (1, 0): "b"}
    return Interface(
        (8,), {"0": (5,), **rest}, rest, (9, 9), {9: "yes"}, 1, 2, 2, named if groups is None else groups, strip
    )


def test_a_prompt_is_prefix_symbols_suffix() -> None:
    """The first symbol has tokens of its own; the empty text has none."""
    assert interface().prompt("") == (8, 9, 9)
    assert interface(rest={"0": (0,), "1": (1, 1)}).prompt("101") == (8, 1, 1, 0, 1, 1, 9, 9)
    other = Interface((), {"a": (7,)}, {"a": (1,)}, (), {})
    assert other.prompt("aaa") == (7, 1, 1)


def test_symbols_of_several_characters_are_separated_by_spaces() -> None:
    """Any run of white space; a text of one-character symbols is not split."""
    assert interface(rest=WORDS).symbols(" two\tone  3 ") == ("two", "one", "3")
    assert interface(rest=WORDS).prompt("two one two") == (8, 2, 2, 1, 2, 2, 9, 9)
    assert interface().symbols("0 1") == ("0", " ", "1")


def test_a_symbol_without_tokens_is_refused_with_its_position() -> None:
    """Position counts symbols, from 0; the first symbol and the others may differ in what they allow."""
    with pytest.raises(PredictorError) as error:
        interface().prompt("10x")
    assert str(error.value) == "input: symbol 'x' at position 2 is not one of ['0', '1']"
    with pytest.raises(PredictorError) as error:
        interface(rest=WORDS).prompt("one four")
    assert str(error.value) == "input: symbol 'four' at position 1 is not one of ['3', 'one', 'two']"
    first_only = Interface((), {"a": (0,)}, {"b": (1,)}, (), {})
    assert first_only.prompt("ab") == (0, 1)
    with pytest.raises(PredictorError) as error:
        first_only.prompt("ba")
    assert str(error.value) == "input: symbol 'b' at position 0 is not one of ['a']"


def test_an_answer_is_the_word_of_the_last_token_else_the_groups() -> None:
    """Tokens before ``start`` and behind the groups do not matter."""
    assert interface().answer((0, 0, 1, 9)) == "yes"
    assert interface().answer((9, 0, 1, 1, 0, 7)) == "ab"
    assert interface().answer((9, 1, 0, 0, 0)) == "b_"


def test_an_unknown_or_missing_group_reads_as_a_question_mark() -> None:
    """Also where the chain is too short, or empty."""
    assert interface().answer((9, 1, 1, 1, 0)) == "?b"
    assert interface().answer((9, 1, 0, 0)) == "b?"
    assert interface().answer(()) == "??"


def test_blanks_are_stripped_on_both_sides_and_kept_inside() -> None:
    """A blank answer is empty."""
    assert interface(strip="_").answer((9, 0, 0, 0, 1)) == "a"
    assert interface(strip="_").answer((9, 0, 1, 0, 0)) == "a"
    assert interface(strip="_").answer((9, 0, 0, 0, 0)) == ""
    three = Interface((), BITS, BITS, (), {}, 0, 3, 1, {(0,): "_", (1,): "1"}, "_")
    assert three.answer((1, 0, 1)) == "1_1"


def test_groups_of_several_characters_are_joined_by_spaces() -> None:
    """By what could be read: where "11" is a symbol, 1 1 is told from it."""
    groups: Mapping[tuple[int, ...], str] = {(0, 0): "1", (0, 1): "11"}
    assert interface(groups=groups).answer((9, 0, 0, 0, 0)) == "1 1"
    assert interface(groups=groups).answer((9, 0, 1, 0, 0)) == "11 1"


def test_the_length_of_a_prompt_says_how_many_symbols_an_input_has() -> None:
    """Prefix and suffix are no symbols; the first symbol may take other tokens than the rest; where symbols differ, it is not said."""
    one = interface()
    assert [one.symbols_needed(n) for n in range(7)] == [None, None, None, 0, 1, 2, 3]
    wide = Interface((), {"a": (0, 1)}, {"a": (1, 1, 1)}, (), {})
    assert [wide.symbols_needed(n) for n in range(9)] == [0, None, 1, None, None, 2, None, None, 3]
    assert interface(rest=WORDS).symbols_needed(5) is None
    none = Interface((1,), {}, {}, (), {})
    assert none.symbols_needed(1) == 0 and none.symbols_needed(2) is None
    single = Interface((), {"a": (0,)}, {}, (), {})
    assert single.symbols_needed(1) == 1 and single.symbols_needed(2) is None


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("via", ["oblivious", "sliding", "recursive", "circuit"])
def test_a_prompt_of_a_machine_has_a_symbol_for_each_of_its_input(via: Literal["oblivious"], n: int) -> None:
    """For every construction from a machine, whatever comes before and behind: the length that it was built for."""
    c = build(zoo("palindrome").machine, n, via=via).construction
    assert c.interface.symbols_needed(c.predictor.n) == n == c.input_length
    text = "011"[:n]
    assert c.interface.prompt_of(text, c.predictor.n) == c.interface.prompt(text)


def test_signs_are_symbols_too() -> None:
    """Of a product: digits, the sign of multiplication and the sign of equality; its length counts digits only."""
    c = multiplication(2, 3)
    assert c.interface.symbols_needed(c.predictor.n) == len("12x345=") and c.input_length == 5


def test_a_prompt_of_another_length_is_refused_with_what_is_needed() -> None:
    """By symbols where they are all of one length, else by tokens."""
    assert interface().prompt_of("01", 5) == (8, 0, 1, 9, 9)
    with pytest.raises(PredictorError) as error:
        interface().prompt_of("(", 5)
    assert str(error.value) == "the input has 1 symbols; 2 are needed, each one of 0 1"
    with pytest.raises(PredictorError) as error:
        interface().prompt_of("0(", 5)
    assert str(error.value) == "input: symbol '(' at position 1 is not one of ['0', '1']"
    with pytest.raises(PredictorError) as error:
        interface(rest=WORDS).prompt_of("one", 5)
    assert str(error.value) == "the input makes a prompt of 4 tokens; 5 are needed, of the symbols 0 one two 3"
    many = {str(i): (i,) for i in range(30)}
    with pytest.raises(PredictorError) as error:
        Interface((), many, many, (), {}).prompt_of("1 2", 1)
    assert str(error.value).endswith("each one of 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 ..")
