"""Play machines of a branch, a bad line and a centre from seeds: each record arrives once and in its order.

A failure names its seed; ``SYNC_SEED=17`` plays it again, byte for byte. ``--seeds 10000`` plays more of them.
"""

import os

import pytest

from tests.simulation.sync_simulation import FAULTS, History, Simulation, founded

EVENTS = 200
SEED = os.environ.get("SYNC_SEED")
#: The seeds of one test: short enough to be shared out evenly.
STEP = 20


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Keep what the relay says about refused records out of the report."""
    caplog.set_level("CRITICAL")


def play(seed: int, monkeypatch: pytest.MonkeyPatch, events: int = EVENTS) -> History:
    """Play one seed to the end and return what happened."""
    simulation = Simulation(seed, monkeypatch)
    try:
        simulation.play(events)
    except BaseException as problem:
        problem.add_note(f"play it again: SYNC_SEED={seed}")
        raise
    finally:
        simulation.close()
    return simulation.history


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play the seeds of the option, or the one of the environment."""
    if "seeds" in metafunc.fixturenames:
        count = metafunc.config.getoption("--seeds")
        steps = [range(first, min(first + STEP, count)) for first in range(0, count, STEP)]
        metafunc.parametrize("seeds", [[int(SEED)]] if SEED else steps, ids=str)


def test_each_record_arrives_once_and_in_order(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in seeds:
        play(seed, monkeypatch)


def test_a_seed_plays_the_same_bytes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own, in which this is the first seed, founds its branch anew."""
    first = play(3, monkeypatch)
    founded.cache_clear()
    again = play(3, monkeypatch)
    assert (first.trace.digest(), first.events) == (again.trace.digest(), again.events)
    assert play(4, monkeypatch).trace.digest() != first.trace.digest()


def test_everything_happens_that_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that the seeds never meet would prove nothing."""
    expected = {"record", "restart", "redrive", "late arrival", "clock jump", "backup", "restore", "clone"}
    expected |= {"other history found", "centre restarted", "centre put back"}
    expected |= {f"request {fault}".rstrip() for fault in FAULTS}
    met: set[str] = set()
    for seed in range(10, 60):
        met |= {name for name, count in play(seed, monkeypatch).events.items() if count}
        if met == expected:
            return
    assert met == expected
