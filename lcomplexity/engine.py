"""The compiled engines: run procedures over a context, and write tokens.

One loop walks the procedures; a token is found in one of two ways. *Scoring* sums what every read says, in 64-bit
integers (a bound rules out overflow before it starts), and takes the best token. *Tabulated* looks the winner up in tables
(:mod:`lcomplexity.tabulation`) that were made from the scores by enumeration, and scores where a table has no answer.

The context is an array that begins with the prompt; behind it stands as much of the chain as is needed: the token at
position p >= n is found at index p - shift.

>>> from lcomplexity.engine import SCORING, TABULATED; SCORING, TABULATED
(0, 1)
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

SCORING, TABULATED = 0, 1

#: Entries of the scalars: depth of the stack, next position, shift, tokens done of the current operation, tokens scored.
DEPTH, HERE, SHIFT, DONE, SCORED = range(5)
#: Columns of the stack: next operation, procedure, calls left, frame.
_OPERATION, _PROCEDURE, _LEFT, _FRAME = range(4)

#: Operations, as in :mod:`lcomplexity.procedures` (compiled code wants plain numbers).
_LISTED, _CALL = 1, 2

#: How a token is found, as :mod:`lcomplexity.tabulation` numbers it.
_BY_SCORE, _BY_JOINT, _BY_AUTOMATA = range(3)

#: Below every sum, and above every margin.
_LOWEST, _HIGHEST = -(2**62), 2**63 - 1
#: Added to a combination to make it none.
_NONE = -(2**40)


@numba.njit(cache=True)
def execute(
    code: Any, rules: Any, tables: Any, mode: int, context: Any, scalars: Any, stack: Any, stop: Any, limit: int
) -> int:
    """Write tokens until position ``limit``, the end of the chain, or a stop token; return the smallest margin seen by
    scoring (2^63 - 1 if none). ``code`` is :class:`lcomplexity.decoding.Code`.

    One long function, and what it calls for every token is inlined: a call costs more than a token.

    >>> execute.py_func.__name__
    'execute'
    """
    S, values, said = (
        np.zeros(rules.widest, np.int64),
        np.zeros(rules.widest, np.int64),
        np.zeros(rules.widest, np.bool_),
    )
    score, candidates = np.zeros(rules.size, np.int64), np.zeros(rules.size, np.int64)
    spoken_for = np.zeros(rules.size, np.bool_)
    best, top = np.zeros(rules.most_coordinates, np.int64), np.zeros(rules.most_coordinates, np.int64)
    gap = np.zeros(rules.most_coordinates, np.int64)
    local, stride = np.zeros(rules.most_slots + 1, np.int64), np.zeros(rules.most_slots + 1, np.int64)

    n, kind, what, op_count, op_slots, op_reads = code.n, code.kind, code.what, code.counts, code.slots, code.reads
    base, strides, framed, first = code.base, code.stride, code.framed, code.first
    listed_rules, positions, positions_framed = code.listed_rules, code.positions, code.positions_framed
    size, slots_of, coordinates, reads, dims = rules.size, rules.slots, rules.coordinates, rules.reads, rules.values
    rows, entry_values, entry_weights = rules.rows, rules.entry_values, rules.entry_weights
    product, combined, first_combined = rules.product, rules.combined, rules.first_combined
    silent, first_silent = rules.silent, rules.first_silent
    table_kind, classes = tables.kind, tables.classes
    first_class, class_rows = tables.first_class, tables.class_rows
    first_joint, joint = tables.first_joint, tables.joint
    start, following, records = tables.start, tables.following, code.records
    moving_of, plain = code.moving, code.plain

    slots, index_from, at_class, row_0, row_1 = 0, 0, 0, 0, 0
    depth, here, shift, done = scalars[DEPTH], scalars[HERE], scalars[SHIFT], scalars[DONE]
    scored, least, stopped = 0, _HIGHEST, False
    while depth and here < limit and not stopped:
        row = depth - 1
        procedure, operation = stack[row, _PROCEDURE], stack[row, _OPERATION]
        if operation == first[procedure + 1]:
            stack[row, _LEFT] -= 1
            if stack[row, _LEFT]:
                stack[row, _OPERATION], stack[row, _FRAME] = first[procedure], here
            else:
                depth -= 1
            continue
        if kind[operation] == _CALL:
            stack[row, _OPERATION] += 1
            called = what[operation]
            stack[depth, _OPERATION], stack[depth, _PROCEDURE] = first[called], called
            stack[depth, _LEFT], stack[depth, _FRAME] = op_count[operation], here
            depth += 1
            continue
        frame, listed = stack[row, _FRAME], kind[operation] == _LISTED
        count = min(op_count[operation] - done, limit - here)
        at, offset = op_reads[operation], frame - shift
        # Find the run: tokens of one rule, each read moving by its stride.
        if plain[operation] and not done:
            r = what[operation]
            for j in range(slots_of[r]):
                local[j], stride[j] = base[at + j] + offset, strides[at + j]
        elif listed:
            written = 0
            if mode == TABULATED:
                # Listed tokens with joint tables, one after another.
                at_rule, width, out = what[operation] + done, op_slots[operation], here - shift
                at += done * width
                some_framed, r = moving_of[operation] != 0, -1
                while written < count:
                    if listed_rules[at_rule + written] != r:
                        r = listed_rules[at_rule + written]
                        if table_kind[r] != _BY_JOINT:
                            break
                        slots, index_from, at_class = slots_of[r], first_joint[r], first_class[r]
                        row_0, row_1 = class_rows[at_class], class_rows[at_class + min(1, slots - 1)]
                    if slots == 2 and not some_framed:
                        # A machine with one tape: the token before, and the cell's last visit.
                        p_0, p_1 = positions[at], positions[at + 1]
                        u_0, u_1 = context[p_0 if p_0 < n else p_0 - shift], context[p_1 if p_1 < n else p_1 - shift]
                        token = joint[index_from + classes[row_0 + u_0] + classes[row_1 + u_1]]
                    else:
                        index = index_from
                        for j in range(slots):
                            p = positions[at + j]
                            if some_framed and positions_framed[at + j]:
                                p += frame
                            u = context[p if p < n else p - shift]
                            index += classes[class_rows[at_class + j] + u]
                        token = joint[index]
                    if token < 0:
                        break
                    context[out + written] = token
                    written += 1
                    at += width
                    if stop[token]:
                        stopped = True
                        break
                at = op_reads[operation]
            if written:
                here += written
                done += written
                if done == op_count[operation]:
                    stack[row, _OPERATION] += 1
                    done = 0
                continue
            r = listed_rules[what[operation] + done]
            at += done * op_slots[operation]
            for j in range(slots_of[r]):
                p = positions[at + j] + (frame if positions_framed[at + j] else 0)
                local[j], stride[j] = p if p < n else p - shift, 0
            count = 1
        else:
            r = what[operation]
            for j in range(slots_of[r]):
                p, by = base[at + j] + strides[at + j] * done, strides[at + j]
                if framed[at + j]:
                    p += frame
                # A run is cut where a read passes from the prompt into the chain, or back.
                if p < n:
                    if by > 0 and p + by * (count - 1) >= n:
                        count = (n - p + by - 1) // by
                    local[j] = p
                else:
                    if by < 0 and p + by * (count - 1) < n:
                        count = (p - n) // -by + 1
                    local[j] = p - shift
                stride[j] = by
        begin, end = coordinates[r], coordinates[r + 1]
        way = table_kind[r] if mode == TABULATED else _BY_SCORE
        fixed, mask, several = 0, moving_of[operation], end - begin > 1
        if way == _BY_AUTOMATA and several:
            # The combination of the values of all coordinates that do not move.
            for c in range(begin, end):
                fixed *= dims[c]
                if not mask >> (c - begin) & 1:
                    v = _decided(start[c], reads[c], records, following, classes, context, local, stride, 0)
                    fixed += v if v >= 0 else _NONE
        out = here - shift
        for i in range(count):
            token = -1
            if way == _BY_AUTOMATA:
                index, weight = fixed, 1
                for c in range(end - 1, begin - 1, -1):
                    if mask >> (c - begin) & 1 or not several:
                        v = _decided(start[c], reads[c], records, following, classes, context, local, stride, i)
                        index += v * weight if v >= 0 else _NONE
                    weight *= dims[c]
                if index >= 0:
                    token = combined[first_combined[r] + index]
            elif way == _BY_JOINT:
                index, at_class = 0, first_class[r]
                for j in range(slots_of[r]):
                    index += classes[class_rows[at_class + j] + context[local[j] + stride[j] * i]]
                token = joint[first_joint[r] + index]
            if token < 0:
                scored += 1
                total, margin, index, clear = 0, _HIGHEST, 0, product[r] != 0
                if clear:
                    for c in range(begin, end):
                        k = c - begin
                        if i == 0 or way != _BY_SCORE or mask >> k & 1:
                            heard = _sum_up(
                                reads[c], reads[c + 1], records, rows, entry_values, entry_weights, context, local, stride, i,
                                S, values, said,
                            )  # fmt: skip
                            largest, second, value = _LOWEST, _LOWEST, -1
                            for j in range(heard):
                                v = values[j]
                                s = S[v]
                                if s > largest:
                                    second, largest, value = largest, s, v
                                elif s > second:
                                    second = s
                                S[v] = 0
                                said[v] = False
                            unheard = dims[c] - heard
                            if unheard and largest < 0:
                                second, largest, value = largest, 0, -1
                                if unheard > 1:
                                    second = 0
                            elif unheard and second < 0:
                                second = 0
                            # A single value has no runner-up.
                            best[k], top[k], gap[k] = value, largest, (largest - second if dims[c] > 1 else _HIGHEST)
                        total += top[k]
                        margin = min(margin, gap[k])
                        clear = clear and best[k] >= 0 and gap[k] > 0
                        index = index * dims[c] + best[k]
                    if silent[r]:
                        if total < 0:
                            token, margin = first_silent[r], (0 if silent[r] > 1 else -total)
                        margin = min(margin, abs(total))
                        clear = clear and total > 0
                if clear:
                    token = combined[first_combined[r] + index]
                elif token < 0:
                    token, margin = _by_token(
                        begin, end, reads, records, rows, entry_values, entry_weights, size, context, local, stride, i, S,
                        values, said, rules.value_rows, rules.having, rules.tokens, score, candidates, spoken_for,
                    )  # fmt: skip
                least = min(least, margin)
            context[out + i] = token
            if stop[token]:
                count, stopped = i + 1, True
                break
        here += count
        done += count
        if done == op_count[operation]:
            stack[row, _OPERATION] += 1
            done = 0
    scalars[DEPTH], scalars[HERE], scalars[DONE] = (0 if stopped else depth), here, done
    scalars[SCORED] += scored
    return least


@numba.njit(inline="always")
def _decided(
    state: Any, first: Any, records: Any, following: Any, classes: Any, context: Any, local: Any, stride: Any, i: Any
) -> Any:
    """The best value of a coordinate whose reads begin at ``first``, for token i of a run; -1 if it has no answer."""
    e = first
    while state >= 0:
        j = records[e, 0]
        state = following[state + classes[records[e, 2] + context[local[j] + stride[j] * i]]]
        e += 1
    return -2 - state


@numba.njit(inline="always")
def _sum_up(
    first: Any, last: Any, records: Any, rows: Any, entry_values: Any, entry_weights: Any, context: Any, local: Any,
    stride: Any, i: Any, S: Any, values: Any, said: Any,
) -> Any:  # fmt: skip
    """Add up what the reads of a coordinate give each value, for token i of a run; return how many were named."""
    heard = 0
    for e in range(first, last):
        j = records[e, 0]
        row = records[e, 1] + context[local[j] + stride[j] * i]
        for f in range(rows[row], rows[row + 1]):
            v = entry_values[f]
            if not said[v]:
                said[v] = True
                values[heard] = v
                heard += 1
            S[v] += entry_weights[f]
    return heard


@numba.njit(cache=True)
def _by_token(
    begin: int, end: int, reads: Any, records: Any, rows: Any, entry_values: Any, entry_weights: Any, size: int,
    context: Any, local: Any, stride: Any, i: int, S: Any, values: Any, said: Any, value_rows: Any, having: Any, tokens: Any,
    score: Any, candidates: Any, spoken_for: Any,
) -> tuple[Any, Any]:  # fmt: skip
    """The definition: every token's score is the sum of what its values got; the smallest of the best wins.

    A token none of whose values was named scores 0, so only the others are summed; the smallest of the silent ones
    stands for all of them (and a second one, if there is one, in the margin).
    """
    count = 0
    for c in range(begin, end):
        heard = _sum_up(
            reads[c], reads[c + 1], records, rows, entry_values, entry_weights, context, local, stride, i, S, values, said
        )  # fmt: skip
        for j in range(heard):
            v = values[j]
            for e in range(having[value_rows[c] + v], having[value_rows[c] + v + 1]):
                D = tokens[e]
                if not spoken_for[D]:
                    spoken_for[D] = True
                    candidates[count] = D
                    count += 1
                score[D] += S[v]
            S[v] = 0
            said[v] = False
    largest, second, winner = _LOWEST, _LOWEST, size
    if count < size:
        largest, winner = 0, 0
        while spoken_for[winner]:
            winner += 1
        if count < size - 1:
            second = 0
    for j in range(count):
        D = candidates[j]
        if score[D] > largest or (score[D] == largest and winner > D):
            second, largest, winner = largest, score[D], D
        elif score[D] > second:
            second = score[D]
        score[D] = 0
        spoken_for[D] = False
    return winner, largest - second
