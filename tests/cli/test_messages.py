"""One line that says what is wrong and what would be right: certificates, states of searches, numbers, missing rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.cli.missing_rule import first_missing_rule, missing_rule
from turing.formats import dumps
from turing.machine import Machine
from turing.simulator import run
from turing.zoo import ZOO, zoo

Cli = Callable[..., Any]


def refused(result: Any, *parts: str) -> None:
    """Assert exit 2, nothing on standard output, one line on standard error with these parts and no error of Python's."""
    assert (result.status, result.out) == (2, ""), result
    assert result.err.count("\n") == 1 and all(part in result.err for part in parts), result.err
    assert not any(word in result.err for word in ("Errno", "codec", "Traceback", "Expecting", "KeyError"))


# --- check -------------------------------------------------------------------------------------------------------

REMEDY = "give a file that 'length --certificate' wrote"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "c.json: there is no such file; check the name"),
        (b"PK\x03\x04\xff\xfe", f"c.json: no certificate (it is not text); {REMEDY}"),
        (b"", f"c.json: no certificate (no JSON at line 1, column 1); {REMEDY}"),
        (b"[1,\n2", f"c.json: no certificate (no JSON at line 2, column 2); {REMEDY}"),
        (b"[" * 100_000, f"c.json: no certificate (nested too deeply, or too large); {REMEDY}"),
        (b'{"kind": "length"}\n{"kind": "length"}\n', "c.json: more than one certificate, or something behind it"),
        (b"2", f"c.json: no certificate (its 'kind' is none that is known); {REMEDY}"),
        (b'{"points": []}', f"c.json: no certificate (its 'kind' is none that is known); {REMEDY}"),
        (b'{"kind": "lenght"}', f"c.json: no certificate (its 'kind' is none that is known); {REMEDY}"),
    ],
)
def test_what_is_no_certificate_is_bad_input(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    """Exit 2, and the remedy."""
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("c.json").write_bytes(content)
    refused(cli("check", "c.json"), said)


def test_a_folder_is_no_certificate(cli: Cli, tmp_path: Path) -> None:
    """Said in words."""
    refused(cli("check", str(tmp_path)), f"{tmp_path}: cannot be read (Is a directory); {REMEDY}")


def test_a_certificate_that_does_not_hold_is_a_failed_claim(cli: Cli, tmp_path: Path) -> None:
    """Exit 1, not 2: one with a field missing, and one that claims a token less."""
    file = tmp_path / "c.json"
    assert cli("length", "ip:2", "--certificate", str(file)).status == 0
    assert cli("check", str(file)).status == 0
    record = json.loads(file.read_text())
    for wrong in ({k: v for k, v in record.items() if k != "program"}, record | {"upper": 1}, {"kind": "length"}):
        file.write_text(json.dumps(wrong))
        told = cli("check", str(file))
        assert told.status == 1 and told.out.startswith("INVALID (length): ") and told.err == ""


# --- length and census -------------------------------------------------------------------------------------------


def test_the_state_of_another_search_is_refused_with_both_functions(cli: Cli, tmp_path: Path) -> None:
    """The line names the file, whose state it is, whose is wanted, and what to do; the file stays as it was."""
    file = tmp_path / "st.json"
    assert cli("length", "0x6996168e:5", "--state", str(file), "--time-limit", "0").status == 0
    before = file.read_bytes()
    remedy = "give --state another file, or remove this one to start anew"
    said = "the state of a search of another function, 0x6996168e:5, not of 0x168e:4, 0x168e:4; "
    refused(cli("length", "0x168e:4", "--state", str(file)), f"{file}: {said}{remedy}")
    for content in ("{}", "[]", '{"kind": "length"}', "no JSON"):
        file.write_text(content)
        told = cli("length", "0x168e:4", "--state", str(file))
        assert told.status == 2 and str(file) in told.err and remedy in told.err and told.err.count("\n") == 1
        assert file.read_text() == content
    file.write_bytes(before)
    assert cli("length", "0x6996168e:5", "--state", str(file), "--time-limit", "0").status == 0


@pytest.mark.parametrize("n", ["x", "-1", "2.5", "\u0661"])
def test_a_census_of_no_number_says_which_there_are(cli: Cli, n: str) -> None:
    """Not that numbers from 0 would do."""
    told = cli("census", "--", n)
    refused(told, f"argument n: {n!r} is no number of bits; give 1 to 5")


# --- a rule that is missing --------------------------------------------------------------------------------------

NOTE = "no rule for (0, _): by policy missing-halts the machine halts there"


@pytest.fixture
def maimed(tmp_path: Path) -> str:
    """The machine that adds one, without its rules for a blank in the start state."""
    text = dumps(zoo("increment").machine, "morphett")
    kept = [line for line in text.splitlines() if not line.startswith("0 _ ")]
    assert len(kept) < len(text.splitlines())
    file = tmp_path / "maimed.tm"
    file.write_text("\n".join(kept) + "\n")
    return str(file)


def test_a_run_that_ends_for_want_of_a_rule_says_so(cli: Cli, maimed: str, tmp_path: Path) -> None:
    """In text and in JSON; not where it ends by a rule, nor in a halting state, nor at the step limit."""
    told = cli("simulate", maimed, "101")
    assert told.status == 0 and told.err == "" and f"note      {NOTE}\n" in told.out
    assert cli("simulate", maimed, "101", "--json").record["note"] == NOTE
    assert "note" not in cli("simulate", maimed, "101", "--max-steps", "2", "--json").record
    whole = tmp_path / "whole.tm"
    whole.write_text(dumps(zoo("increment").machine, "morphett"))
    assert "note" not in cli("simulate", str(whole), "101", "--json").record
    assert "note" not in cli("simulate", "bb3", "--json").record


@pytest.mark.parametrize(
    ("policy", "does"), [("final-state", "rejects"), ("by-halting", "accepts"), ("by-state", None)]
)
def test_the_note_says_what_the_policy_makes_of_it(policy: Any, does: str | None) -> None:
    """And there is none where the outcome says it, ``undefined``."""
    M = Machine.of("M", "a 1 _ _ 1 R R a", start="a", policy=policy)
    end = run(M, "1").configuration
    wanted = None if does is None else f"no rule for (a, [_ _]): by policy {policy} the machine {does} there"
    assert missing_rule(M, end) == wanted
    if does is None:
        assert run(M, "1").outcome == "undefined"


def test_no_machine_of_the_zoo_lacks_a_rule_on_its_own_inputs() -> None:
    """The note would be wrong there: by the shortest suggested length of each."""
    for entry in ZOO.values():
        n = entry.lengths[0]
        words = None if entry.words is None else list(entry.inputs(n))
        assert first_missing_rule(entry.machine, n, words) is None, entry.name
    machine = zoo("universal").machine
    note = first_missing_rule(machine, 1, None)
    assert note is not None and note.endswith("the machine halts there (input '0')")
