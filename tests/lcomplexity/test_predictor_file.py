"""Predictor files: what is saved is loaded, always with the same bytes; whatever else is loaded is refused in a line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from predictor_file_samples import (
    CONTENTS,
    NO_INTERFACE,
    ONE,
    everything,
    file_of,
)

from lcomplexity import schedule_blocks
from lcomplexity.archive import unpacked
from lcomplexity.constructions.claims import QUANTITIES
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import decided, oblivious
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.decoding import decode, decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, scores
from lcomplexity.predictor_file import StoredPredictor, load, save, stored
from lcomplexity.procedures import CALL, procedures
from lcomplexity.rule_arrays import rule_arrays, rules_from
from lcomplexity.schedule import Block, Emit, Listed, Repeat, Sequence, flat
from lcomplexity.schedule_blocks import MAX_LENGTH, MAX_RUN
from lcomplexity.vocabulary import Vocabulary
from proofs.strategies import contexts, linear_predictors, schedules
from turing.zoo import zoo

CONSTRUCTIONS: dict[str, Callable[[], Construction]] = {
    "oblivious": lambda: oblivious(zoo("parity").machine, 4),
    "sliding": lambda: sliding_window(zoo("parity").machine, 3, steps=5, window=(0, 5)),
    "sliding-marked": lambda: sliding_window(
        zoo("parity").machine, 3, steps=5, window=(0, 5), ending="tape", rows_end="marked"
    ),
    "circuit-steps": lambda: step_circuit(zoo("parity").machine, decided(zoo("parity").machine, 3)),
    "circuit-rows": lambda: row_circuit(zoo("parity").machine, 3, 5, (0, 5)),
    "circuit-compact": lambda: compact_circuit(zoo("parity").machine, 3, 5, (0, 5)),
    "parity": lambda: parity(9),
    "parity-letters": lambda: parity(30, vocabulary=5),
}


# What is saved is loaded.


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_loaded_predictor_equals_the_saved_one(data: st.DataObject) -> None:
    """For all h: load(save(h)) has the parts of h, and its scores in all contexts; saving it again gives the file."""
    h = data.draw(linear_predictors())
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "1.npz", Path(folder) / "2.npz"
        save(first, file_of(h))
        again = load(first)
        save(second, again)
        assert first.read_bytes() == second.read_bytes()
    assert everything(again) == everything(file_of(h))
    assert list(flat(again.predictor.schedule, h.n)) == list(flat(h.schedule, h.n))
    context = data.draw(contexts(h))
    for t in range(h.length):
        assert scores(again.predictor, t, context[: h.n + t]) == scores(h, t, context[: h.n + t])


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_a_loaded_construction_decodes_the_same_chains(name: str, tmp_path: Path) -> None:
    """For every construction: all that is stored is loaded, and chains and margins of its inputs are the same."""
    c = CONSTRUCTIONS[name]()
    save(tmp_path / "c.npz", stored(c, {"inputs": 3}))
    again = load(tmp_path / "c.npz")
    assert everything(again) == everything(stored(c, {"inputs": 3}))
    assert {q: (*c.claims.claim(q), c.claims.value(q)) for q in QUANTITIES} == again.claims
    x = np.random.default_rng(0).choice(c.symbols, size=(20, c.input_length))
    prompts = c.expected(x).prompts
    before, after = decode_batch(c.predictor, prompts), decode_batch(again.predictor, prompts)
    assert (before.chains == after.chains).all() and (before.min_margins == after.min_margins).all()
    chain = decode(again.predictor, prompts[0].tolist()).chain
    assert again.interface.answer(chain) == c.interface.answer(chain)


def test_saving_twice_gives_identical_files(tmp_path: Path) -> None:
    """Neither the time nor the process is in a file."""
    save(tmp_path / "here.npz", stored(parity(7)))
    program = (
        "import sys; from lcomplexity.predictor_file import *; from lcomplexity.constructions.parity import parity;"
        "save(sys.argv[1], stored(parity(7)))"
    )
    elsewhere = tmp_path / "elsewhere.npz"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program, str(elsewhere)], check=True, env=environment)
    assert elsewhere.read_bytes() == (tmp_path / "here.npz").read_bytes()


def test_shared_blocks_are_stored_once(tmp_path: Path) -> None:
    """A block at 2^12 places by sharing is 13 blocks in the file, and one object when loaded."""
    block: Block = Emit(0, 1, ())
    for _ in range(12):
        block = Sequence((block, block))
    save(tmp_path / "p.npz", file_of(LinearPredictor(Vocabulary(("a", "b")), 0, (Rule(()),), block)))
    metadata, _ = unpacked((tmp_path / "p.npz").read_bytes(), CONTENTS)
    again = load(tmp_path / "p.npz").predictor
    assert len(metadata["blocks"]) == 13 and again.length == 4096
    assert isinstance(again.schedule, Sequence) and again.schedule.blocks[0] is again.schedule.blocks[1]


@settings(max_examples=100, deadline=None)
@given(schedules((0, 1, 2), n=2))
def test_what_is_laid_out_is_no_more_than_was_foreseen(schedule: Block) -> None:
    """For all schedules: operations and positions bounded in loading are at least those of the procedures made, and
    exceed them only by empty blocks, one operation for a sequence, and bodies that are never called."""
    blocks, arrays = schedule_blocks.schedule_blocks(schedule)
    with mock.patch("lcomplexity.schedule_blocks._check_work", wraps=schedule_blocks._check_work) as check:
        again = schedule_blocks.schedule_from(blocks, arrays)
    operations, positions, place = check.call_args.args
    made = procedures(again, 2)
    cells = int((made.counts * np.maximum(made.slots, 1))[made.kind != CALL].sum())
    assert place == "the schedule" and len(made.kind) <= operations and cells <= positions
    spare = sum(block["block"] == "sequence" for block in blocks)
    if not spare and schedule.length:
        # No sequence, and nothing empty: a chain of repeats around one run or list.
        assert (len(made.kind), cells) == (operations, positions)


def test_reading_a_file_needs_no_machine() -> None:
    """Loading imports neither turing nor the constructions."""
    program = "import sys, lcomplexity.predictor_file; print([m for m in sys.modules if m.startswith(('turing', 'lcomplexity.c'))])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_numpy_opens_a_predictor_file(tmp_path: Path) -> None:
    """A file is what numpy calls an .npz, without pickles."""
    save(tmp_path / "p.npz", stored(parity(3)))
    with np.load(tmp_path / "p.npz", allow_pickle=False) as arrays:
        assert arrays["rule_coordinates"].tolist() == [1, 1] and b"parity" in arrays["metadata.json"]


# A save that fails loses nothing.


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_failed_save_keeps_the_old_file(broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether writing or replacing fails, the old file is there as it was and nothing else is."""
    path = tmp_path / "p.npz"
    save(path, stored(parity(3)))
    old = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(PredictorError) as info:
        save(path, stored(parity(5)))
    assert str(info.value) == (
        f"{path}: cannot be written (No space left on device); give a path in an existing folder"
    )
    assert path.read_bytes() == old and os.listdir(tmp_path) == ["p.npz"]


def test_an_interrupted_save_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key press while writing leaves the old file and no other."""
    path = tmp_path / "p.npz"
    save(path, stored(parity(3)))
    old = path.read_bytes()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(path, stored(parity(5)))
    assert path.read_bytes() == old and os.listdir(tmp_path) == ["p.npz"]


def test_saving_replaces_only_files(tmp_path: Path) -> None:
    """A folder or a device is not replaced; a link's target is."""
    for path in (tmp_path, Path("/dev/null")):
        with pytest.raises(PredictorError, match="cannot be written"):
            save(path, stored(parity(3)))
    (tmp_path / "link").symlink_to("target.npz")
    save(tmp_path / "link", stored(parity(3)))
    assert (tmp_path / "link").is_symlink() and load(tmp_path / "target.npz").input_length == 3


@pytest.mark.parametrize(
    ("offered", "fault"),
    [
        (
            lambda: file_of(LinearPredictor(ONE, 0, (Rule(()),), Emit(0, MAX_RUN + 1, ()))),
            "blocks[0].count is 20000001; it must be an integer in 0..20000000",
        ),
        (
            lambda: file_of(LinearPredictor(ONE, 0, (Rule(()),), Repeat(MAX_LENGTH + 1, Emit(0, 1, ())))),
            "blocks[1] has 1000000000001 tokens; a chain in a file has at most 1000000000000",
        ),
        (
            lambda: file_of(LinearPredictor(Vocabulary(("a", "\ud800")), 0, (Rule(()),), Emit(0, 1, ()))),
            "a name or text has half a surrogate pair; use Unicode text",
        ),
        (
            lambda: StoredPredictor(parity(3).predictor, NO_INTERFACE, "c", 3, {"margin": ("~", "1", 1)}, {}, ""),
            "claims.margin[0] is '~'; it is one of ==, <=, >=",
        ),
    ],
)
def test_what_could_not_be_loaded_is_not_saved(
    offered: Callable[[], StoredPredictor], fault: str, tmp_path: Path
) -> None:
    """The bounds of loading are those of saving, and no file is left behind."""
    with pytest.raises(PredictorError) as info:
        save(tmp_path / "p.npz", offered())
    assert str(info.value) == f"{tmp_path / 'p.npz'}: {fault}" and os.listdir(tmp_path) == []


def test_padding_of_a_row_may_be_any_number(tmp_path: Path) -> None:
    """What a listed row says behind the slots of its rule is kept by a file and has no meaning."""
    padded = Listed(np.zeros(1, np.int64), np.array([[9]]), np.zeros((1, 1), bool))
    save(tmp_path / "p.npz", file_of(LinearPredictor(ONE, 0, (Rule(()),), padded)))
    assert scores(load(tmp_path / "p.npz").predictor, 0, ()) == (0, 0)


def test_weights_are_large_exactly_beyond_64_bits() -> None:
    """The smallest and the largest 64-bit integer stand in the array, their neighbours in the JSON."""
    edges = [-(2**63) - 1, -(2**63), 2**63 - 1, 2**63]
    rule = Rule((Coordinate((0, 1), (Read(0, {0: dict(enumerate(edges))}),)),))
    arrays, large = rule_arrays((rule,))
    assert arrays["entry_weights"].tolist() == [0, -(2**63), 2**63 - 1, 0]
    assert large == [[0, "-0x8000000000000001"], [3, "0x8000000000000000"]]


def test_rules_that_would_fill_the_memory_of_a_decoder_are_refused() -> None:
    """Rules whose dense tables are out of bounds, by slots or by coordinates, are refused though they are few."""
    wide = Rule((Coordinate((0, 1), (Read(2**20 - 1, {}),)),))
    assert len(rules_from(*rule_arrays((wide,)), 2)) == 1
    with pytest.raises(
        PredictorError, match="the rules laid out densely have 83886080 cells; a file may hold 67108864"
    ):
        rules_from(*rule_arrays((wide,) * 40), 2)
    many = (Rule((Coordinate((None, None), ()),) * 10_000), *(Rule(()),) * 10_000)
    with pytest.raises(PredictorError, match="the rules laid out densely have 200020000 cells"):
        rules_from(*rule_arrays(many), 2)
