"""The pages of learning and arithmetic show what their files of records say, and what the text says of them is so."""

from __future__ import annotations

import json
from typing import Any

from lcomplexity.experiments.metrics import records
from tests.benchmarks import arithmetic, learning


def test_the_learning_page_is_made_from_its_points() -> None:
    """Tables made anew from docs/learning.jsonl are those on the page; a changed point would be seen."""
    text, points = learning.PAGE.read_text(), records(learning.POINTS)
    assert learning.page(text, points) == text
    changed = [point | {"ar_error": 1 - point["ar_error"]} for point in points]
    assert learning.page(text, changed) != text


def test_the_arithmetic_page_is_made_from_its_records() -> None:
    """Tables made anew from docs/arithmetic.json are those on the page."""
    text = arithmetic.PAGE.read_text()
    assert arithmetic.page(text, json.loads(arithmetic.PUBLISHED.read_text())) == text


def test_what_the_text_says_of_the_points_is_so() -> None:
    """No run exceeds its mistake bound; answers alone stay within 3 points of a half; chains from 1,000 samples make no error."""
    points: list[dict[str, Any]] = records(learning.POINTS)
    assert all(p["mistakes"] <= p["mistake_bound"] for p in points if "mistake_bound" in p)
    alone = [p for p in points if p["chain"] == "answer" and p["test"] == 10_000]
    assert alone and all(abs(p["last_error"] - 0.5) < 0.03 for p in alone)
    whole = [p for p in points if p["task"] == "parity oblivious n=32" and p["margin"] == 100 and p["test"] == 10_000]
    assert all(p["ar_error"] == 0 for p in whole if p["m"] >= 1000)
    parts = json.loads(arithmetic.PUBLISHED.read_text())
    assert all(r["answers_wrong"] == 0 for r in parts if r["part"] in ("dense", "addition"))
    (covered,) = (r for r in parts if r.get("choice") == "covering" and r["digits"] == 4)
    assert (covered["m"], covered["all_pairs"], covered["combinations_wrong"]) == (353, 10**8, 0)
