"""A process in another environment that stays, so that its work can be timed in turn with ours."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: One thread: CPU seconds then mean the same on both sides.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


class Worker:
    """Runs a script of this folder by another interpreter; the script calls :func:`tests.benchmarks.serving.serve`."""

    def __init__(self, interpreter: Path, script: str) -> None:
        command = [str(interpreter), "-W", "ignore", str(Path(__file__).with_name(script))]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | ONE_THREAD,
            text=True,
        )

    def ask(self, **request: Any) -> Mapping[str, Any]:
        """Return the script's reply to a request."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with status {self._process.wait()}; its complaint is above")
        reply: Mapping[str, Any] = json.loads(line)
        return reply

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
