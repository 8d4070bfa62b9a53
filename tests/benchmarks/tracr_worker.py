"""Compiles RASP programs with tracr, in its own environment, and runs what it compiled.

The programs are put together from the library's own: parity and majority from ``make_count`` (how many tokens are 1, an
attention that counts), then a table from counts to bits; sorting is ``make_sort``. Each is compiled for the one length
that it is run on.
"""

import inspect
import time

import jax
import numpy as np
from serving import serve
from tracr.compiler import compiling, lib
from tracr.rasp import rasp


def program(function, length):
    """Return a RASP program and its vocabulary."""
    if function == "parity":
        return rasp.Map(lambda count: count % 2, lib.make_count(rasp.tokens, 1)), {0, 1}
    if function == "majority":
        return rasp.Map(lambda count: int(2 * count > length), lib.make_count(rasp.tokens, 1)), {0, 1}
    return lib.make_sort(rasp.tokens, rasp.tokens, max_seq_len=length, min_key=1), {1, 2, 3, 4}


def compiled(function, length, **options):
    """Return the model that tracr makes of a function for one length."""
    source, vocabulary = program(function, length)
    return compiling.compile_rasp_to_model(
        source, vocab=vocabulary, max_seq_len=length, compiler_bos="BOS", **options
    )


def timed(function, length):
    """Return CPU seconds of compiling with nothing compiled before, and of compiling the same once more."""
    jax.clear_caches()
    seconds = []
    for _ in range(2):
        begin = time.process_time()
        compiled(function, length)
        seconds.append(time.process_time() - begin)
    return {"first": seconds[0], "again": seconds[1]}


def answered(function, length, inputs, bits, exactness=None):
    """Return the size of the model, and its answers: of sorting the whole output, else that at the last position.

    ``bits`` of the floats are 32, as they come, or 64; ``exactness`` is the compiler's ``mlp_exactness``, which is
    returned too: without it the default holds.
    """
    jax.config.update("jax_enable_x64", bits == 64)
    model = compiled(function, length, **({} if exactness is None else {"mlp_exactness": exactness}))
    arrays = jax.tree_util.tree_leaves(model.params)
    outputs = [model.apply(["BOS", *x]).decoded[1:] for x in inputs]
    jax.config.update("jax_enable_x64", False)
    return {
        "parameters": sum(a.size for a in arrays),
        "nonzero": sum(int(np.count_nonzero(a)) for a in arrays),
        "kind": str(arrays[0].dtype),
        "answers": outputs if function == "sorting" else [out[-1:] for out in outputs],
        "exactness": inspect.signature(compiling.compile_rasp_to_model).parameters["mlp_exactness"].default
        if exactness is None
        else exactness,
    }


if __name__ == "__main__":
    serve(lambda action, **request: {"timed": timed, "answered": answered}[action](**request))
