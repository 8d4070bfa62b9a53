"""Exported modules: the same chains and the same scores as the predictor, by an independent path, or a refusal in one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_decoding import some_prompts
from test_predictor import predictors

from lcomplexity.constructions.arithmetic import addition, multiplication
from lcomplexity.constructions.build import build
from lcomplexity.constructions.circuit import circuit, threshold
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.symmetric import symmetric, symmetric_letters
from lcomplexity.constructions.tuples import tuples
from lcomplexity.decoding import decode, decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import different_inputs, split
from lcomplexity.learning.perceptron import perceptron
from lcomplexity.learning.wiring import known
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, score_bound, scores, vote, weights
from lcomplexity.predictor_file import StoredPredictor, stored
from lcomplexity.programs import Gate, Program, ThresholdCircuit
from lcomplexity.schedule import Address, Emit, Repeat
from lcomplexity.vocabulary import Vocabulary
from turing.zoo import zoo

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")
# Many small operations: a second thread costs more than it helps, much more on a busy machine.
torch.set_num_threads(1)

from lcomplexity.exports import files, layout  # noqa: E402
from lcomplexity.exports.agreement import disagreement  # noqa: E402
from lcomplexity.exports.files import FORMATS, exported  # noqa: E402
from lcomplexity.exports.module import module  # noqa: E402

BITS = Vocabulary(("0", "1"))


def equality() -> Construction:
    """Argument tuples of a program over three letters."""
    letters = "abc"
    same = (lambda u, v: "a" if u == v else "b", (0, 1))
    return tuples(
        Program.of(letters, 3, [same, (lambda u, v: letters[(letters.index(u) + letters.index(v)) % 3], (3, 2))])
    )


MAJORITY = ThresholdCircuit(5, (Gate(tuple((i, 1) for i in range(5)), 3), Gate(((0, 2), (5, -3)), 1)))
CONSTRUCTIONS = {
    "parity in bits": lambda: parity(13),
    "parity in letters": lambda: parity(13, vocabulary=4),
    "symmetric": lambda: symmetric([i % 3 == 0 for i in range(12)]),
    "symmetric in letters": lambda: symmetric_letters([i % 3 == 0 for i in range(12)]),
    "threshold": lambda: threshold((5, -3, 2, 1, 1), 2),
    "circuit": lambda: circuit(MAJORITY),
    "tuples": equality,
    "oblivious": lambda: build(zoo("palindrome").machine, 4, via="oblivious").construction,
    "sliding window": lambda: build(zoo("palindrome").machine, 4, via="sliding").construction,
    "recursive window": lambda: build(zoo("palindrome").machine, 4, via="recursive").construction,
    "circuit of a machine": lambda: build(zoo("palindrome").machine, 4, via="circuit").construction,
    "addition": lambda: addition(3),
    "multiplication": lambda: multiplication(2, 2),
}
#: Different inputs of each.
INPUTS = 16


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_a_file_alone_writes_the_chains_of_the_independent_source(name: str, tmp_path: Path) -> None:
    """Saved, loaded, and run, a module writes token by token what the simulator or whole-number arithmetic says; both forms of file."""
    c = CONSTRUCTIONS[name]()
    rng = np.random.default_rng(sum(map(ord, name)))
    inputs = different_inputs(c, INPUTS, rng)
    expected = c.expected(inputs)
    for form in FORMATS:
        path = tmp_path / f"export.{form}"
        files.save(path, exported(stored(c), "float32"), form)
        model = files.load(path).model
        chains = model.generate(torch.from_numpy(expected.prompts)).numpy()
        assert np.array_equal(chains, expected.chains), form
    reference = decode(c.predictor, expected.prompts[0].tolist())
    assert chains[0][chains[0] >= 0].tolist() == list(reference.chain)


def test_a_learned_predictor_is_exported_like_any_other(tmp_path: Path) -> None:
    """Weights that a perceptron found write the same chains through a file, right or wrong ones."""
    c = addition(2)
    data = split(c, train=40, test=60, seed=0)
    learned = perceptron(data.train, known(c.predictor)).learned
    s = StoredPredictor(learned.linear_predictor(), c.interface, "learned", c.input_length, {}, {}, "a perceptron")
    files.save(tmp_path / "learned.safetensors", exported(s, "float32"), "safetensors")
    model = files.load(tmp_path / "learned.safetensors").model
    found = model.generate(torch.from_numpy(data.test.prompts.copy())).numpy()
    assert np.array_equal(found, learned.decode(data.test.prompts))
    assert not np.array_equal(found, data.test.chains)


def test_two_hundred_chains_are_reproduced() -> None:
    """The cases above compare at least 200 chains in each form of file."""
    assert INPUTS * len(CONSTRUCTIONS) >= 200


@settings(max_examples=50)
@given(predictors(), st.data())
def test_any_predictor_has_the_same_scores_and_chain_as_a_module(h: LinearPredictor, data: st.DataObject) -> None:
    """For every small predictor: logits of the true context are the scores, dense weights and parts give them too, and chains
    are equal, ties and stop tokens included."""
    model = module(h, "float64")
    prompts = some_prompts(data, h)
    assert disagreement(model, h, prompts) is None
    prompt = prompts[0].tolist()
    d = decode(h, prompt)
    if not d.chain:
        return
    context = torch.tensor([[*prompt, *d.chain[:-1]]], dtype=torch.long)
    logits = model(context)[0]
    assert logits.shape == (len(d.chain), len(h.vocabulary))
    assert torch.equal(model.next_logits(context)[0], logits[-1])
    for t in range(len(d.chain)):
        S = scores(h, t, context[0, : h.n + t].tolist())
        assert logits[t].tolist() == list(S)
        assert np.array_equal(model.weights(t).numpy(), weights(h, t).astype(np.float64))
        embedding, positions, reading, unembedding = model.parts(t)
        # Slots that the rule does not read are padded, and their tables are 0.
        seen = embedding[context[0][positions.clamp(max=h.n + t - 1)]] if h.n + t else embedding[[0] * len(positions)]
        features = torch.einsum("su,suf->f", seen, reading)
        assert (unembedding @ features).tolist() == list(S)


def test_a_batch_is_its_rows_and_the_rows_are_teacher_forced() -> None:
    """forward over [x, z_<T] of several prompts is the scores of every token, whatever else is in the batch."""
    c = multiplication(2, 1)
    x = different_inputs(c, 5, np.random.default_rng(3))
    expected = c.expected(x)
    model = module(c.predictor, "float32")
    contexts = torch.from_numpy(np.concatenate([expected.prompts, expected.chains], axis=1))
    logits = model(contexts[:, :-1])
    assert np.array_equal(logits.argmax(-1).numpy(), expected.chains)
    for b in range(5):
        assert torch.equal(model(contexts[b : b + 1, :-1])[0], logits[b])
    with pytest.MonkeyPatch.context() as patch:
        # The same in pieces of one token.
        patch.setattr("lcomplexity.exports.module.GATHERED", 1)
        assert torch.equal(model(contexts[:, :-1]), logits)


def test_a_tie_goes_to_the_smallest_token_and_a_stop_token_ends_a_row() -> None:
    """Scores that tie, and rows that stop at different times, are decoded as the reference does."""
    copy = Rule((Coordinate((0, 1, 1), (Read(0, vote({0: 0, 1: 1, 2: 1})),)),))
    h = LinearPredictor(
        Vocabulary(("a", "b", "c")), 3, (copy,), Repeat(3, Emit(0, 1, (Address(-3, 0, "frame"),))), frozenset({1})
    )
    prompts = np.array([[0, 0, 2], [0, 1, 0], [0, 0, 0], [2, 0, 0]])
    found = module(h, "float32").generate(torch.from_numpy(prompts)).numpy()
    assert found.tolist() == [[0, 0, 1], [0, 1, -1], [0, 0, 0], [1, -1, -1]]
    assert np.array_equal(found, decode_batch(h, prompts).chains)


def test_a_chain_of_many_tokens_is_exported_by_its_rules() -> None:
    """Weights are stored once a rule: 2,000 tokens of one rule have the tables of one."""
    xor = Rule((Coordinate((0, 1), (Read(0, vote({0: 0, 1: 1}, 2)), Read(1, vote({0: 0, 1: 1})))),))
    h = LinearPredictor(BITS, 3, (xor,), Repeat(2000, Emit(0, 1, (Address(-3, 0, "frame"), Address(-1, 0, "frame")))))
    model = module(h, "float32")
    assert sum(p.numel() for p in model.parameters()) == 8
    assert disagreement(model, h, np.array([[1, 0, 1], [0, 1, 1]])) is None


def heavy(weight: int) -> LinearPredictor:
    """x_1, by a weight, against nothing."""
    rule = Rule((Coordinate((None, 0), (Read(0, {0: {0: -weight}, 1: {0: weight}}),)),))
    return LinearPredictor(BITS, 1, (rule,), Emit(0, 1, (Address(0),)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_weight_that_does_not_fit_is_refused(dtype: layout.Dtype) -> None:
    """The largest integers that are exact pass, one more is refused in one line, whatever its size; nothing is rounded."""
    limit = layout.EXACT[dtype]
    assert module(heavy(limit), dtype).generate(torch.tensor([[0], [1]])).tolist() == [[0], [1]]
    for weight in (limit + 1, 2**64, 2**700):
        with pytest.raises(PredictorError, match=r"^export: scores up to .* do not fit .*exactly") as refusal:
            module(heavy(weight), dtype)
        assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 200


def test_the_bound_is_of_sums_and_that_of_the_predictor() -> None:
    """Weights that fit but whose sum does not are refused: the bound is score_bound, of every rule used."""
    rule = Rule((Coordinate((None, 0), tuple(Read(0, vote({1: 0}, 2**23)) for _ in range(3))),))
    h = LinearPredictor(BITS, 1, (rule,), Emit(0, 1, (Address(0),)))
    assert layout.layout(h).bound == score_bound(rule) == 3 * 2**23
    with pytest.raises(PredictorError, match="take float64"):
        module(h, "float32")
    assert module(h, "float64")(torch.tensor([[1]])).tolist() == [[[0.0, 3.0 * 2**23]]]


def test_a_module_that_was_narrowed_refuses() -> None:
    """Converted to a type that does not hold its scores, a module says so instead of rounding."""
    model = module(heavy(5000), "float32")
    with pytest.raises(PredictorError, match="scores up to 5000 do not fit float16 exactly"):
        model.half().generate(torch.tensor([[1]]))
    assert model.double().generate(torch.tensor([[1]])).tolist() == [[1]]


@settings(max_examples=30)
@given(st.data())
def test_a_broken_weight_is_noticed(data: st.DataObject) -> None:
    """Every weight of a small predictor matters: one that is turned round changes a chain, and the comparison finds it."""
    h = parity(5).predictor
    model = module(h, "float32")
    prompts = np.array([[i >> j & 1 for j in range(5)] for i in range(32)])
    tables = [c.reading.tables for rule in model.rules for c in rule.coordinates]
    k = data.draw(st.integers(0, len(tables) - 1))
    nonzero = torch.nonzero(tables[k])
    place = tuple(nonzero[data.draw(st.integers(0, len(nonzero) - 1))].tolist())
    assert disagreement(model, h, prompts) is None
    tables[k][place] *= -1
    found = disagreement(model, h, prompts)
    assert found is not None and found.found != found.expected


@pytest.mark.parametrize("part", ["positions", "rule_of_token", "value_of_token"])
def test_a_broken_part_is_noticed(part: str) -> None:
    """Position map, rules of tokens and unembedding matter as the weights do."""
    h = parity(5).predictor
    model = module(h, "float32")
    prompts = np.array([[i >> j & 1 for j in range(5)] for i in range(32)])
    if part == "value_of_token":
        model.rules[0].coordinates[0].unembedding.value_of_token.fill_(-1)
    elif part == "positions":
        model.positions[-1, -1] = 0
    else:
        model.rule_of_token[0] = 1
    assert disagreement(model, h, prompts) is not None


def test_what_is_too_large_is_refused_before_it_is_laid_out() -> None:
    """A chain of 10^9 tokens, and tables over very many tokens, cost one line each."""
    long = LinearPredictor(BITS, 1, (Rule(()),), Repeat(10**9, Emit(0, 1, ())))
    with pytest.raises(PredictorError, match=r"^export: 1,000,000,000 tokens .* shorter input or fewer steps$"):
        module(long, "float32")
    size = 6000
    copy = Rule((Coordinate(tuple(range(size)), (Read(0, vote({u: u for u in range(size)})),)),))
    wide = LinearPredictor(Vocabulary(tuple(map(str, range(size)))), 1, (copy,), Emit(0, 1, (Address(0),)))
    with pytest.raises(PredictorError, match=r"^export: tables of more than .* over 6,000 tokens"):
        module(wide, "float32")


@pytest.mark.parametrize(
    ("tokens", "fault"),
    [
        ([[0, 1]], r"tokens \(1, 2\) .* L in 3\.\.4"),
        ([[0, 1, 0, 1, 1]], r"tokens \(1, 5\) .* L in 3\.\.4"),
        ([[0, 1, 2]], r"tokens 0\.\.2; they are 0\.\.1"),
        ([[0.0, 1.0, 1.0]], "whole numbers"),
    ],
)
def test_a_context_that_is_none_is_one_line(tokens: list[list[float]], fault: str) -> None:
    """Wrong lengths, unknown tokens and floats are refused with what to give instead."""
    with pytest.raises(PredictorError, match=fault):
        module(parity(3).predictor, "float32")(torch.tensor(tokens))


def test_an_empty_prompt_and_an_empty_chain_are_exported() -> None:
    """No prompt: the first token has a row of logits too. No chain: there is nothing to say."""
    one = Rule((Coordinate((None, 0), ()),))
    h = LinearPredictor(BITS, 0, (one,), Emit(0, 2, ()))
    model = module(h, "float32")
    assert model(torch.zeros((1, 0), dtype=torch.long)).shape == (1, 1, 2)
    assert model.generate(torch.zeros((1, 0), dtype=torch.long)).tolist() == [[0, 0]]
    none = LinearPredictor(BITS, 2, (), Emit(0, 0, ()))
    assert module(none, "float32").generate(torch.tensor([[0, 1]])).shape == (1, 0)
