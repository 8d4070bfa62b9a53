"""A machine's states and rules as a diagram, as SVG and as TikZ, laid out here: no other program is needed.

States stand on a circle, in an order that keeps the arrows short; rules from one state to another share an arrow. A rule reads
``0/1,R``: scanned, written, moved; ``0/R`` if it writes what it scans. Halting states have a double frame.

>>> from turing.machine import Machine
>>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
>>> arrows(M)[1]
Arrow(source=0, target=0, labels=('0/1,R', '1/0,R'))
>>> order(M)
(0, 1)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from lcomplexity.errors import PredictorError
from lcomplexity.views.labels import latex, short
from lcomplexity.views.ports import Point, place, point, spread
from lcomplexity.views.svg import CHARACTER, INK, Drawing, path, rectangle, text
from turing.machine import Machine

#: States of a diagram at most; labels that one arrow shows.
MOST_STATES, MOST_LABELS = 40, 4
#: How far along an arrow its words may stand, best first: nearer to where it starts, for in the middle many arrows cross.
_WORDS_AT = (0.36, 0.28, 0.44, 0.22, 0.52, 0.6, 0.68, 0.76)

#: Pixels between the places of a state where arrows end or start: an arrow's point and the start of another would look like one arrow.
_GAP = 14

#: How far a loop reaches from its state's middle.
_LOOP = 58


@dataclass(frozen=True)
class Arrow:
    """The rules from one state to another, by the states' numbers."""

    source: int
    target: int
    labels: tuple[str, ...]


def arrows(machine: Machine) -> tuple[Arrow, ...]:
    """Return the arrows of a machine's diagram, in the order of its rules.

    >>> arrows(Machine.of("two", "s 1 _ _ 1 R S s", "s _ _ _ _ S S h", start="s", halting=["h"]))[0].labels
    ('_,_/S,S',)
    """
    number = {q: i for i, q in enumerate(machine.states)}
    found: dict[tuple[int, int], list[str]] = {}
    for rule in machine.rules:
        written = "" if rule.write == rule.read else ",".join(rule.write)
        gap = "," if written else ""
        words = f"{','.join(rule.read)}/{written}{gap}{','.join(rule.move)}"
        found.setdefault((number[rule.state], number[rule.target]), []).append(words)
    return tuple(Arrow(a, b, tuple(words)) for (a, b), words in found.items())


def order(machine: Machine) -> tuple[int, ...]:
    """Return the states by number, as they stand around the circle: the start first, then so that arrows are short.

    >>> M = Machine.of("M", "a 1 1 R c", "c 1 1 R b", "b 1 1 R a", "a _ _ S d", start="a", halting=["d"])
    >>> order(M)
    (0, 1, 2, 3)
    """
    joined = {frozenset((a.source, a.target)) for a in arrows(machine) if a.source != a.target}
    places = list(range(len(machine.states)))
    places.sort(key=lambda q: q != machine.states.index(machine.start))
    count = len(places)

    def cost() -> int:
        at = {q: i for i, q in enumerate(places)}
        return sum(min(d, count - d) for pair in joined for d in [abs(at[max(pair)] - at[min(pair)])])

    best, improved = cost(), True
    while improved:
        improved = False
        for i in range(1, count):
            for j in range(i + 1, count):
                places[i], places[j] = places[j], places[i]
                if (found := cost()) < best:
                    best, improved = found, True
                else:
                    places[i], places[j] = places[j], places[i]
    return tuple(places)


@dataclass(frozen=True)
class _Layout:
    """Centres of the states, half widths of their boxes, and the middle, in pixels, y downwards."""

    centres: dict[int, tuple[int, int]]
    halves: dict[int, int]
    middle: tuple[int, int]


def _layout(machine: Machine) -> _Layout:
    count = len(machine.states)
    if count > MOST_STATES:
        raise PredictorError(
            f"{machine.name}: a diagram of {count} states cannot be read (at most {MOST_STATES}); write its table, 'lcomplexity convert'"
        )
    halves = {q: max(20, CHARACTER * len(short(name, 14)) // 2 + 10) for q, name in enumerate(machine.states)}
    radius = 0 if count == 1 else max(110, count * (max(halves.values()) + 46) // 4)
    centres = {}
    for i, q in enumerate(order(machine)):
        angle = math.pi + 2 * math.pi * i / count
        centres[q] = (round(1.25 * radius * math.cos(angle)), round(radius * math.sin(angle)))
    left = min(x - halves[q] for q, (x, _) in centres.items()) - 100
    top = min(y for _, y in centres.values()) - _room(machine)
    moved = {q: (x - left, y - top) for q, (x, y) in centres.items()}
    return _Layout(moved, halves, (-left, -top))


def _room(machine: Machine) -> int:
    """Pixels above and below the states: for the words on their loops, and, where few states make the circle flat, on others."""
    loops = [len(_shown(arrow)) for arrow in arrows(machine) if arrow.source == arrow.target]
    return 70 + 14 * max(loops) if loops else 80 if len(machine.states) < 4 else 40


def _shown(arrow: Arrow) -> list[str]:
    if len(arrow.labels) <= MOST_LABELS:
        return [short(words, 18) for words in arrow.labels]
    return [
        *(short(words, 18) for words in arrow.labels[: MOST_LABELS - 1]),
        f"+ {len(arrow.labels) - MOST_LABELS + 1} more",
    ]


def state_diagram(machine: Machine) -> Drawing:
    """Return a machine's diagram as a drawing; raises :class:`PredictorError` for too many states.

    >>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
    >>> "0/1,R" in state_diagram(M).body
    True
    """
    layout = _layout(machine)
    lines, words, boxes = "", "", ""
    drawn = arrows(machine)
    ways = _ways(layout, drawn)
    for arrow in drawn:
        lines += _loop(layout, arrow) if arrow.source == arrow.target else _curve(ways[arrow])
    for w in _words(layout, drawn, ways):
        top = w.y - 7 * w.lines
        # Paper below the words, so that no arrow runs through them.
        words += rectangle(w.x - w.half, top, 2 * w.half, 14 * w.lines, stroke="none")
        for i, line in enumerate(_shown(w.arrow)):
            words += text(w.x, top + 14 * i + 11, line, anchor="middle", font_size=12)
    for q, (x, y) in layout.centres.items():
        name, half = machine.states[q], layout.halves[q]
        box = f'<rect x="{x - half}" y="{y - 16}" width="{2 * half}" height="32" rx="16" fill="#ffffff" stroke="{INK}" stroke-width="1.6"/>'
        boxes += box
        if name in machine.halting:
            boxes += f'<rect x="{x - half + 4}" y="{y - 12}" width="{2 * half - 8}" height="24" rx="12" fill="none" stroke="{INK}"/>'
        boxes += text(x, y + 5, short(name, 14), anchor="middle")
        if name == machine.start:
            boxes += path(f"M{x - half - 34} {y}H{x - half - 2}", stroke_width=1.6) + _point(
                x - half - 1, y, 1.0, 0.0
            )
    width = max(x + layout.halves[q] for q, (x, _) in layout.centres.items()) + 100
    return Drawing(width, max(y for _, y in layout.centres.values()) + _room(machine), lines + boxes + words)


def _point(x: float, y: float, dx: float, dy: float) -> str:
    """An arrow's point at (x, y), coming from direction (dx, dy) of length 1."""
    a, b = x - 9 * dx, y - 9 * dy
    return path(
        f"M{x:.1f} {y:.1f}L{a - 4 * dy:.1f} {b + 4 * dx:.1f}L{a + 4 * dy:.1f} {b - 4 * dx:.1f}z",
        fill=INK,
        stroke="none",
    )


def _bend(layout: _Layout, arrow: Arrow, others: Set[tuple[int, int]]) -> float:
    """How far an arrow bends, as a share of its length; to the right of its way if positive.

    Towards the middle, where there is no state in the way; of two arrows between the same states one bends more, or, between
    neighbours, the other way.
    """
    (x0, y0), (x1, y1) = layout.centres[arrow.source], layout.centres[arrow.target]
    across = (layout.middle[0] - (x0 + x1) / 2) * (y0 - y1) + (layout.middle[1] - (y0 + y1) / 2) * (x1 - x0)
    inward = 1 if across >= 0 else -1
    if (arrow.target, arrow.source) not in others:
        return 0.16 * inward
    if arrow.source > arrow.target:
        return 0.26 * inward
    places = list(layout.centres)
    apart = abs(places.index(arrow.source) - places.index(arrow.target))
    # Opposite states have no inner side: each bends to its own right.
    opposite = abs(across) < 0.02 * ((x1 - x0) ** 2 + (y1 - y0) ** 2)
    return 0.26 if opposite else -0.12 * inward if apart in (1, len(places) - 1) else 0.05 * inward


@dataclass(frozen=True)
class _Way:
    """A curve to another state: where it starts, its control point, and where it ends."""

    start: Point
    control: Point
    end: Point


def _ways(layout: _Layout, drawn: Sequence[Arrow]) -> Mapping[Arrow, _Way]:
    """The ways of all arrows but loops, apart from each other where they meet at a state."""
    pairs = {(arrow.source, arrow.target) for arrow in drawn}
    between = [arrow for arrow in drawn if arrow.source != arrow.target]
    controls = [_control(layout, arrow, _bend(layout, arrow, pairs)) for arrow in between]
    touched: dict[int, list[int]] = {}
    for i, arrow in enumerate(between):
        # Arrow i starts at port 2i and ends at port 2i + 1.
        touched.setdefault(arrow.source, []).append(2 * i)
        touched.setdefault(arrow.target, []).append(2 * i + 1)
    ports: dict[int, Point] = {}
    for q, numbers in touched.items():
        centre, axes = layout.centres[q], (layout.halves[q] + 2, 18)
        others = [between[k // 2].source if k % 2 else between[k // 2].target for k in numbers]
        far = [place(centre, axes, layout.centres[other]) for other in others]
        loops = [place(centre, axes, foot) for foot in _feet(layout, q)] if (q, q) in pairs else []
        places = spread([place(centre, axes, controls[k // 2]) for k in numbers], far, axes, _GAP, loops)
        ports |= {k: point(centre, axes, t) for k, t in zip(numbers, places, strict=True)}
    return {arrow: _Way(ports[2 * i], controls[i], ports[2 * i + 1]) for i, arrow in enumerate(between)}


def _control(layout: _Layout, arrow: Arrow, share: float) -> Point:
    (x0, y0), (x1, y1) = layout.centres[arrow.source], layout.centres[arrow.target]
    bend = share * 1.4
    return (x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend


def _curve(way: _Way) -> str:
    (sx, sy), (cx, cy), (ex, ey) = way.start, way.control, way.end
    away = math.hypot(ex - cx, ey - cy) or 1.0
    dx, dy = (ex - cx) / away, (ey - cy) / away
    line = path(f"M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {ex - 6 * dx:.1f} {ey - 6 * dy:.1f}", stroke_width=1.2)
    return line + _point(ex, ey, dx, dy)


@dataclass(frozen=True)
class _Words:
    """The words of an arrow: ``late`` as a share of its way, ``x``, ``y`` in the middle, ``half`` as wide, ``lines``."""

    arrow: Arrow
    late: float
    x: int
    y: int
    half: float
    lines: int

    def covers(self, x: float, y: float, half: float, high: float) -> float:
        """Return the area in common with a box of this middle and these half sides, a little room around it."""
        wide = min(self.x + self.half, x + half) - max(self.x - self.half, x - half) + 4
        tall = min(self.y + 7 * self.lines, y + high) - max(self.y - 7 * self.lines, y - high) + 4
        return max(wide, 0) * max(tall, 0)


def _words(layout: _Layout, drawn: Sequence[Arrow], ways: Mapping[Arrow, _Way]) -> list[_Words]:
    """Where the words of every arrow stand: on its way, at the first place where they cover no others and no state."""
    placed: list[_Words] = []
    # Loops first: their words have one place.
    for arrow in sorted(drawn, key=lambda arrow: arrow.source != arrow.target):
        shown = _shown(arrow)
        half, lines = (7.4 * max(map(len, shown)) + 4) / 2, len(shown)
        if arrow.source == arrow.target:
            x, y = layout.centres[arrow.source]
            up = -1 if y <= layout.middle[1] else 1
            placed.append(_Words(arrow, 0.5, x, y + up * (_LOOP - 6 + 7 * lines), half, lines))
            continue
        way, choices = ways[arrow], list[_Words]()
        for late in _WORDS_AT:
            early = 1 - late
            middle = zip(way.start, way.control, way.end, strict=True)
            x, y = (round(early**2 * a + 2 * early * late * c + late**2 * b) for a, c, b in middle)
            choices.append(_Words(arrow, late, x, y, half, lines))
        states = [(*centre, layout.halves[q], 16) for q, centre in layout.centres.items()]
        taken = [*states, *((w.x, w.y, w.half, 7 * w.lines) for w in placed)]
        placed.append(min(choices, key=lambda w: sum(w.covers(*box) for box in taken)))
    return placed


def _feet(layout: _Layout, q: int) -> tuple[Point, Point]:
    """Where a state's loop starts and ends."""
    x, y = layout.centres[q]
    up = -1 if y <= layout.middle[1] else 1
    return (x - 12, y + up * 16), (x + 11, y + up * 17)


def _loop(layout: _Layout, arrow: Arrow) -> str:
    x, y = layout.centres[arrow.source]
    up = -1 if y <= layout.middle[1] else 1
    (sx, sy), (ex, ey) = _feet(layout, arrow.source)
    line = path(
        f"M{sx} {sy}C{x - 30} {y + up * _LOOP} {x + 30} {y + up * _LOOP} {x + 13} {y + up * 22}",
        stroke_width=1.2,
    )
    return line + _point(ex, ey, -0.35, -up * 0.94)


def state_diagram_tikz(machine: Machine) -> str:
    """Return a machine's diagram as a ``tikzpicture`` that needs TikZ's library ``arrows.meta`` at most.

    >>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
    >>> print(state_diagram_tikz(M).splitlines()[1])
    \\node[draw,rounded corners=2mm] (q0) at (30,-25) {a};
    """
    layout = _layout(machine)
    lines = ["\\begin{tikzpicture}[x=1mm,y=1mm,font=\\ttfamily\\footnotesize,>=stealth]"]
    # Four pixels to a millimetre, y upwards.
    for q, (x, y) in layout.centres.items():
        name = machine.states[q]
        style = "draw,double,rounded corners=2mm" if name in machine.halting else "draw,rounded corners=2mm"
        lines.append(f"\\node[{style}] (q{q}) at ({x // 4},{-y // 4}) {{{latex(name)}}};")
        if name == machine.start:
            lines.append(f"\\draw[->] ([xshift=-8mm]q{q}.west) -- (q{q}.west);")
    drawn = arrows(machine)
    pairs = {(arrow.source, arrow.target) for arrow in drawn}
    late = {w.arrow: w.late for w in _words(layout, drawn, _ways(layout, drawn))}
    for arrow in drawn:
        words = " \\\\ ".join(latex(shown) for shown in _shown(arrow))
        label = (
            f"node[pos={late[arrow]},align=center,fill=white,inner sep=0.5mm,font=\\ttfamily\\scriptsize] {{{words}}}"
        )
        if arrow.source == arrow.target:
            side = "above" if layout.centres[arrow.source][1] <= layout.middle[1] else "below"
            way, label = f"to[loop {side},looseness=6]", label.replace(f"pos={late[arrow]}", "midway")
        else:
            share = _bend(layout, arrow, pairs)
            way = f"to[bend {'right' if share > 0 else 'left'}={round(abs(share) * 150)}]"
        lines.append(f"\\draw[->] (q{arrow.source}) {way} {label} (q{arrow.target});")
    return "\n".join([*lines, "\\end{tikzpicture}"]) + "\n"
