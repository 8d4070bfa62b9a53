"""A threshold circuit as layers of gates: a wire with weight w goes to the gate that adds it up.

A gate shows its threshold, a wire its weight if that is not 1; wires of negative weight are dashed.

>>> from lcomplexity.programs import Gate, ThresholdCircuit
>>> xor = ThresholdCircuit(2, (Gate(((0, 1), (1, 1)), 2), Gate(((0, 1), (1, 1), (2, -2)), 1)))
>>> depths(xor)
(0, 0, 1, 2)
"""

from __future__ import annotations

from fractions import Fraction

from lcomplexity.errors import PredictorError
from lcomplexity.programs import ThresholdCircuit
from lcomplexity.views.labels import short
from lcomplexity.views.svg import INK, PALE, SHADE, Drawing, document, path, rectangle, text

#: Wires and gates of a drawing at most.
MOST_GATES, MOST_WIRES = 300, 4_000
_ACROSS, _DOWN, _WIDE, _TALL = 170, 46, 62, 30


def depths(circuit: ThresholdCircuit) -> tuple[int, ...]:
    """Return the depth of every wire: 0 for inputs, else one more than the deepest wire read.

    >>> from lcomplexity.programs import Gate, ThresholdCircuit
    >>> depths(ThresholdCircuit(1, (Gate((), 0), Gate(((1, 1),), 1))))
    (0, 1, 2)
    """
    found = [0] * circuit.inputs
    for gate in circuit.gates:
        found.append(1 + max((found[wire] for wire, w in gate.weights if w), default=0))
    return tuple(found)


def circuit_drawing(circuit: ThresholdCircuit) -> Drawing:
    """Return a threshold circuit as layers, inputs on the left, the outputs with a double frame.

    Raises :class:`PredictorError` for a circuit too large to be drawn.

    >>> from lcomplexity.programs import Gate, ThresholdCircuit
    >>> circuit_drawing(ThresholdCircuit(2, (Gate(((0, 1), (1, -3)), 1),))).width
    262
    """
    wires = sum(1 for gate in circuit.gates for _, w in gate.weights if w)
    if len(circuit.gates) > MOST_GATES or wires > MOST_WIRES:
        raise PredictorError(
            f"view: a circuit of {len(circuit.gates)} gates and {wires} wires is too large to be drawn (at most {MOST_GATES} and "
            f"{MOST_WIRES}); draw a smaller one"
        )
    talls = [_TALL] * circuit.inputs + [max(_TALL, 15 * sum(1 for _, w in g.weights if w)) for g in circuit.gates]
    places, height = _places(circuit, talls)
    lines, boxes, words = "", "", ""
    for i, gate in enumerate(circuit.gates):
        x, y = places[circuit.inputs + i]
        tall = talls[circuit.inputs + i]
        read = sorted(((wire, w) for wire, w in gate.weights if w), key=lambda item: places[item[0]][1])
        # Wires enter a gate one below the other, in the order of the places they come from.
        for j, (wire, w) in enumerate(read):
            a, b = places[wire][0] + _WIDE, places[wire][1] + talls[wire] // 2
            end = y + (2 * j + 1) * tall // (2 * len(read))
            # A wire that passes over layers bends around their gates, above or below.
            lift = 0 if x - places[wire][0] == _ACROSS else (-1 if b < height // 2 else 1) * (max(talls) // 2 + 24)
            middle = (a + x) // 2
            dash = {"stroke_dasharray": "5 3"} if w < 0 else {}
            curve = f"M{a} {b}C{middle} {b + lift} {middle} {end + lift} {x} {end}"
            lines += path(curve, stroke=PALE, stroke_width=1, **dash)
            if w != 1:
                halo = {"paint_order": "stroke", "stroke": "#ffffff", "stroke_width": 4}
                words += text(x - 6, end + 4, short(str(w), 8), anchor="end", font_size=11, **halo)  # type: ignore[arg-type]
    first_output = circuit.inputs + len(circuit.gates) - circuit.outputs
    for wire, (x, y) in enumerate(places):
        tall = talls[wire]
        boxes += rectangle(x, y, _WIDE, tall, rx=4, stroke=INK, fill=SHADE if wire < circuit.inputs else "#ffffff")
        if wire >= first_output:
            boxes += rectangle(x + 3, y + 3, _WIDE - 6, tall - 6, rx=2, stroke=INK, fill="none")
        gate_name = (
            f"\u2265 {short(str(circuit.gates[wire - circuit.inputs].threshold), 5)}"
            if wire >= circuit.inputs
            else f"x{wire + 1}"
        )
        boxes += text(x + _WIDE // 2, y + tall // 2 + 5, gate_name, anchor="middle")
        if wire >= circuit.inputs:
            boxes += text(
                x + _WIDE // 2, y - 3, f"z{wire - circuit.inputs + 1}", anchor="middle", font_size=10, fill=PALE
            )
    return Drawing(max(x for x, _ in places) + _WIDE + 15, height, lines + words + boxes)


def circuit_html(circuit: ThresholdCircuit) -> str:
    """Return a threshold circuit's drawing as it stands in a page: an SVG document.

    >>> from lcomplexity.programs import Gate, ThresholdCircuit
    >>> circuit_html(ThresholdCircuit(1, (Gate(((0, 1),), 1),)))[:4]
    '<svg'
    """
    return document(circuit_drawing(circuit), f"threshold circuit of {len(circuit.gates)} gates")


def _places(circuit: ThresholdCircuit, talls: list[int]) -> tuple[list[tuple[int, int]], int]:
    """Left upper corners of all wires' boxes: a layer for each depth, gates in it near what they read."""
    depth = depths(circuit)
    layers: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for wire, d in enumerate(depth):
        layers[d].append(wire)
    gap = _DOWN - _TALL
    heights = [sum(talls[wire] + gap for wire in layer) for layer in layers]
    rank: dict[int, Fraction] = {}
    places = [(0, 0)] * len(depth)
    for d, layer in enumerate(layers):
        if d:
            layer.sort(key=lambda wire: (_centre(circuit, wire, rank), wire))
        # In the middle of the height of the tallest layer.
        y = 40 + (max(heights) - heights[d]) // 2
        for wire in layer:
            places[wire] = (15 + d * _ACROSS, y)
            rank[wire] = Fraction(y + talls[wire] // 2)
            y += talls[wire] + gap
    return places, 80 + max(heights)


def _centre(circuit: ThresholdCircuit, wire: int, rank: dict[int, Fraction]) -> Fraction:
    read = [rank[w] for w, weight in circuit.gates[wire - circuit.inputs].weights if weight]
    return sum(read, Fraction(0)) / len(read) if read else Fraction(0)
