"""The environment of a process in, one thread for its arithmetic out."""

import os

# More threads than one inside of a process make two processes slower than one.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def keep_to_one_thread() -> None:
    """Let this process and those that it starts compute on one thread each, unless the environment says otherwise."""
    for name, value in _ONE_THREAD.items():
        os.environ.setdefault(name, value)
