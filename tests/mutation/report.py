"""docs/mutation.md from the records."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping

from tests.mutation.kernel import KERNEL
from tests.mutation.records import Record, Sizes, judged

_HEAD = """# Mutation checks

Small changes are made to the kernel modules on purpose, one at a time and in a copy, to see whether a test notices:
comparisons and operators swapped, integers one more or one less, conditions negated, operands, statements, entries and
keywords dropped, L and R swapped, results and signs flipped, claims one more. Written by

    python -m tests.mutation --sample 30 --seed {seed}     # try mutants, 30 of each module
    python -m tests.mutation --resume --sample 40          # go on where a run stopped, or with more
    python -m tests.mutation --retry                       # try the survivors again, after tests were added
    python -m tests.mutation --resume --module checker     # all of a module (--jobs 2: two at a time)
    python -m tests.mutation --report > docs/mutation.md

**What the numbers are.** A random sample, drawn module by module (seed {seed}): {tried} of {all} mutants; with so few of a
module, its share is known to ten percentage points or so (of the certificate checker all are tried). *Killed*: a test failed. *Timed out*: a test took more than
{limit:.0f} s and ten times its usual time; counted as killed. *Unbuildable*: the module does not import; left out.
*Equivalent*: a survivor that cannot change a result, judged by hand, with the reason below; left out. A mutant meets
the tests and doctests that run its line, quickest first, and then others of its module, for 20 to 60 seconds each; the
zoo, the file formats and the command line are not among them. A slower test might kill a survivor, so the shares are
lower bounds. *Share* = (killed + timed out) / (tried - unbuildable - equivalent).

**What they are not.** Tests were added for survivors, which were then tried again: the table says that no gap is known, not that
there is none. When the sample last grew, 473 of 509 mutants tried for the first time were found (93 %; 63 % of the checker's, all
of whose mutants were tried since, 94 % of the others').

The mutants named in `tests/mutation/deliberate.py` (L and R swapped, a head position off by one, a changed tie-break, a
wrong weight sign, a dropped read, a wrong margin, a claim off by one) are in every run of the tests
(`tests/test_deliberate_mutants.py`), each with the check that must fail on it.

"""


def report(found: tuple[Sizes, Mapping[str, Record]]) -> str:
    """Return the report as Markdown.

    >>> record = Record("f.py: a => b", "turing/machine.py", 3, "a -> b", "a", "b", "killed", "t")
    >>> "| turing/machine.py | 9 | 1 | 1 |" in report((Sizes({"turing/machine.py": 9}, 0), {"f": record}))
    True
    """
    from tests.mutation.trial import TEST_LIMIT

    sizes, records = found
    reasons = judged()
    rows = [_row(m, sizes, [r for r in records.values() if r.module == m], reasons) for m in KERNEL]
    total = _row("all", sizes, list(records.values()), reasons)
    lines = [
        _HEAD.format(seed=sizes.seed, tried=len(records), all=sum(sizes.mutants.values()), limit=TEST_LIMIT).rstrip(),
        "",
        "| module | mutants | tried | killed | timed out | unbuildable | equivalent | survived | share |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *rows,
        total,
        "",
    ]
    survivors = [r for r in records.values() if r.verdict == "survived"]
    for title, chosen in (
        ("Survivors", [r for r in survivors if r.name not in reasons]),
        ("Survivors judged equivalent", [r for r in survivors if r.name in reasons]),
    ):
        lines += [f"## {title}", "", *(["```text"] if chosen else ["None."])]
        for r in sorted(chosen, key=lambda r: (KERNEL.index(r.module), r.line)):
            lines += [f"{r.module}:{r.line}  {r.change}", f"    - {r.before}", f"    + {r.after}"]
            lines += (
                textwrap.wrap(reasons[r.name], 110, initial_indent="    ", subsequent_indent="    ")
                if r.name in reasons
                else []
            )
        lines += ["```"] * bool(chosen) + [""]
    lines += ["## Which tests killed most", "", "| test file | mutants |", "|---|---:|"]
    killers = Counter(r.by.split("::")[0] for r in records.values() if r.verdict == "killed" and "::" in r.by)
    lines += [f"| {name} | {count} |" for name, count in killers.most_common(20)]
    return "\n".join(lines) + "\n"


def _row(name: str, sizes: Sizes, records: list[Record], reasons: Mapping[str, str]) -> str:
    verdicts = Counter(r.verdict for r in records)
    equivalent = sum(r.verdict == "survived" and r.name in reasons for r in records)
    dead = verdicts["killed"] + verdicts["timeout"]
    counted = len(records) - verdicts["unbuildable"] - equivalent
    share = f"{100 * dead / counted:.0f} %" if counted else "-"
    size = sum(sizes.mutants.values()) if name == "all" else sizes.mutants.get(name, 0)
    figures = (verdicts["killed"], verdicts["timeout"], verdicts["unbuildable"], equivalent)
    cells = (name, size, len(records), *figures, verdicts["survived"] - equivalent, share)
    return "| " + " | ".join(map(str, cells)) + " |"
