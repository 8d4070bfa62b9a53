"""Comparing a long chain piece by piece: whatever is wrong is found, also after an interruption."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from test_verification import negated, rows

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.recursive_window import recursive_loop
from lcomplexity.decoding import decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.long_verification import LongRun, compared
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import at
from lcomplexity.streaming import Stream
from lcomplexity.verification import STREAM_FROM, Failure, verify
from turing.zoo import zoo

#: A chain of some thousand tokens, in pieces of 100.
LOOP = recursive_loop(zoo("parity").machine, 3, 100, (0, 5))
X = np.array([LOOP.symbols[0], LOOP.symbols[1], LOOP.symbols[0]])
Y = X[[1, 1, 0]]
CHAIN = LOOP.expected(X[None]).chains[0]
T = len(CHAIN)
PIECE = 100


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode in pieces of 100 tokens."""
    monkeypatch.setattr("lcomplexity.long_verification.Stream", partial(Stream, piece=PIECE))


def saying(chain: NDArray[np.int64], portions: int = 64, seen: list[int] | None = None) -> Construction:
    """The construction with a source that says this chain, in portions, and notes how much it was asked for."""
    assert LOOP.stream is not None
    prompts = {tuple(x): LOOP.stream(x)[0] for x in (X, Y)}

    def pieces() -> Iterator[NDArray[np.int64]]:
        for i in range(0, len(chain), portions):
            if seen is not None:
                seen.append(i)
            yield chain[i : i + portions]

    return replace(LOOP, stream=lambda x: (prompts[tuple(x)], pieces()))


def planted(t: int) -> NDArray[np.int64]:
    """The chain with another token t."""
    chain = CHAIN.copy()
    chain[t] = (chain[t] + 1) % len(LOOP.predictor.vocabulary)
    return chain


def run(c: Construction, checkpoint: Path | None = None, number: int = 0, x: NDArray[np.int64] = X) -> LongRun:
    """Compare, without telling anybody."""
    return compared(c, x, checkpoint, number, lambda _: None)


@settings(max_examples=60)
@given(t=st.integers(0, T - 1), portions=st.integers(1, 2 * T))
def test_a_wrong_token_is_found_wherever_it_is(t: int, portions: int) -> None:
    """Its index, what was decoded and what was expected, for every place and every way to portion the source."""
    right = run(saying(CHAIN, portions))
    assert right == LongRun(T, None, 1)
    wrong = run(saying(planted(t), portions))
    assert wrong.first_wrong == (t, int(CHAIN[t]), int(planted(t)[t])) and t < wrong.tokens <= min(T, t + PIECE)


@settings(max_examples=40)
@given(t=st.integers(0, T - 1), later=st.integers(0, T - 1))
def test_of_several_wrong_tokens_the_first_is_told(t: int, later: int) -> None:
    """Whatever comes after it."""
    first, chain = min(t, later), planted(t)
    chain[later] = planted(later)[later]
    assert run(saying(chain)).first_wrong == (first, int(CHAIN[first]), int(chain[first]))


@pytest.mark.parametrize("missing", [1, PIECE, T % PIECE, T - 1, T])
def test_a_source_that_ends_before_or_after_the_chain_is_a_failure(missing: int) -> None:
    """-1 stands for what is not there, on either side, at the ends of pieces or within."""
    assert run(saying(CHAIN[: T - missing])).first_wrong == (T - missing, int(CHAIN[T - missing]), -1)
    longer = np.concatenate([CHAIN, CHAIN[:missing]])
    assert run(saying(longer)) == LongRun(T, (T, -1, int(CHAIN[0])), 1)


def test_a_predictor_that_stops_early_is_a_failure() -> None:
    """A stop token in the middle: the chain ends behind it."""
    token = int(CHAIN[T // 2])
    t = int(np.flatnonzero(token == CHAIN)[0])
    c = replace(saying(CHAIN), predictor=replace(LOOP.predictor, stop=frozenset({token})))
    assert run(c).first_wrong == (t + 1, -1, int(CHAIN[t + 1]))


def test_a_wrong_weight_is_found_at_the_first_token_that_it_changes() -> None:
    """The weights that a token in the chain reads at one place, negated: told is the first difference from the chain, if
    any; most have one."""
    h, prompts = LOOP.predictor, LOOP.expected(X[None]).prompts
    context = [*prompts[0].tolist(), *CHAIN.tolist()]
    found = []
    for t in np.random.default_rng(0).integers(0, T, size=12).tolist():
        rule, positions = at(h.schedule, t, h.n)
        # The newest candidate of the first coordinate that says anything.
        said = [
            i for i, r in enumerate(h.rules[rule].coordinates[0].reads) if r.table.get(context[positions[r.slot]])
        ]
        read = h.rules[rule].coordinates[0].reads[said[-1]]
        wrong = negated(h, rule, 0, said[-1], context[positions[read.slot]])
        differ = np.flatnonzero(decode_batch(wrong, prompts, "scoring").chains[0] != CHAIN)
        told = run(replace(LOOP, predictor=wrong)).first_wrong
        assert told is None if not len(differ) else told is not None and told[0] == differ[0]
        found.append(told is not None)
    assert sum(found) > len(found) / 2


def test_margins_below_1_are_told() -> None:
    """A row without weight: where it is used several tokens tie, and the smallest margin is 0, also if the chain is right."""
    rule, coordinate, read, token = rows(LOOP.predictor)[0]
    table = LOOP.predictor.rules[rule].coordinates[coordinate].reads[read].table
    seen = run(replace(LOOP, predictor=silenced(LOOP.predictor, rule, coordinate, read, token)))
    assert table[token] and seen.min_margin == 0


def silenced(h: LinearPredictor, rule: int, coordinate: int, read: int, token: int) -> LinearPredictor:
    """The predictor with no weights in all rows of one table."""
    c = h.rules[rule].coordinates[coordinate]
    reads = [replace(r, table={}) if i == read else r for i, r in enumerate(c.reads)]
    silent = replace(c, reads=tuple(reads))
    coordinates = [silent if i == coordinate else k for i, k in enumerate(h.rules[rule].coordinates)]
    changed = replace(h.rules[rule], coordinates=tuple(coordinates))
    return replace(h, rules=tuple(changed if i == rule else r for i, r in enumerate(h.rules)))


def test_what_is_told_grows_by_pieces_to_the_end() -> None:
    """After each piece: the tokens so far, none wrong."""
    told: list[LongRun] = []
    assert compared(LOOP, X, None, 0, told.append) == LongRun(T, None, 1)
    tokens = [run.tokens for run in told]
    assert tokens == sorted(set(tokens)) and tokens[-1] == T and all(b - a <= PIECE for a, b in zip([0, *tokens], tokens, strict=False))  # fmt: skip
    assert {(run.first_wrong, run.min_margin) for run in told} == {(None, 1)}


# Interrupted, and gone on with.


def interrupted(c: Construction, checkpoint: Path, tokens: int, number: int = 0) -> int:
    """Interrupt the comparison when it has told of at least so many tokens; return of how many it has told."""
    told: list[int] = []

    def tell(run: LongRun) -> None:
        told.append(run.tokens)
        if run.tokens >= tokens:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compared(c, X, checkpoint, number, tell)
    assert checkpoint.exists()
    return told[-1]


@pytest.mark.parametrize("tokens", [1, T // 3, T - PIECE - 1])
def test_an_interrupted_comparison_goes_on_where_it_was(tokens: int, tmp_path: Path) -> None:
    """The tokens compared before are not decoded again; the end is the same, and removes the file."""
    path = tmp_path / "at"
    done = interrupted(LOOP, path, tokens)
    told: list[LongRun] = []
    assert compared(LOOP, X, path, 0, told.append) == LongRun(T, None, 1)
    assert told[0].tokens > done and not path.exists()


@settings(max_examples=20)
@given(tokens=st.integers(1, T - PIECE - 1), after=st.integers(0, T), portions=st.integers(1, T))
def test_nothing_is_skipped_after_an_interruption(
    tokens: int, after: int, portions: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A wrong token anywhere behind what was compared is found, the very next one included."""
    path = tmp_path_factory.mktemp("saved") / "at"
    done = interrupted(LOOP, path, tokens)
    t = min(done + after, T - 1)
    assert run(saying(planted(t), portions), path).first_wrong == (t, int(CHAIN[t]), int(planted(t)[t]))
    # The file is kept for a second look, which finds it again.
    assert run(saying(planted(t), portions), path).first_wrong == (t, int(CHAIN[t]), int(planted(t)[t]))
    assert run(saying(CHAIN, portions), path) == LongRun(T, None, 1)


@pytest.mark.parametrize("where", ["decoding", "comparing"])
def test_a_piece_that_was_decoded_and_not_compared_is_compared_later(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted behind the engine, or while the source writes: what is saved is what was compared."""
    path, t = tmp_path / "at", 5 * PIECE + 7
    monkeypatch.setattr("lcomplexity.long_verification.SAVE_EVERY", -1.0)
    with monkeypatch.context() as patch:
        if where == "decoding":
            from lcomplexity.engine import execute

            def interrupting(*arguments: object) -> int:
                least: int = execute(*arguments)
                if arguments[5][1] - len(LOOP.expected(X[None]).prompts[0]) > t:  # type: ignore[index]
                    raise KeyboardInterrupt
                return least

            patch.setattr("lcomplexity.engine.execute", interrupting)
            source = saying(planted(t))
        else:
            source = saying(planted(t), 1, Interrupting(t))
        with pytest.raises(KeyboardInterrupt):
            run(source, path)
    assert run(saying(planted(t)), path).first_wrong == (t, int(CHAIN[t]), int(planted(t)[t]))


class Interrupting(list[int]):
    """A list that interrupts whoever notes number t in it."""

    def __init__(self, t: int) -> None:
        super().__init__()
        self._t = t

    def append(self, i: int) -> None:
        """Note a number."""
        if i == self._t:
            raise KeyboardInterrupt
        super().append(i)


def test_saves_are_made_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every so many seconds, so that also a comparison that is killed can be gone on with."""
    path, saved = tmp_path / "at", list[int]()
    monkeypatch.setattr("lcomplexity.long_verification.SAVE_EVERY", -1.0)

    def tell(_: LongRun) -> None:
        stream = Stream(LOOP.predictor, LOOP.expected(X[None]).prompts[0].tolist(), piece=PIECE)
        assert stream.load(path) == {"input": 4}
        saved.append(stream.decoded)

    assert compared(LOOP, X, path, 4, tell).first_wrong is None
    assert saved[0] == 0 and saved == sorted(set(saved)) and saved[-1] > T - 2 * PIECE


def refused(action: Callable[[], object], path: Path) -> str:
    """The one line that an action is refused with; a file at the path is as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(PredictorError) as info:
        action()
    assert "\n" not in str(info.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    return str(info.value)


def test_the_file_of_another_input_is_refused(tmp_path: Path) -> None:
    """By its prompt, or, where two inputs have one, by its number; so is a damaged file."""
    path = tmp_path / "at"
    interrupted(LOOP, path, T // 2, number=2)
    other_prompt = refused(lambda: run(LOOP, path, 2, Y), path)
    assert other_prompt == f"{path}: not a saved decoding of this predictor, prompt and engine; give another file"
    other_number = refused(lambda: run(LOOP, path, 3), path)
    assert other_number == f"{path}: a decoding of input number 2; delete it to start anew"
    path.write_bytes(path.read_bytes()[:-1])
    assert refused(lambda: run(LOOP, path, 2), path).startswith(f"{path}: no complete zip archive")


def test_what_cannot_be_saved_or_streamed_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there, a window too large for a file, a construction without a stream: nothing is decoded."""
    told: list[LongRun] = []
    path = tmp_path / "none" / "at"
    message = refused(lambda: compared(LOOP, X, path, 0, told.append), path)
    assert message.startswith(f"{path}: cannot be written (No such file or directory)")
    monkeypatch.setattr("lcomplexity.streaming.MAX_SAVED", 10)
    message = refused(lambda: compared(LOOP, X, tmp_path / "at", 0, told.append), tmp_path / "at")
    assert "a window of more than 10 bytes is not saved" in message
    message = refused(lambda: compared(parity(3), np.array([0, 1, 1]), None, 0, told.append), tmp_path / "at")
    assert message == "parity: it writes no chain in pieces; compare it as a whole"
    assert told == []


# As part of verify.


def stream_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a chain of 1,000 tokens be a long one."""
    monkeypatch.setattr("lcomplexity.verification.STREAM_FROM", 1000)
    monkeypatch.setattr("lcomplexity.verification.BLOCK_TOKENS", 1000)


def test_verify_streams_long_chains_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """All 8 inputs, held as a whole or streamed: the same record; tokens and inputs are told as they come."""
    held = verify(LOOP)
    told: list[int] = []
    stream_all(monkeypatch)
    streamed = verify(LOOP, progress=lambda v: told.append(v.tokens))
    assert held == streamed and streamed.passed and streamed.inputs == 8 and streamed.tokens == 8 * T
    assert told == sorted(told) and len(set(told)) > 8 * (T // PIECE) - 8 and STREAM_FROM == 1 << 23


def test_verify_counts_and_tells_wrong_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the source wrong for two of three inputs: two failures, and the first is told with its input."""
    stream_all(monkeypatch)
    assert LOOP.stream is not None
    good, bad = saying(CHAIN).stream, saying(planted(77)).stream
    assert good is not None and bad is not None
    asked: list[tuple[int, ...]] = []

    def stream(x: NDArray[np.int64]) -> tuple[tuple[int, ...], Iterator[NDArray[np.int64]]]:
        asked.append(tuple(x.tolist()))
        return (good if len(asked) == 1 else bad)(x)

    v = verify(replace(LOOP, stream=stream), domain=np.stack([X, X, X]))
    assert asked == [tuple(X.tolist())] * 3 and (v.inputs, v.failures, v.passed) == (3, 2, False)
    assert v.first_failure == Failure(tuple(X.tolist()), 77, int(CHAIN[77]), int(planted(77)[77]))


def test_verify_goes_on_with_a_checkpoint_and_refuses_one_for_a_short_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One input, interrupted in the middle; and a chain that is held as a whole."""
    path = tmp_path / "at"
    message = refused(lambda: verify(LOOP, checkpoint=path), path)
    assert message == (f"recursive: a checkpoint is for chains of more than {STREAM_FROM} tokens; this one has {T}")
    stream_all(monkeypatch)
    interrupted(LOOP, path, T // 2)
    told: list[int] = []
    v = verify(LOOP, domain=X[None], checkpoint=path, progress=lambda v: told.append(v.tokens))
    assert v.passed and v.tokens == T and min(told) > T // 2 and not path.exists()
