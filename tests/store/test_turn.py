"""The write turn: fair between processes, free again when its holder is killed."""

import os
import select
import signal
import threading
import time
from pathlib import Path

import pytest

from kiosk.domain.text import CounterError
from kiosk.store.turn import WriteTurn


def forked(work: object, *args: object) -> int:
    """Runs `work` in a child process and returns its pid."""
    assert callable(work)
    pid = os.fork()
    if pid:
        return pid
    try:
        work(*args)
    finally:
        os._exit(0)


def take_turns(database: Path, out: int, name: bytes, times: int) -> None:
    turn = WriteTurn(database)
    for _ in range(times):
        with turn():
            os.write(out, name)
            end = time.perf_counter() + 0.0005
            while time.perf_counter() < end:
                pass


def hold(database: Path, out: int) -> None:
    with WriteTurn(database)():
        os.write(out, b"!")
        signal.pause()


def test_one_at_a_time_between_threads_and_processes(tmp_path: Path) -> None:
    turn, inside, most = WriteTurn(tmp_path / "b.db"), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with turn():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    turn.close()


def test_two_processes_that_always_want_to_write_take_turns(tmp_path: Path) -> None:
    """Whoever has just written queues up behind the one that waits: no long runs of one of them."""
    read, write = os.pipe()
    children = [forked(take_turns, tmp_path / "b.db", write, name, 200) for name in (b"a", b"b")]
    os.close(write)
    for child in children:
        os.waitpid(child, 0)
    order = os.read(read, 1_000)
    os.close(read)
    assert len(order) == 400
    both = order[order.index(b"b") if order[:1] == b"a" else order.index(b"a") :]
    both = both[: max(both[: max(both.rfind(b"a"), 0)].rfind(b"b"), 0)]
    longest = max((len(run) for run in both.replace(b"ab", b"a b").replace(b"ba", b"b a").split()), default=1)
    # A process that the machine stops for a while is not in the line; one that starves would lose by a hundred.
    assert longest <= 60, order


def test_a_killed_holder_gives_the_turn_back(tmp_path: Path) -> None:
    read, write = os.pipe()
    child = forked(hold, tmp_path / "b.db", write)
    assert os.read(read, 1) == b"!"
    done = threading.Event()
    turn = WriteTurn(tmp_path / "b.db")

    def wait() -> None:
        with turn():
            done.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not done.wait(0.05), "the child holds it"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert done.wait(5)
    waiting.join()
    os.close(read)
    os.close(write)


def enter(database: Path, out: int, name: bytes) -> None:
    with WriteTurn(database)():
        os.write(out, name)


def queued(database: Path, out: int, name: bytes) -> int:
    """A child that stands in the line, behind everybody who came before."""
    numbers = database.with_name(database.name + ".queue")
    before = numbers.read_bytes()
    child = forked(enter, database, out, name)
    while numbers.read_bytes() == before:
        os.sched_yield()
    return child


def test_whoever_came_first_is_next(tmp_path: Path) -> None:
    database = tmp_path / "b.db"
    read, write = os.pipe()
    with WriteTurn(database)():
        children = [queued(database, write, name) for name in (b"1", b"2", b"3", b"4", b"5")]
    for child in children:
        os.waitpid(child, 0)
    assert os.read(read, 10) == b"12345"
    os.close(read)
    os.close(write)


def test_a_death_in_the_middle_of_the_line_lets_nobody_in_too_early(tmp_path: Path) -> None:
    database = tmp_path / "b.db"
    read, write = os.pipe()
    os.set_blocking(read, False)
    with WriteTurn(database)():
        first, second = queued(database, write, b"1"), queued(database, write, b"2")
        os.kill(first, signal.SIGKILL)
        os.waitpid(first, 0)
        assert not select.select([read], [], [], 0.05)[0], "the turn is still ours"
    os.waitpid(second, 0)
    assert os.read(read, 10) == b"2"
    os.close(read)
    os.close(write)


def test_a_folder_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(CounterError) as refused, WriteTurn(tmp_path / "absent" / "b.db")():
        pass
    assert refused.value.message.key == "store.cannot_open"


def test_an_error_inside_gives_the_turn_back(tmp_path: Path) -> None:
    turn = WriteTurn(tmp_path / "b.db")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turn():
            raise ZeroDivisionError
    turn.close()
