"""Decoding piece by piece: the chain of the whole, in memory that does not grow, interrupted and gone on with anywhere."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_decoding import some_prompts
from test_engines import product_predictors
from test_predictor import predictors

from lcomplexity.archive import packed, unpacked
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.recursive_window import recursive_loop
from lcomplexity.decoding import Engine, decode, decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
from lcomplexity.schedule import Address, Block, Emit, Listed, Repeat, Sequence
from lcomplexity.streaming import Stream
from lcomplexity.vocabulary import Vocabulary
from turing.zoo import zoo

ENGINES = st.sampled_from(["scoring", "tabulated"])
PIECES = st.sampled_from([1, 7, 1 << 18])


def rest(stream: Stream) -> list[int]:
    """The chain from where the stream stands."""
    return [int(z) for piece in stream.pieces() for z in piece]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.one_of(product_predictors(), predictors()), ENGINES, PIECES)
def test_the_pieces_joined_are_the_chain(data: st.DataObject, h: LinearPredictor, engine: Engine, size: int) -> None:
    """For every predictor, engine and size of pieces: the chain of ``decode_batch``, in pieces of at most that size,
    counted as they come; the margins are those of the engine."""
    prompts = some_prompts(data, h)[:1]
    whole = decode_batch(h, prompts, engine)
    stream = Stream(h, prompts[0].tolist(), engine, size)
    found: list[int] = []
    for piece in stream.pieces():
        assert 0 < len(piece) <= size
        found += piece.tolist()
        assert stream.decoded == len(found)
    assert found == whole.chains[0][: whole.lengths[0]].tolist() and stream.ended and rest(stream) == []
    assert 0 <= stream.scored <= len(found) and (engine == "tabulated" or stream.scored == len(found))
    least = [1] * (stream.scored < len(found)) + [m for m in (stream.min_margin,) if m is not None]
    assert not found or whole.min_margins[0] == min(least)


#: Four letters; the next row is the sum modulo 4 of the row before, a letter of the prompt and the letter just written.
LETTERS = Vocabulary(tuple("abcd"))
SUM = Rule(
    (
        Coordinate(
            (0, 1, 2, 3),
            tuple(
                Read(j, {u: {v: 3 if (u * (j + 1)) % 4 == v else 0 for v in range(4)} for u in range(4)}) for j in range(3)
            ),
        ),
    )
)  # fmt: skip
COPY = Rule((Coordinate((0, 1, 2, 3), (Read(0, vote({u: (u + 1) % 4 for u in range(4)}, 5)),)),))


def rounds(times: int) -> LinearPredictor:
    """A row of five letters, and ``times`` rounds that read the row before, the prompt, and themselves."""
    first = Emit(1, 5, (Address(0),))
    row: Block = Sequence(
        (
            Emit(0, 3, (Address(-5, 1, "frame"), Address(1), Address(-1, 1, "frame"))),
            Listed(np.array([0, 1]), np.array([[-2, 2, -1], [-1, 0, 0]]), np.array([[1, 0, 1], [1, 0, 0]], bool)),
        )
    )
    return LinearPredictor(LETTERS, 3, (SUM, COPY), Sequence((first, Repeat(times, row))))


@pytest.mark.parametrize("engine", ["scoring", "tabulated"])
@pytest.mark.parametrize("size", [1, 7, 1 << 18])
def test_a_loop_much_longer_than_what_is_kept_is_decoded_right(engine: Engine, size: int) -> None:
    """20,000 rounds of 5 tokens that look back 5 at most: the chain is the one decoded as a whole, whose beginning is the
    reference's."""
    h = rounds(20_000)
    prompt = [1, 3, 2]
    whole = decode_batch(h, np.array([prompt]), engine).chains[0]
    assert whole[:205].tolist() == list(decode(rounds(40), prompt).chain)
    stream = Stream(h, prompt, engine, max(size, 7) if size > 1 else 1)
    if size == 1:
        # One by one takes long: the first 3,000.
        pieces = stream.pieces()
        assert [int(next(pieces)[0]) for _ in range(3000)] == whole[:3000].tolist()
    else:
        assert (np.concatenate(list(stream.pieces())) == whole).all()


def test_no_token_is_forgotten_that_is_still_read() -> None:
    """One by one, with six tokens of the chain kept where the rule that looks farthest looks back on five."""
    h = rounds(12)
    assert h.procedures.reach == 5
    for prompt in ([1, 3, 2], [0, 1, 1], [3, 3, 0]):
        assert rest(Stream(h, prompt, piece=1)) == list(decode(h, prompt).chain)


def test_memory_does_not_depend_on_the_number_of_rounds() -> None:
    """10 rounds, 10,000 or 10^11: the same bytes; also of the recursive window in rounds, over 1,000 steps or 10^9."""
    sizes = {Stream(rounds(times), [0, 0, 0], piece=16).nbytes for times in (10, 10_000, 10**11)}
    assert len(sizes) == 1
    machine = zoo("parity").machine
    long = {Stream(recursive_loop(machine, 3, N, (0, 5)).predictor, [0] * 4, piece=16).nbytes for N in (10**3, 10**9)}
    assert len(long) == 1


def test_a_stream_of_a_machine_in_rounds_is_its_chain() -> None:
    """A recursive window in rounds, for 40 times the steps that the machine takes, in pieces of 100: it looks back less
    than a tenth of the chain."""
    c = recursive_loop(zoo("parity").machine, 4, 200, (0, 6))
    expected = c.expected(np.array([c.symbols[:1] * 3 + c.symbols[1:2]]))
    stream = Stream(c.predictor, expected.prompts[0].tolist(), piece=100)
    assert c.predictor.procedures.reach < c.predictor.length / 10
    assert rest(stream) == expected.chains[0].tolist() and stream.scored == 0


# Saved and loaded.


@settings(max_examples=60, deadline=None)
@given(
    st.data(),
    st.one_of(product_predictors(), predictors(), st.integers(0, 30).map(rounds)),
    ENGINES,
    PIECES,
    st.lists(st.integers(0, 9), min_size=1, max_size=3),
)
def test_a_saved_decoding_goes_on_wherever_it_stopped(
    data: st.DataObject, h: LinearPredictor, engine: Engine, size: int, stops: list[int]
) -> None:
    """Saved after any number of pieces, loaded by a new stream, again and again: the chain is the same, and so are the
    tokens scored and the smallest margin; the numbers saved with it come back."""
    prompt = some_prompts(data, h)[0].tolist()
    whole = Stream(h, prompt, engine, size)
    chain = rest(whole)
    found: list[int] = []
    stream = Stream(h, prompt, engine, size)
    with tempfile.TemporaryDirectory() as folder:
        for i, stop in enumerate(stops):
            for piece, _ in zip(stream.pieces(), range(stop), strict=False):
                found += piece.tolist()
            # zip asks for one piece more than it gives.
            found += chain[len(found) : stream.decoded]
            stream.save(Path(folder) / "at", {"input": i})
            stream = Stream(h, prompt, engine, size)
            assert stream.load(Path(folder) / "at") == {"input": i}
            assert stream.decoded == len(found)
    assert found + rest(stream) == chain and stream.ended
    assert (stream.scored, stream.min_margin) == (whole.scored, whole.min_margin)


def test_a_tie_and_the_largest_margin_survive_saving(tmp_path: Path) -> None:
    """The smallest margin may be 0 or 2^63 - 2."""
    for scores, least in (((3, 3), 0), ((2**62 - 1, -(2**62 - 1)), 2**63 - 2)):
        rule = Rule((Coordinate((0, 1), (Read(0, {0: dict(enumerate(scores))}),)),))
        h = LinearPredictor(Vocabulary(("0", "1")), 1, (rule,), Emit(0, 4, (Address(0),)))
        stream = Stream(h, [0], "scoring", piece=2)
        next(stream.pieces())
        stream.save(tmp_path / "at")
        again = Stream(h, [0], "scoring", piece=2)
        assert again.load(tmp_path / "at") == {} and again.min_margin == least
        assert rest(again) == [0, 0] and again.min_margin == least


def refusal(stream: Stream, path: Path) -> str:
    """What a stream says of a file, one line that begins with its path; the stream is as it was."""
    before = stream.decoded
    with pytest.raises(PredictorError) as info:
        stream.load(path)
    message = str(info.value)
    assert message.startswith(f"{path}: ") and "\n" not in message and len(message) < 400
    assert stream.decoded == before
    return message.removeprefix(f"{path}: ")


PROMPT = [2, 1, 0]
#: Tokens of five pieces of at most 10, where 15 are kept: 10, and 5 to the end of the window, then 10 each.
DECODED = 45


def half(tmp_path: Path) -> tuple[Path, list[int]]:
    """A decoding saved in the middle, and the chain."""
    stream = Stream(rounds(20), PROMPT, piece=10)
    pieces = stream.pieces()
    for _ in range(5):
        next(pieces)
    stream.save(tmp_path / "half", {"input": 3})
    return tmp_path / "half", list(decode(rounds(20), PROMPT).chain)


def test_a_decoding_of_anything_else_is_refused(tmp_path: Path) -> None:
    """Another prompt, schedule, rule, engine, window or set of stop tokens: one line; then the stream decodes anew."""
    path, chain = half(tmp_path)
    h = rounds(20)
    doubled = Rule(
        (Coordinate((0, 1, 2, 3), tuple(Read(0, vote({u: (u + 1) % 4 for u in range(4)}, 6)) for _ in "1")),)
    )
    others = [
        Stream(h, [2, 1, 1], piece=10),
        Stream(rounds(21), PROMPT, piece=10),
        Stream(replace(h, rules=(SUM, doubled)), PROMPT, piece=10),
        Stream(h, PROMPT, "scoring", piece=10),
        Stream(h, PROMPT, piece=12),
        Stream(replace(h, stop=frozenset({3})), PROMPT, piece=10),
    ]
    for other in others:
        fault = refusal(other, path)
        assert fault == "not a saved decoding of this predictor, prompt and engine; give another file"
    anew = Stream(h, PROMPT, piece=10)
    assert rest(anew) == chain
    again = Stream(h, PROMPT, piece=10)
    assert again.load(path) == {"input": 3} and again.decoded == DECODED and rest(again) == chain[DECODED:]


def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path) -> None:
    """Cut short anywhere, or with any byte changed, it is refused, or says what it said; never anything else."""
    path, chain = half(tmp_path)
    data = path.read_bytes()
    for size in [*range(0, len(data), 37), len(data) - 1]:
        path.write_bytes(data[:size])
        refusal(Stream(rounds(20), PROMPT, piece=10), path)
    for i in range(0, len(data), 11):
        path.write_bytes(data[:i] + bytes([data[i] ^ 0x41]) + data[i + 1 :])
        stream = Stream(rounds(20), PROMPT, piece=10)
        try:
            stream.load(path)
        except PredictorError as error:
            assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
            continue
        assert stream.decoded == DECODED and rest(stream) == chain[DECODED:]
    assert "No such file" in refusal(Stream(rounds(20), PROMPT, piece=10), tmp_path / "none")
    assert "directory" in refusal(Stream(rounds(20), PROMPT, piece=10), tmp_path)
    save_parity = tmp_path / "parity.npz"
    save_parity.write_bytes(packed({"schema": "lcomplexity.predictor"}, {}))
    refusal(Stream(parity(3).predictor, [0, 1, 1]), save_parity)


Edit = Callable[[dict[str, Any], dict[str, np.ndarray]], Any]
EDITS: list[tuple[Edit, str]] = [
    (lambda m, _: m.update(schema="lcomplexity decoding 0"), "not a saved decoding of this predictor, "),
    (lambda m, _: m.pop("least"), "metadata.json has no 'least'"),
    (lambda m, _: m.update(more=1), "metadata.json has 'more'"),
    (lambda m, _: m.update(decoded=-1), "decoded is -1; it must be an integer in 0..105"),
    (lambda m, _: m.update(decoded=106), "decoded is 106; it must be an integer in 0..105"),
    (lambda m, _: m.update(decoded=1.5), "decoded is 1.5; it must be an integer"),
    (lambda m, _: m.update(scored=51), "scored is 51; it must be an integer in 0..45"),
    (lambda m, _: m.update(least=-1), "least is -1; it must be an integer in 0.."),
    (lambda m, _: m.update(least="none"), "least is 'none'; it must be an integer"),
    (lambda m, _: m.update(held=7), "held is 7; it must be an integer in 8.."),
    (lambda m, _: m.update(held=10**9), "held is 1000000000; it must be an integer in 8.."),
    (lambda m, _: m.update(held=8), "context.npy does not hold 8 tokens; delete the file to start anew"),
    (lambda m, _: m.update(extra=[1]), "extra is a list of 1; it must be an object"),
    (lambda m, _: m.update(extra={"input": "x"}), "extra.input is 'x'; it must be an integer"),
    (lambda _, a: a.update(context=a["context"][:-1]), "context.npy does not hold"),
    (
        lambda _, a: a.update(context=a["context"] + np.eye(1, len(a["context"]), dtype=np.int64)[0] * (200 << 48)),
        "context.npy holds no context of this predictor",
    ),
    (lambda _, a: a.update(context=a["context"] ^ 1), "context.npy holds no context of this predictor"),
]


@pytest.mark.parametrize("number", range(len(EDITS)))
def test_an_edited_file_is_refused_by_what_is_wrong(number: int, tmp_path: Path) -> None:
    """Every field out of range, tokens that are none, another prompt: named, before anything is decoded with it."""
    edit, fault = EDITS[number]
    path, chain = half(tmp_path)
    metadata, arrays = unpacked(path.read_bytes(), {"context": "integers"})
    edit(metadata, arrays)
    path.write_bytes(packed(metadata, arrays))
    stream = Stream(rounds(20), PROMPT, piece=10)
    assert fault in refusal(stream, path)
    assert rest(stream) == chain


def test_what_cannot_be_kept_or_saved_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look back over more tokens than are kept, a window larger than a file may be, a path that cannot be written."""
    with pytest.raises(
        PredictorError, match=r"^.*none/at: cannot be written \(No such file or directory\); give a path"
    ):
        Stream(rounds(20), PROMPT).save(tmp_path / "none" / "at")
    monkeypatch.setattr("lcomplexity.streaming.MAX_SAVED", 100)
    with pytest.raises(
        PredictorError, match=r"^.*at: 108 tokens are kept; a window of more than 100 bytes is not saved"
    ):
        Stream(rounds(20), PROMPT).save(tmp_path / "at")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("lcomplexity.streaming.MAX_KEPT", 50)
    with pytest.raises(PredictorError, match=r"^decoding: tokens look back over 5 others; at most 50 are kept$"):
        Stream(rounds(20), PROMPT)


def test_prompts_that_do_not_fit_are_refused() -> None:
    """As by the other decoders."""
    with pytest.raises(PredictorError, match=r"^decoding: the prompt has 2 tokens; this predictor reads 3$"):
        Stream(rounds(2), [0, 1])
    with pytest.raises(PredictorError, match=r"^decoding: token 4 is not in the vocabulary of 4$"):
        Stream(rounds(2), [0, 1, 4])
