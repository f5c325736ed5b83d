"""Measure a set-up of 400 services, 40 counters and 120 staff: read from its file and checked; published."""

import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, at_most
from benchmarks.reception.branch import found_branch
from kiosk.branch.setup import publishing
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import LocalText
from kiosk.domain.setup.check import check
from kiosk.domain.setup.document import CounterPart, CounterService, Document, ServicePart, StaffPart
from kiosk.domain.setup.toml_text import read_toml, write_toml
from kiosk.program.sample import sample_document
from kiosk.program.setup_files import known_here

_SERVICES, _COUNTERS, _STAFF, _TIMES = 400, 40, 120, 7
_NAME = LocalText("Đăng ký thay đổi, cải chính", (("en", "Change of civil status"), ("km", "កែប្រែអត្រានុកូលដ្ឋាន")))


def large_document() -> Document:
    """Return a document of the size of the largest branches."""
    sample = sample_document(always_open=True)
    fields = [one.code for one in sample.fields]
    services = tuple(
        ServicePart(f"X-{n}", fields[n % len(fields)], _NAME, procedures=("1.001193",)) for n in range(_SERVICES)
    )
    served = [tuple(CounterService(one.code) for one in services[n::_COUNTERS]) for n in range(_COUNTERS)]
    counters = tuple(CounterPart(n, LocalText(f"Quầy số {n}"), mine) for n, mine in enumerate(served, start=1))
    clerks = tuple(StaffPart(f"clerk{n}", "Nguyễn Văn An", StaffRole.CLERK) for n in range(_STAFF - 1))
    manager = StaffPart("manager", "Đỗ Văn Hải", StaffRole.MANAGER)
    return replace(sample, services=services, counters=counters, staff=(*clerks, manager))


def measure() -> list[Figure]:
    """Measure both. The first publication hashes the PINs of new staff, slowly on purpose, and is not counted."""
    document, known = large_document(), known_here()
    text = write_toml(document, {})
    checks = []
    for _ in range(_TIMES):
        begin = time.perf_counter()
        found, problems = read_toml(text)
        assert found == document
        assert not problems
        assert not check(found, known)
        checks.append(time.perf_counter() - begin)
    size = f"{len(text.encode()) // 1024} KiB of TOML, median of {_TIMES}"
    published = _published(document)
    return [
        at_most("a set-up of 400 services read and checked", median(checks), "s", 1.0, note=size),
        at_most("the same published, and read again", median(published), "s", 1.0, note=f"median of {_TIMES}"),
    ]


def _published(document: Document) -> list[float]:
    seconds = []
    with TemporaryDirectory() as folder:
        office = found_branch(Path(folder))
        publishing.publish(office, document)
        for minutes in range(1, _TIMES + 1):
            edit = replace(document, limits=replace(document.limits, lock_minutes=minutes))
            begin = time.perf_counter()
            publishing.publish(office, edit)
            assert office.setup().lock_minutes == minutes
            seconds.append(time.perf_counter() - begin)
        office.store.close()
    return seconds
