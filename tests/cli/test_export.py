"""``lcomplexity export``: a file that is compared once written, and one line for what cannot be exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.constructions.build import build
from lcomplexity.constructions.circuit import threshold
from lcomplexity.constructions.parity import parity
from lcomplexity.predictor_file import save, stored
from turing.zoo import zoo

Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def torch() -> Any:
    """PyTorch, or skip."""
    pytest.importorskip("safetensors")
    return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with predictors: palindrome by rows, and a threshold gate that is too heavy for float32."""
    folder = tmp_path_factory.mktemp("predictors")
    save(folder / "rows.npz", stored(build(zoo("palindrome").machine, 4, via="sliding").construction))
    save(folder / "heavy.npz", stored(threshold((2**30, 1, 1), 2**30)))
    save(folder / "parity.npz", stored(parity(6)))
    return folder


@pytest.mark.parametrize("name", ["rows.safetensors", "rows.pt"])
def test_an_export_is_written_read_again_and_compared(
    name: str, cli: Cli, torch: Any, files: Path, tmp_path: Path
) -> None:
    """The record says what was written and that chains are equal; the file alone answers as ``run`` does."""
    from lcomplexity.exports.files import load

    out = tmp_path / name
    result = cli("export", str(files / "rows.npz"), "-o", str(out), "--json")
    assert (result.status, result.err) == (0, "")
    record = result.record
    assert (record["to"], record["dtype"], record["bytes"]) == (
        "torch" if name.endswith(".pt") else "safetensors",
        "float32",
        out.stat().st_size,
    )
    assert record["compared"] == {"inputs": 16, "tokens": 16 * 76, "seed": 0, "failures": 0, "first": None}
    assert load(out).answer("0110") == cli("run", str(files / "rows.npz"), "0110", "--json").record["answer"]


def test_an_exported_module_says_what_input_it_wants(torch: Any, files: Path) -> None:
    """An input of another length, or with a symbol it has no tokens for, is one line; PyTorch is not asked."""
    from lcomplexity.constructions.arithmetic import multiplication
    from lcomplexity.errors import PredictorError
    from lcomplexity.exports.exported import exported
    from lcomplexity.predictor_file import load

    rows = exported(load(files / "rows.npz"), "float32")
    product = exported(stored(multiplication(1, 1)), "float32")
    for e, x, told in (
        (rows, "((", "the input has 2 symbols; 4 are needed, each one of 0 1"),
        (rows, "", "the input has 0 symbols; 4 are needed, each one of 0 1"),
        (rows, "01((", "input: symbol '(' at position 2 is not one of ['0', '1']"),
        (product, "78", "the input has 2 symbols; 4 are needed, each one of 0 1 2 3 4 5 6 7 8 9 x ="),
    ):
        for ask in (e.answer, e.chain):
            with pytest.raises(PredictorError) as error:
                ask(x)
            assert str(error.value) == told
    assert rows.answer("0110") == "accept" and product.answer("7x8=") == "56"


def test_the_type_is_chosen_and_a_smaller_one_refused(cli: Cli, torch: Any, files: Path, tmp_path: Path) -> None:
    """Scores beyond 2^24 are refused in float32 with what to take instead, nothing is written, and float64 holds them."""
    out = tmp_path / "heavy.safetensors"
    refused = cli("export", str(files / "heavy.npz"), "-o", str(out))
    assert refused.status == 2 and refused.out == "" and not out.exists()
    assert refused.err.count("\n") == 1 and "do not fit float32 exactly" in refused.err and "float64" in refused.err
    written = cli("export", str(files / "heavy.npz"), "-o", str(out), "--dtype", "float64")
    assert written.status == 0 and "all chains equal" in written.out


def test_a_module_that_differs_is_a_failed_claim(
    cli: Cli, torch: Any, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If what was written decoded otherwise, the first wrong token would be shown and the exit status be 1."""
    from lcomplexity.exports import files as export_files
    from lcomplexity.predictor_file import load

    # As if another predictor's tensors had been written.
    other = load(files / "parity.npz")
    wrong = export_files.exported(other, "float32")
    wrong.model.rules[0].coordinates[0].reading.tables.neg_()
    monkeypatch.setattr(export_files, "exported", lambda *_: wrong)
    result = cli("export", str(files / "parity.npz"), "-o", str(tmp_path / "parity.pt"))
    assert result.status == 1 and "compared: DIFFERS at token 1 of" in result.out


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("rows.npz", "-o", "rows.onnx"), "rows.onnx: does not end in .safetensors or .pt"),
        (("rows.npz", "-o", "no folder/rows.pt"), "there is no folder"),
        (("none.npz", "-o", "rows.pt"), "none.npz: No such file"),
        (("rows.npz", "-o", "-", "--to", "torch"), "no text for standard output"),
    ],
)
def test_bad_input_is_one_line(
    arguments: tuple[str, ...], fault: str, cli: Cli, torch: Any, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is none, a name that says no form, a folder that is not there."""
    monkeypatch.chdir(files)
    told = cli("export", *arguments)
    assert told.status == 2 and told.out == "" and told.err.count("\n") == 1 and fault in told.err


def test_without_pytorch_the_user_is_told_which_extra(
    cli: Cli, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package works without PyTorch; exporting says what to install."""
    monkeypatch.setattr("lcomplexity.experiments.runtime.find_spec", lambda _: None)
    told = cli("export", str(files / "rows.npz"), "-o", str(tmp_path / "rows.pt"))
    assert told.status == 2
    assert (
        "exporting needs the package torch, which is not installed; install the extra in the project's folder: pip install '.[train]'"
        in told.err
    )
