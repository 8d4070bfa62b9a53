"""The page ``docs/zoo.md``, written from the registry: ``python -m turing.zoo.catalogue > docs/zoo.md``.

A test holds the page and the registry equal.
"""

from __future__ import annotations

from turing.zoo import ZOO, ZooEntry

_INTRODUCTION = """\
# The zoo

{count} machines, each a file in `turing/zoo/machines/` with an oracle in Python and claims that the tests check: on all
inputs of small lengths and on long random ones.

```python
from turing.zoo import ZOO, zoo

entry = zoo("palindrome")
entry.machine          # read from its file on first use
entry.oracle("0110")   # "accept"
entry.time(4)          # 15 transitions at most on inputs of length 4
entry.run("0110")      # the outcome within that many
```

Reading the table, with n the length of the input:

* *Size* is states × symbols, for k tapes followed by the number of tapes; halting states and the blank count.
* *Time* counts transitions, the halting one included: `=` is the time of every input of length n, `max` that of the
  slowest, `≤` a bound.
* *Cells* are the least and greatest cell that a head may reach. The input begins at cell 0.
* *Oblivious* machines have a head path that depends on n alone until they halt; where the inputs are restricted, on
  those inputs.
* The answer of a decider is its verdict, that of the others the text left on their first tape.
"""

_UNIVERSAL = """\
## The universal machine

Its input is `PROGRAM#INPUT`. The guest has one tape and at most three symbols, written `B` (blank), `0` and `1`.

* The program has one block for each state of the guest, the start state first: `:` and three rules separated by `,`,
  for scanned blank, 0 and 1.
* A rule is the written symbol, the move `L`, `R` or `S`, and where to go on: `+++` three blocks further, `--` two blocks
  back, nothing for the same block, `.` halt, `Y` halt and accept, `N` halt and reject. A rule that is `.` alone stands
  where the guest has none.

The two-state busy beaver is `:1R+,.,1L+:1L-,.,1R.#`, with blank for 0. At the end the tape holds the program, with `@` on the
block whose rule was the last, and behind `#` the cells that the guest visited; the head stands where the guest's does.

`turing.zoo.universal.encode(guest, x)` writes the input, `decode(guest, tape)` reads the result. Each time the
machine enters one of its states `pickB`, `pick0` and `pick1` its tape is the guest's next configuration; the tests compare
every one of them with the guest's own run.
"""


def _size(entry: ZooEntry) -> str:
    machine = entry.machine
    size = f"{len(machine.states)} × {len(machine.alphabet)}"
    return size if machine.tapes == 1 else f"{size}, {machine.tapes} tapes"


def _time(entry: ZooEntry) -> str:
    sign = "≤" if entry.time_kind == "bound" else "=" if entry.time_of == "every" else "max"
    return f"{sign} `{entry.time_formula}`"


def _row(entry: ZooEntry) -> str:
    score = f"{entry.published.score} marks" if entry.published else ""
    remarks = "; ".join(part for part in (score, entry.note) if part)
    cells = (
        f"`{entry.name}`",
        entry.title,
        _size(entry),
        entry.domain if entry.published else f"{entry.domain} over `{' '.join(entry.input_alphabet)}`",
        entry.answer,
        _time(entry),
        "`{}` to `{}`".format(*entry.window_formulas),
        "yes" if entry.oblivious else "no",
        remarks,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def markdown() -> str:
    """Return the text of ``docs/zoo.md``.

    >>> markdown().splitlines()[0]
    '# The zoo'
    """
    heads = ("Name", "What it does", "Size", "Inputs", "Answer", "Time", "Cells", "Oblivious", "Remarks")
    table = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *map(_row, ZOO.values())]
    return "\n".join((_INTRODUCTION.format(count=len(ZOO)), *table, "", _UNIVERSAL))


if __name__ == "__main__":
    print(markdown(), end="")
