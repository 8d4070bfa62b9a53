"""Bad files: each gives one line that says file, line, state, symbol, what is wrong and what would be right."""

from __future__ import annotations

import os
import re
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turing.errors import MachineError
from turing.formats import FORMATS, MAX_BYTES, example_input, format_of, load, loads

JFF = '<structure><type>turing</type><automaton>\n<state id="0" name="p"><initial/></state>\n<state id="1" name="q"><final/></state>\n{}</automaton></structure>'
T = "<transition><from>{}</from><to>{}</to><read>{}</read><write>{}</write><move>{}</move></transition>\n"
YAML = "blank: ' '\nstart state: s\ntable:\n  s:\n    {}\n  h:\n"
J = '{{"states": ["a", "b"], "input_symbols": ["1"], "tape_symbols": ["1", "."], "transitions": {}, "initial_state": "a", "blank_symbol": ".", "final_states": ["b"]}}'


def two(t: str) -> str:
    return J.format(t).replace('"transitions"', '"n_tapes": 2, "transitions"')


BAD: dict[str, str] = {
    # standard
    "row.txt": "1RB1RZ_1LA--",
    "ragged.txt": "1RB1RZ_1LA",
    "digit.txt": "1RB2RZ_1LA---",
    "nodigit.txt": "1RBxRZ_1LA---",
    "move.txt": "1RB1SZ_1LA---",
    "letter.txt": "1RB1Rz_1LA---",
    "empty_row.txt": "1RB1RZ_------",
    "lines.txt": "1RB1RZ_1LA---\n\n1RB1RZ_1LA---",
    "rows.txt": "_".join(["1RA---"] * 26),
    "wide.txt": "1RA" * 11,
    "hello.txt": "hello",
    "yaml.txt": YAML.format("0: R"),
    "tm.txt": "0 1 1 r 0\n",
    # yaml
    "unknown_state.yaml": YAML.format("0: {R: t}"),
    "duplicate.yaml": YAML.format("0: R\n    0: L"),
    "list_duplicate.yaml": YAML.format("[0,1]: R\n    0: L"),
    "state_twice.yaml": YAML.format("0: R\n  s: {1: R}"),
    "key_twice.yaml": YAML.format("0: R").replace("table", "blank: '_'\ntable"),
    "symbol.yaml": YAML.format("01: R"),
    "write.yaml": YAML.format("0: {write: ab, R: s}"),
    "write_null.yaml": YAML.format("0: {write: , R: s}"),
    "stay.yaml": YAML.format("0: N"),
    "stay_map.yaml": YAML.format("0: {N: h}"),
    "both.yaml": YAML.format("0: {L: h, R: s}"),
    "neither.yaml": YAML.format("0: {write: '1'}"),
    "null.yaml": YAML.format("0:"),
    "synonym.yaml": YAML.format("0: accept").replace("table", "synonyms: {yes: {R: h}}\ntable"),
    "synonym_state.yaml": YAML.format("0: R").replace("table", "synonyms: {yes: {R: t}}\ntable"),
    "no_blank.yaml": "start state: s\ntable: {s: }",
    "blank.yaml": YAML.format("0: R").replace("' '", "'__'"),
    "blank_null.yaml": YAML.format("0: R").replace("' '", ""),
    "start.yaml": YAML.format("0: R").replace("start state: s", "start state: t"),
    "key.yaml": YAML.format("0: R").replace("table", "tabel: 1\ntable"),
    "table_list.yaml": "blank: ' '\nstart state: s\ntable: [s]",
    "row_text.yaml": "blank: ' '\nstart state: s\ntable: {s: R}",
    "syntax.yaml": "blank: ' '\ntable: [s",
    "alias.yaml": YAML.format("0: &x {R: s}\n    1: *x"),
    "tag.yaml": YAML.format("0: !!python/object:os.system R"),
    "documents.yaml": "blank: ' '\n---\nblank: ' '",
    "deep.yaml": "blank: " + "[" * 100_000,
    "deep_map.yaml": "{a: " * 100_000,
    "comment.yaml": "# nothing\n",
    "control.yaml": "blank: '\x01'",
    "source_code.yaml": "name: m\nsource code: |\n  blank: ' '\n  start state: s\n  table:\n    s: {0: {R: t}}\n",
    "json.yaml": J.format("{}"),
    # morphett
    "words.tm": "; a comment\n0 1 1 r\n",
    "long_symbol.tm": "0 11 1 r 0",
    "long_write.tm": "0 1 11 r 0",
    "direction.tm": "0 1 1 s 0",
    "start.tm": "a 1 1 r halt\n",
    "comments.tm": "; nothing\n",
    "standard.tm": "1RB1RZ_1LA---",
    "wildcards.tm": "".join(f"q{i} {chr(0x4E00 + i)} * r 0\n" for i in range(1000)) + "* * * r 0\n",
    # jflap
    "no_state.jff": JFF.format(T.format(0, 7, "a", "a", "R")),
    "no_from.jff": JFF.format("<transition><to>1</to></transition>"),
    "nondeterministic.jff": JFF.format(T.format(0, 1, "a", "a", "R") + T.format(0, 0, "a", "b", "L")),
    "same_twice.jff": JFF.format(T.format(0, 1, "a", "a", "R") * 2),
    "final.jff": JFF.format(T.format(1, 0, "a", "a", "R")),
    "move.jff": JFF.format(T.format(0, 1, "a", "a", "X")),
    "any.jff": JFF.format(T.format(0, 1, "~", "a", "R")),
    "not.jff": JFF.format(T.format(0, 1, "!a", "a", "R")),
    "variable.jff": JFF.format(T.format(0, 1, "a,b}w", "w", "R")),
    "symbol.jff": JFF.format(T.format(0, 1, "ab", "a", "R")),
    "type.jff": "<structure><type>fa</type></structure>",
    "root.jff": "<html/>",
    "initial.jff": JFF.format("").replace("<initial/>", ""),
    "two_initial.jff": JFF.format("").replace("<final/>", "<initial/>"),
    "tapes.jff": JFF.format("").replace("</type>", "</type><tapes>1000000000</tapes>"),
    "tape.jff": JFF.format('<transition><from>0</from><to>1</to><read tape="2">a</read></transition>'),
    "part_twice.jff": JFF.format("<transition><from>0</from><to>1</to><read>a</read><read>b</read></transition>"),
    "names.jff": JFF.format("").replace('name="q"', 'name="p"'),
    "ids.jff": JFF.format("").replace('id="1"', 'id="0"'),
    "no_id.jff": JFF.format("").replace('id="1" ', ""),
    "no_states.jff": "<structure><type>turing</type><automaton/></structure>",
    "block.jff": JFF.format("<block id='2' name='b'><tag>M2</tag></block>\n<M2><state id='0'/></M2>"),
    "syntax.jff": "<structure>\n<type>turing</typ></structure>",
    "bomb.jff": '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=False))
    + "]><structure>&i;</structure>",
    "external.jff": '<!DOCTYPE s SYSTEM "file:///etc/hostname"><structure/>',
    "deep.jff": "<a>" * 100_000,
    "text.jff": "not xml",
    # automata-lib
    "syntax.json": '{"states": [\n"a",]}',
    "deep.json": "[" * 100_000,
    "array.json": "[]",
    "twice.json": '{"states": ["a"], "states": ["b"]}',
    "pair_twice.json": J.format('{"a": {"1": ["b", "1", "R"], "1": ["a", "1", "L"]}}'),
    "missing.json": '{"states": ["a"]}',
    "key.json": '{"stats": ["a"]}',
    "unknown_state.json": J.format('{"a": {"1": ["c", "1", "R"]}}'),
    "unknown_row.json": J.format('{"c": {"1": ["a", "1", "R"]}}'),
    "symbol.json": J.format('{"a": {"2": ["b", "1", "R"]}}'),
    "write.json": J.format('{"a": {"1": ["b", "2", "R"]}}'),
    "write_type.json": J.format('{"a": {"1": ["b", 2, "R"]}}'),
    "direction.json": J.format('{"a": {"1": ["b", "1", "S"]}}'),
    "form.json": J.format('{"a": {"1": ["b", "1"]}}'),
    "text.json": J.format('{"a": {"1": "b1R"}}'),
    "nondeterministic.json": J.format('{"a": {"1": [["b", "1", "R"], ["a", "1", "L"]]}}'),
    "nondeterministic2.json": two(
        '{"a": {"1,1": [["b", [["1", "R"], ["1", "R"]]], ["a", [["1", "R"], ["1", "R"]]]]}}'
    ),
    "two_keys.json": two(
        '{"a": {"1,1": [["b", [["1", "R"], ["1", "R"]]]], "11": [["b", [["1", "R"], ["1", "R"]]]]}}'
    ),
    "tapes_read.json": two('{"a": {"1": [["b", [["1", "R"], ["1", "R"]]]]}}'),
    "tapes_commas.json": two('{"a": {"1,.": [["b", [["1", "R"], ["1", "R"], ["1", "R"]]]]}}').replace("2", "3", 1),
    "tapes_write.json": two('{"a": {"11": [["b", [["1", "R"]]]]}}'),
    "form2.json": two('{"a": {"11": [["b", "1", "R"]]}}'),
    "tapes.json": two("{}").replace("2", "1000000000", 1),
    "digits.json": two("{}").replace("2", "9" * 5000, 1),
    "final.json": J.format('{"a": {"1": ["b", "1", "R"]}, "b": {"1": ["b", "1", "R"]}}'),
    "initial_final.json": J.format("{}").replace('"final_states": ["b"]', '"final_states": ["a"]'),
    "no_rules.json": J.format("{}"),
    "final_unknown.json": J.format("{}").replace('"final_states": ["b"]', '"final_states": ["c"]'),
    "initial.json": J.format("{}").replace('"initial_state": "a"', '"initial_state": "c"'),
    "initial_type.json": J.format("{}").replace('"initial_state": "a"', '"initial_state": []'),
    "blank.json": J.format("{}").replace('"blank_symbol": "."', '"blank_symbol": "_"'),
    "inputs.json": J.format("{}").replace('["1"]', '["2"]'),
    "all_inputs.json": J.format("{}").replace('["1"]', '[".", "1"]'),
    "long.json": J.format("{}").replace('["1"]', '["11"]'),
    "state_type.json": J.format("{}").replace('["a", "b"]', '["a", 1]'),
    "states_twice.json": J.format("{}").replace('["a", "b"]', '["a", "a"]'),
    "states_text.json": J.format("{}").replace('["a", "b"]', '"ab"'),
    "transitions.json": J.format("[]"),
    "row.json": J.format('{"a": ["1"]}'),
    "surrogate.json": J.format('{"a": {"1": ["b", "1", "R"]}}').replace('"a"', '"\\ud800"'),
    # any
    "empty.tm": "",
    "white.yaml": " \n\t\n",
    "letters.xml": "",
    "no_extension": "",
    "nul.tm": "0 1 1 r 0\n\0",
}

#: What loading each of them says, to the letter.
SAYS: dict[str, str] = {
    "row.txt": "row.txt:1: row 2: '--' is not a cell of three characters; a row is cells such as 1RB or ---",
    "ragged.txt": "ragged.txt:1: row 2 has 1 cells and row 1 has 2; give every row one cell a symbol",
    "digit.txt": "digit.txt:1: state 'A', symbol '1': '2RZ' writes '2', which has no column; the symbols are 0 to 1",
    "nodigit.txt": "nodigit.txt:1: state 'A', symbol '1': 'xRZ' writes 'x'; a cell is a digit, L or R, and a letter, or ---",
    "move.txt": "move.txt:1: state 'A', symbol '1': '1SZ' moves 'S'; a cell is a digit, L or R, and a letter, or ---",
    "letter.txt": "letter.txt:1: state 'A', symbol '1': '1Rz' goes to 'z'; a cell is a digit, L or R, and a letter, or ---",
    "empty_row.txt": "empty_row.txt:1: state 'B': every cell of its row is undefined and the state is entered; define one of them, or halt with a letter past the last row",
    "lines.txt": "lines.txt:3: there is a second line; the format has one machine, on one line, a file",
    "rows.txt": "rows.txt:1: there are 26 rows; the format has at most 25 states",
    "wide.txt": "wide.txt:1: a row has 11 cells; the format has at most 10 symbols",
    "hello.txt": "hello.txt:1: row 1: 'lo' is not a cell of three characters; a row is cells such as 1RB or ---",
    "yaml.txt": "yaml.txt: the content looks like turingmachineio, not standard; give the file the extension .yaml or .yml",
    "tm.txt": "tm.txt: the content looks like morphett, not standard; give the file the extension .morphett or .tm",
    "unknown_state.yaml": "unknown_state.yaml:5: state 's', symbol '0': next state 't' is not in the table; states are 's', 'h'",
    "duplicate.yaml": "duplicate.yaml:6: state 's', symbol '0': line 5 has an instruction for the same pair; keep one of the two",
    "list_duplicate.yaml": "list_duplicate.yaml:6: state 's', symbol '0': line 5 has an instruction for the same pair; keep one of the two",
    "state_twice.yaml": "state_twice.yaml:6: the table has 's' on line 4 already; keep one of the two",
    "key_twice.yaml": "key_twice.yaml:3: the file has 'blank' on line 1 already; keep one of the two",
    "symbol.yaml": "symbol.yaml:5: state 's': symbol '01' is 2 characters long; a symbol is one character",
    "write.yaml": "write.yaml:5: state 's', symbol '0': written symbol 'ab' is 2 characters long; a symbol is one character",
    "write_null.yaml": "write_null.yaml:5: state 's', symbol '0': written symbol is null in YAML; write it in quotes",
    "stay.yaml": "stay.yaml:5: state 's', symbol '0': instruction 'N' is neither L, R nor a synonym (the format has no stay move)",
    "stay_map.yaml": "stay_map.yaml:5: state 's', symbol '0': key 'N' is unknown; an instruction has write, L and R",
    "both.yaml": "both.yaml:5: state 's', symbol '0': the instruction has both L and R; give one of them",
    "neither.yaml": "neither.yaml:5: state 's', symbol '0': the instruction has neither L nor R; give one of them",
    "null.yaml": "null.yaml:5: state 's', symbol '0': there is no instruction; write L, R, or {write: s, R: state}",
    "synonym.yaml": "synonym.yaml:6: state 's', symbol '0': instruction 'accept' is neither L, R nor a synonym; synonyms are 'yes'",
    "synonym_state.yaml": "synonym_state.yaml:3: synonym 'yes': next state 't' is not in the table; states are 's', 'h'",
    "no_blank.yaml": "no_blank.yaml: key 'blank' is missing; a machine has 'blank', 'start state' and 'table'",
    "blank.yaml": "blank.yaml:1: the blank '__' is 2 characters long; a symbol is one character",
    "blank_null.yaml": "blank_null.yaml:1: the blank is null in YAML; write it in quotes",
    "start.yaml": "start.yaml:2: state 't': the start state is not in the table; states are 's', 'h'",
    "key.yaml": "key.yaml:3: key 'tabel' is unknown; keys are 'input', 'blank', 'start state', 'synonyms', 'table'",
    "table_list.yaml": "table_list.yaml:3: the table is not a mapping; write 'key: value' lines",
    "row_text.yaml": "row_text.yaml:3: state 's': its row is not a mapping; write 'symbol: instruction' lines",
    "syntax.yaml": "syntax.yaml:3: this is not YAML: did not find expected ',' or ']'",
    "alias.yaml": "alias.yaml:5: anchor or alias 'x' is not read; write the value out or use a synonym",
    "tag.yaml": "tag.yaml:5: tag 'tag:yaml.org,2002:python/object:os.system' is not read; leave it out",
    "documents.yaml": "documents.yaml:2: there is a second document; write one machine a file",
    "deep.yaml": "deep.yaml:1: nested deeper than 8 levels; a machine needs five",
    "deep_map.yaml": "deep_map.yaml:1: nested deeper than 8 levels; a machine needs five",
    "comment.yaml": "comment.yaml: there is nothing but comments; a machine was expected",
    "control.yaml": "control.yaml: this is not YAML: character U+0001 is not allowed in it",
    "source_code.yaml": "source_code.yaml:6: state 's', symbol '0': next state 't' is not in the table; states are 's'",
    "json.yaml": "json.yaml: the content looks like automata-lib, not turingmachineio; give the file the extension .json",
    "words.tm": "words.tm:2: expected 'state symbol newsymbol direction newstate', got 4 word(s): '0 1 1 r'",
    "long_symbol.tm": "long_symbol.tm:1: state '0', symbol '11': symbol '11' is 2 characters long; a symbol is one character",
    "long_write.tm": "long_write.tm:1: state '0', symbol '1': new symbol '11' is 2 characters long; a symbol is one character",
    "direction.tm": "direction.tm:1: state '0', symbol '1': direction 's' is unknown; write l, r or * (stay)",
    "start.tm": "start.tm: state '0': the start state has no rule; a Morphett machine starts in state '0'",
    "comments.tm": "comments.tm: there is no rule; write lines 'state symbol newsymbol direction newstate'",
    "standard.tm": "standard.tm: the content looks like standard, not morphett; give the file the extension .txt",
    "wildcards.tm": "wildcards.tm: the wildcards stand for more than 200000 rules; write fewer of them",
    "no_state.jff": "no_state.jff:4: transition to id '7': there is no such state; ids are '0', '1'",
    "no_from.jff": "no_from.jff:4: transition from id '': there is no such state; ids are '0', '1'",
    "nondeterministic.jff": "nondeterministic.jff:5: state 'p', symbol 'a': transition (p, a) -> (b, L, p) is the second for the pair, after (p, a) -> (a, R, q) on line 4; a deterministic machine has one, so remove one",
    "same_twice.jff": "same_twice.jff:5: state 'p', symbol 'a': transition (p, a) -> (a, R, q) is the second for the pair, after (p, a) -> (a, R, q) on line 4; a deterministic machine has one, so remove one",
    "final.jff": "final.jff:4: state 'q', symbol 'a': the state is final and a final state stops; remove the transition",
    "move.jff": "move.jff:4: state 'p', symbol 'a': move 'X' is unknown; moves are L, R and S",
    "any.jff": "any.jff:4: state 'p': read symbol '~': '~' (any symbol) is not read; write one transition a symbol",
    "not.jff": "not.jff:4: state 'p': read symbol '!a': '!x' (any symbol but x) is not read; write one transition a symbol",
    "variable.jff": "variable.jff:4: state 'p': read symbol 'a,b}w': 'a,b}w' (a variable) is not read; write one transition a symbol",
    "symbol.jff": "symbol.jff:4: state 'p': read symbol 'ab' is not one character; rename the symbol",
    "type.jff": "type.jff:1: the type is 'fa'; only <type>turing</type> is a Turing machine",
    "root.jff": "root.jff:1: the root element is <html>; a JFLAP file has <structure>",
    "initial.jff": "initial.jff: no state is <initial/>; mark one of 'p', 'q'",
    "two_initial.jff": "two_initial.jff:3: state 'q': 'p' is initial already; mark one state <initial/>",
    "tapes.jff": "tapes.jff:1: number of tapes '1000000000'; JFLAP has 1 to 5",
    "tape.jff": "tape.jff:4: state 'p': <read> has tape '2'; tapes are 1 to 1",
    "part_twice.jff": "part_twice.jff:4: state 'p': <read> stands twice for tape 1; keep one",
    "names.jff": "names.jff:3: state 'p': ids '0' and '1' have the same name; rename one",
    "ids.jff": "ids.jff:3: state 'q': id '0' is taken; number the states apart",
    "no_id.jff": "no_id.jff:3: a <state> has no id; number the states",
    "no_states.jff": "no_states.jff: there is no state; a machine needs an initial state",
    "block.jff": "block.jff:4: state 'b': the block has a machine inside; building blocks are not read, so draw it out",
    "syntax.jff": "syntax.jff:2: this is not XML: mismatched tag",
    "bomb.jff": "bomb.jff: it declares a document type or entities, which are not read; remove the <!DOCTYPE ...>",
    "external.jff": "external.jff: it declares a document type or entities, which are not read; remove the <!DOCTYPE ...>",
    "deep.jff": "deep.jff:1: nested deeper than 32 levels; a machine needs five",
    "text.jff": "text.jff:1: this is not XML: syntax error",
    "syntax.json": "syntax.json:2: this is not JSON: Expecting value (column 5)",
    "deep.json": "deep.json:1: nested deeper than 16 levels; a machine needs six",
    "array.json": 'array.json: the JSON is not an object; write {"states": [..], ..}',
    "twice.json": "twice.json: key 'states' stands twice; keep one of the two",
    "pair_twice.json": "pair_twice.json: state 'a', symbol '1': there are two entries for the pair, ['b', '1', 'R'] and ['a', '1', 'L']; keep one",
    "missing.json": "missing.json: key 'input_symbols' is missing; a machine has 'states', 'input_symbols', 'tape_symbols', 'n_tapes', 'transitions', 'initial_state', 'blank_symbol', 'final_states'",
    "key.json": "key.json: key 'stats' is unknown; keys are 'states', 'input_symbols', 'tape_symbols', 'n_tapes', 'transitions', 'initial_state', 'blank_symbol', 'final_states'",
    "unknown_state.json": "unknown_state.json: state 'a', symbol '1': next state 'c' is not a state; states are 'a', 'b'",
    "unknown_row.json": "unknown_row.json: state 'c': it has transitions and is not a state; states are 'a', 'b'",
    "symbol.json": "symbol.json: state 'a', symbol '2': symbol '2' is not a tape symbol; tape symbols are '1', '.'",
    "write.json": "write.json: state 'a', symbol '1': symbol '2' is not a tape symbol; tape symbols are '1', '.'",
    "write_type.json": 'write_type.json: state \'a\', symbol \'1\': written symbol 2 is not a text; write ["q2", "s2", "R"]',
    "direction.json": "direction.json: state 'a', symbol '1': direction 'S' is unknown; directions are L, R and N",
    "form.json": "form.json: state 'a', symbol '1': ['b', '1'] is not a transition; write [\"q2\", \"s2\", \"R\"]",
    "text.json": "text.json: state 'a', symbol '1': 'b1R' is not a list; write [\"q2\", \"s2\", \"R\"]",
    "nondeterministic.json": "nondeterministic.json: state 'a', symbol '1': there are 2 choices (['b', '1', 'R']; ['a', '1', 'L']); a deterministic machine has one",
    "nondeterministic2.json": "nondeterministic2.json: state 'a', symbols '1' '1': there are 2 choices (['b', [['1', 'R'], ['1', 'R']]]; ['a', [['1', 'R'], ['1', 'R']]]); a deterministic machine has one",
    "two_keys.json": "two_keys.json: state 'a', symbols '1' '1': there are two entries for the pair, [['b', [['1', 'R'], ['1', 'R']]]] and [['b', [['1', 'R'], ['1', 'R']]]]; keep one",
    "tapes_read.json": "tapes_read.json: state 'a': key '1' reads 1 tape(s) and the machine has 2; write a symbol for each tape, with commas between",
    "tapes_commas.json": "tapes_commas.json: state 'a': key '1,.' names 2 symbols, the machine has 3 tapes; write a symbol for each tape, with commas between",
    "tapes_write.json": "tapes_write.json: state 'a', symbols '1' '1': it writes 1 tape(s) and the machine has 2; write one for each",
    "form2.json": "form2.json: state 'a', symbols '1' '1': ['b', '1', 'R'] is not a transition; write [[\"q2\", [[\"s2\", \"R\"], ..]]]",
    "tapes.json": "tapes.json: number '1000000000' has 10 digits; give at most 9",
    "digits.json": "digits.json: number '999999999999999999999999999999999999999999999999999999999999'... has 5000 digits; give at most 9",
    "final.json": "final.json: state 'b': it is final and has transitions, which automata-lib refuses; remove them",
    "initial_final.json": "initial_final.json: state 'a': the initial state is final, which automata-lib refuses; add a state",
    "no_rules.json": "no_rules.json: state 'a': the initial state has no transitions, which automata-lib refuses; add one",
    "final_unknown.json": "final_unknown.json: state 'c': the final state is not a state; states are 'a', 'b'",
    "initial.json": "initial.json: the initial state 'c' is not a state; states are 'a', 'b'",
    "initial_type.json": "initial_type.json: the initial state [] is not a state; states are 'a', 'b'",
    "blank.json": "blank.json: the blank '_' is not a tape symbol; tape symbols are '1', '.'",
    "inputs.json": "inputs.json: input symbol '2' is not a tape symbol; tape symbols are '1', '.'",
    "all_inputs.json": "all_inputs.json: every tape symbol is an input symbol; automata-lib needs one that is not, the blank",
    "long.json": "long.json: 'input_symbols' has '11', which is not one character; rename the symbol",
    "state_type.json": "state_type.json: 'states' has 1; each is a text of one or more characters",
    "states_twice.json": "states_twice.json: 'states' has 'a' twice; keep one",
    "states_text.json": 'states_text.json: \'states\' is not a list; write ["..", ".."]',
    "transitions.json": 'transitions.json: \'transitions\' is not an object; write {"q": {"s": ["q2", "s2", "R"]}}',
    "row.json": 'row.json: state \'a\': its row is not an object; write {"s": ["q2", "s2", "R"]}',
    "surrogate.json": "surrogate.json: state '\\ud800': half a surrogate pair is not a character; rename it",
    "empty.tm": "empty.tm: it is empty; a machine was expected",
    "white.yaml": "white.yaml: it is empty; a machine was expected",
    "letters.xml": "letters.xml: extension '.xml' is unknown; known are .yaml .yml .morphett .tm .jff .json .txt",
    "no_extension": "no_extension: there is no extension; known are .yaml .yml .morphett .tm .jff .json .txt",
    "nul.tm": "nul.tm:2: there is a NUL character; this is not a text file",
}

#: The parser's own words and line stand in these: they differ between versions of the parser.
SYNTAX = ("syntax.yaml", "syntax.jff", "text.jff", "syntax.json")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """load raises MachineError with exactly the line of the catalogue, and quickly."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(BAD[name], encoding="utf-8", newline="")
    began = time.process_time()
    with pytest.raises(MachineError) as error:
        load(name)
    assert time.process_time() - began < 5
    said, expected = str(error.value), SAYS[name]
    if name in SYNTAX:
        place = re.compile(r":\d+: (this is not \w+): .*")
        said, expected = place.sub(r": \1", said), place.sub(r": \1", expected)
    assert said == expected
    assert "\n" not in str(error.value)


def test_the_catalogue_is_complete() -> None:
    """Every bad file has its line, and every line its file."""
    assert set(BAD) == set(SAYS)


def test_a_comma_that_is_a_tape_symbol_is_read_as_one(tmp_path: Path) -> None:
    """With ``,`` among the tape symbols a key of as many characters as tapes is a symbol for each."""
    text = two('{"a": {"1,.": [["b", [["1", "R"], ["1", "R"], ["1", "R"]]]]}}').replace("2", "3", 1)
    (tmp_path / "comma.json").write_text(text.replace('"tape_symbols": [', '"tape_symbols": [",", '))
    (rule,) = load(tmp_path / "comma.json").rules
    assert rule.read == ("1", ",", ".")


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    """The size is asked first: a sparse file of 100 MB is refused at once, in every format."""
    for extension in ("txt", "yaml", "tm", "jff", "json"):
        big = tmp_path / f"big.{extension}"
        big.touch()
        os.truncate(big, 100_000_000)
        began = time.process_time()
        with pytest.raises(MachineError) as error:
            load(big)
        assert time.process_time() - began < 0.5
        assert str(error.value) == f"{big}: the file has 100000000 bytes; a machine file has at most {MAX_BYTES}"


def test_what_is_no_regular_text_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Directories, pipes, missing files, names that no system takes, and bytes that are not UTF-8."""
    monkeypatch.chdir(tmp_path)
    Path("d.tm").mkdir()
    os.mkfifo("p.tm")
    Path("latin.tm").write_bytes(b"; caf\xe9\n0 1 1 r 0\n")
    Path("utf16.tm").write_bytes("0 1 1 r 0\n".encode("utf-16"))
    for name, says in {
        "d.tm": "d.tm: this is a directory; give the name of a machine file",
        "p.tm": "p.tm: this is not a regular file; give the name of a machine file",
        "/dev/zero.tm": "/dev/zero.tm: there is no such file; check the name",
        "none.tm": "none.tm: there is no such file; check the name",
        "\0.tm": "'\\x00.tm': the file cannot be read (embedded null byte); check its name and permissions",
        "latin.tm": "latin.tm:1: byte 0xe9 is not UTF-8 text; save the file as UTF-8",
        "utf16.tm": "utf16.tm:1: byte 0xff is not UTF-8 text; save the file as UTF-8",
    }.items():
        with pytest.raises(MachineError) as error:
            load(name)
        assert str(error.value) == says


def test_a_long_word_is_cut_in_the_message() -> None:
    """An offender of a million characters does not make a message of a million characters."""
    for text, format in (("0 1 1 r 0\n" + "x" * 10**6, "morphett"), ("blank: " + "x" * 10**6, "turingmachineio")):
        with pytest.raises(MachineError) as error:
            loads(text, format)
        assert len(str(error.value)) < 300


def test_a_text_without_a_file_is_named_by_its_machine() -> None:
    """loads puts the name, or the source it is given, in the place of the file."""
    for place in (("m", None), ("m", "here")):
        with pytest.raises(MachineError) as error:
            loads("0 1", "morphett", *place)
        assert str(error.value) == (
            f"{place[1] or place[0]}:1: expected 'state symbol newsymbol direction newstate', got 2 word(s): '0 1'"
        )
    with pytest.raises(MachineError, match=r"^machine: it is empty; a machine was expected$"):
        example_input("", "morphett")


def test_large_files_within_the_bound_load_in_bounded_time() -> None:
    """Nearly a megabyte of rules in any format is read, or refused, in seconds."""
    rows = {
        "morphett": "0 1 1 r q1\n"
        + "".join(f"q{i} 1 1 r q{i + 1}\n" for i in range(1, 40_000))
        + "q40000 1 1 r halt",
        "turingmachineio": "blank: ' '\nstart state: q0\ntable:\n"
        + "".join(f"  q{i}: {{1: {{R: q{i + 1}}}}}\n" for i in range(25_000))
        + "  q25000:\n",
        "jflap": "<structure><type>turing</type><automaton>"
        + "".join(f"<state id='{i}'/>" for i in range(1, 30_000))
        + "<state id='0'><initial/></state></automaton></structure>",
        "automata-lib": "[" + "0," * 400_000 + "0]",
    }
    for format, text in rows.items():
        began = time.process_time()
        try:
            loads(text, format)
        except MachineError as error:
            assert len(str(error)) < 300
        assert time.process_time() - began < 20, format


SAMPLES = sorted((Path(__file__).parent.parent / "reference" / "formats").iterdir())


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_with_one_line(data: st.DataObject) -> None:
    """For every sample with pieces cut out, doubled, swapped or replaced: load gives a machine or a MachineError of
    one line, never another exception; and so does every text under every format's name."""
    file = data.draw(st.sampled_from(SAMPLES))
    text = file.read_text()
    for _ in range(data.draw(st.integers(1, 3))):
        i, j = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        j = min(j, i + 12)
        piece = data.draw(st.one_of(st.just(""), st.just(text[i:j] * 2), st.text(max_size=4)))
        text = text[:i] + piece + text[j:]
    format = data.draw(st.one_of(st.just(format_of(file).name), st.sampled_from(sorted(FORMATS))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for read in (loads, example_input):
            try:
                read(text, format)
            except MachineError as error:
                assert len(str(error).splitlines()) == 1
