"""Measure the names of the templates on the kiosk: every field of a special zone, which takes them all.

On 15 inches the largest letters of a few Khmer names get smaller than those around them; none may be cut.
"""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.reception import ServiceView
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import WeekHours
from kiosk.gallery import world
from kiosk.gallery.kiosk import GalleryKiosk, name_of
from kiosk.gallery.states import walk
from kiosk.program.sample import BRANCH_ID
from kiosk.program.templates import template
from tests.ui.drawn import Recorder
from tests.ui.measures import measure
from ui.theme.panels import PANELS
from ui.visit.common import BranchLoaded
from ui.visit.number import ChooseField, TakeNumber
from ui.visit.visit import Look, begin

LOOKS = (Look("vi"), Look("vi", 3), Look("en", 3), Look("km", 3, high_contrast=True))


def view() -> KioskView:
    document = replace(template("special-zone", "Đặc khu Phú Quốc"), hours=WeekHours())
    setup = setup_from(document, BRANCH_ID)
    wait = WaitRange(3, (10, 20))
    views = tuple(ServiceView(one, 3, wait, (1, 2)) for one in setup.services.values())
    return replace(world.now(), setup=setup, services=views)


@pytest.mark.parametrize("panel", ["landscape-15", "portrait-15", "portrait-27"])
def test_every_name_of_a_template_fits_its_key(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, panel: str) -> None:
    recorder = Recorder()
    recorder.install(monkeypatch)
    shown = walk(begin("gallery"), BranchLoaded(0, view()), TakeNumber())
    assert shown.now is not None
    pages = {one.code: walk(shown, ChooseField(one.code)) for one in shown.now.setup.fields}
    here = next(one for one in PANELS if one.name == panel)
    gallery, found = GalleryKiosk(here), []
    for look in LOOKS:
        for code, visit in pages.items():
            faults = measure(gallery.put(visit, look), recorder, here)
            found += [f"{name_of(look)} {code}: {fault}" for fault in faults if "capitals of" not in fault]
    gallery.close()
    assert not found, "\n".join(found)
