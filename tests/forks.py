"""Run work in several processes and threads at once, for tests that need a race."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def in_processes(*jobs: tuple[Any, ...]) -> None:
    """Run each ``(function, *arguments)`` in a forked process.

    The caller must have closed its stores, because a connection does not survive a fork.

    Raises:
        AssertionError: one of them failed.
    """
    children = [_fork(*job) for job in jobs]
    endings = [os.waitpid(child, 0)[1] for child in children]
    assert endings == [0] * len(jobs), "a process failed: see its traceback above"


def _fork(work: Callable[..., None], *args: object) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(*args)
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(status)


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Run the functions in threads that start together, and return their answers. The first error is raised again."""
    gate = threading.Barrier(len(acts))
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def run(act: Callable[[], Answer]) -> None:
        gate.wait()
        try:
            answers.append(act())
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return answers
