"""Entries of the busy beavers: machines started on the empty tape that halt late, or leave many marks, for their size.

The figures are those of Radó (2 states), Lin and Radó (3), Brady (4), Marxen and Buntrock (5; shown to be the most
by the bbchallenge collaboration), Lafitte and Papazian (2 states, 3 symbols) and T. and S. Ligocki (2 states, 4
symbols). Steps count the halting one; the score counts non-blank cells.

>>> [e.published.steps for e in BEAVERS]
[6, 21, 14, 107, 47176870, 38, 3932964]
"""

from __future__ import annotations

from turing.zoo.entry import Published, ZooEntry
from turing.zoo.words import empty_only


def _beaver(
    name: str, title: str, steps: int, score: int, tape: str, window: tuple[int, int], note: str = ""
) -> ZooEntry:
    return ZooEntry(
        name=name,
        file=f"{name}.txt",
        title=title,
        input_alphabet=(),
        oracle=lambda _: tape,
        answer="tape",
        time_formula=str(steps),
        time_kind="exact",
        time_of="every",
        window_formulas=(str(window[0]), str(window[1])),
        oblivious=True,
        lengths=(0,),
        domain="the empty word",
        words=empty_only,
        published=Published(steps, score),
        note=note,
    )


BEAVERS: tuple[ZooEntry, ...] = (
    _beaver("bb2", "busy beaver, 2 states", 6, 4, "1111", (-2, 1)),
    _beaver("bb3", "busy beaver, 3 states, most steps", 21, 5, "11111", (-1, 3)),
    _beaver("bb3_ones", "busy beaver, 3 states, most ones", 14, 6, "111111", (-1, 4)),
    _beaver("bb4", "busy beaver, 4 states", 107, 13, "10" + "1" * 12, (-10, 3)),
    _beaver(
        "bb5",
        "busy beaver, 5 states",
        47_176_870,
        4098,
        "10" + "100" * 4095 + "11",
        (-12_243, 45),
        note="with the halting rule left undefined: 47,176,869 steps and 4,097 ones",
    ),
    _beaver("bb2x3", "busy beaver, 2 states and 3 symbols", 38, 9, "222222212", (-6, 2)),
    _beaver("bb2x4", "busy beaver, 2 states and 4 symbols", 3_932_964, 2050, "1" + "3" * 2047 + "11", (-15, 2034)),
)
