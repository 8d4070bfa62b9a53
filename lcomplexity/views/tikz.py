"""Frames as TikZ: the tokens with arcs to what is read, the score bars, and the machine's tape.

Lengths are integers, in hundredths of a millimetre, so that the page and this module write the same text.

>>> from lcomplexity.constructions.circuit import threshold
>>> from lcomplexity.views.frames import frame
>>> h = threshold((1, 1), 2).predictor
>>> print(frame_tikz(h, frame(h, 0, (1, 1)), None).splitlines()[2])
\\draw[thick,fill=black!8] (0,-3) rectangle (6,3);
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lcomplexity.predictor import LinearPredictor
from lcomplexity.views.frames import CANDIDATES, Frame, number_text
from lcomplexity.views.labels import LONGEST_NAME, latex, short, shown_positions


@dataclass(frozen=True)
class TapePicture:
    """A machine's configuration as a picture shows it: state, heads, cells of every tape, ``step`` and the blank."""

    step: int
    state: str
    heads: tuple[int, ...]
    tapes: tuple[Mapping[int, str], ...]
    blank: str


def document(pictures: Sequence[str]) -> str:
    """Return a LaTeX document with one picture a page, made smaller where it is too wide; it needs TikZ alone.

    >>> print(document([r"\\tikz \\draw (0,0) circle (1);"]).splitlines()[-2])
    \\framepicture{\\tikz \\draw (0,0) circle (1);}
    """
    head = (
        "\\documentclass{article}",
        "\\usepackage[T1]{fontenc}",
        "\\usepackage[landscape,margin=10mm]{geometry}",
        "\\usepackage{tikz}",
        "\\pagestyle{empty}",
        "\\setlength{\\parindent}{0mm}",
        "\\newcommand{\\framepicture}[1]{\\resizebox{\\ifdim\\width>\\textwidth\\textwidth\\else\\width\\fi}{!}{#1}\\newpage}",
        "\\begin{document}",
    )
    shown = [f"\\framepicture{{{picture.rstrip(chr(10))}}}" for picture in pictures]
    return "\n".join([*head, *shown, "\\end{document}"]) + "\n"


def frame_tikz(h: LinearPredictor, f: Frame, machine: TapePicture | None) -> str:
    """Return a frame as one ``tikzpicture``.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> from lcomplexity.views.frames import frame
    >>> h = threshold((1, 1), 2).predictor
    >>> "(winner)" in frame_tikz(h, frame(h, 0, (1, 1)), None)
    True
    """
    lines = [
        "\\begin{tikzpicture}[x=1mm,y=1mm,font=\\ttfamily\\footnotesize,text height=1.6ex,text depth=0.4ex]",
        f"% token {f.t + 1} of the chain",
    ]
    lines += _tokens(h, f)
    bottom, bars = _bars(h, f)
    lines += bars
    if machine is not None:
        lines += _machine(machine, bottom)
    return "\n".join([*lines, "\\end{tikzpicture}"]) + "\n"


def _hundredths(v: int) -> str:
    return f"{'-' if v < 0 else ''}{abs(v) // 100}.{abs(v) % 100:02d}"


def _width(name: str) -> int:
    return max(6, 2 * len(short(name, LONGEST_NAME)) + 3)


def _tokens(h: LinearPredictor, f: Frame) -> Iterator[str]:
    names, here = h.vocabulary.tokens, len(f.context)
    read = {r.position: r for r in f.reads}
    at: dict[int, int] = {}
    x, before = 0, -1
    for p in shown_positions(here, [r.position for r in f.reads]):
        if p > before + 1:
            yield f"\\node at ({x + 3},0) {{$\\cdots$}};"
            x += 7
        name = names[f.context[p]]
        w = _width(name)
        style = ("thick" if p in read else "thin") + (",fill=black!8" if p < h.n else "")
        yield f"\\draw[{style}] ({x},-3) rectangle ({x + w},3);"
        yield f"\\node at ({_hundredths(100 * x + 50 * w)},0) {{{latex(name)}}};"
        yield f"\\node[font=\\tiny] at ({_hundredths(100 * x + 50 * w)},-5) {{{p}}};"
        if p in read:
            at[p] = 100 * x + 50 * w
        x, before = x + w + 1, p
    if here > before + 1:
        yield f"\\node at ({x + 3},0) {{$\\cdots$}};"
        x += 7
    name = names[f.winner]
    w = _width(name)
    middle = 100 * (x + 2) + 50 * w
    yield f"\\draw[very thick] ({x + 2},-3) rectangle ({x + 2 + w},3);"
    yield f"\\node at ({_hundredths(middle)},0) {{{latex(name)}}};"
    yield f"\\node[font=\\tiny] at ({_hundredths(middle)},-5) {{{here}}};"
    for p, a in at.items():
        up = min(20, 5 + (middle - a) // 800)
        yield f"\\draw ({_hundredths(a)},3) .. controls +(0,{up}) and +(0,{up}) .. ({_hundredths(middle)},3);"
        circle = "draw,circle,inner sep=0.6pt,fill=white,font=\\tiny,text height=1ex,text depth=0ex"
        yield f"\\node[{circle}] at ({_hundredths(a)},4.5) {{{read[p].letter}}};"


def _bars(h: LinearPredictor, f: Frame) -> tuple[int, list[str]]:
    best, lines = f.ranking[:CANDIDATES], list[str]()
    down = max(sum(-min(r.parts[D], 0) for r in f.reads) for D in best)
    up = max(sum(max(r.parts[D], 0) for r in f.reads) for D in best)
    whole = down + up or 1
    origin = 4000 + down * 7000 // whole
    y = -14
    for D in best:
        lines.append(f"\\node[anchor=east] at (38,{y}) {{{latex(h.vocabulary.tokens[D])}}};")
        for sign in (-1, 1):
            start = origin
            for r in f.reads:
                part = r.parts[D] * sign
                if part <= 0:
                    continue
                length = part * 7000 // whole
                end = start + sign * length
                lines.append(f"\\draw ({_hundredths(start)},{y - 2}) rectangle ({_hundredths(end)},{y + 2});")
                if length >= 200:
                    lines.append(f"\\node[font=\\tiny] at ({_hundredths((start + end) // 2)},{y}) {{{r.letter}}};")
                start = end
        mark = " (winner)" if f.winner == D else " (runner-up)" if f.runner_up == D else ""
        lines.append(f"\\node[anchor=west] at (112,{y}) {{{latex(number_text(f.scores[D]))}{mark}}};")
        y -= 6
    lines.append(f"\\draw[thick] ({_hundredths(origin)},-11) -- ({_hundredths(origin)},{y + 3});")
    margin = latex(number_text(f.margin))
    lines.append(f"\\node[anchor=west] at (38,{y - 1}) {{margin {margin}}};")
    return y - 9, lines


def _machine(m: TapePicture, y: int) -> Iterator[str]:
    yield f"% step {m.step} of the machine"
    for i, tape in enumerate(m.tapes):
        head = m.heads[i] if i < len(m.heads) else None
        cells = [*tape, *m.heads[i : i + 1], 0]
        low = max(min(cells), (head or 0) - 12)
        for c in range(low, min(max(cells), low + 24) + 1):
            left = 6 * (c - low)
            style = "very thick" if c == head else "thin"
            yield f"\\draw[{style}] ({left},{y - 3}) rectangle ({left + 6},{y + 3});"
            yield f"\\node at ({left + 3},{y}) {{{latex(tape.get(c, m.blank))}}};"
        if head is not None:
            middle = 6 * (head - low) + 3
            yield f"\\node at ({middle},{y - 6}) {{$\\uparrow$}};"
            if i == 0:
                yield f"\\node[anchor=west] at ({middle + 1},{y - 6}) {{{latex(m.state)}}};"
        y -= 15
