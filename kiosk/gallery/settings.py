"""Draw the settings window: every page with a draft, the look in two drafts, the sheets and the differences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect

from kiosk.branch import desk, staff
from kiosk.branch.analysis import analysis_view, visits_shown
from kiosk.branch.desk import SignInView
from kiosk.branch.history.audit import audit_in
from kiosk.branch.history.rights import for_manager
from kiosk.branch.history.visits import stories_of
from kiosk.branch.live import LiveView, live_view
from kiosk.branch.reports import DaysOfReports, ReportView, days_of_reports, report_view
from kiosk.branch.setup import consequences, drafts, queue_preview
from kiosk.branch.setup.drafts import OtherEditor, SettingsView
from kiosk.branch.setup.publishing import Publication
from kiosk.branch.setup.queue_preview import PreviewLine, QueuePreview
from kiosk.branch.statements import DayStatement, verify_day
from kiosk.branch.stations.devices_view import DevicesView, devices_view
from kiosk.branch.what_if import days_to_replay, recorded_day
from kiosk.clock import ManualClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.look import Colour, Roundel
from kiosk.domain.measures.analysis import AnalysisQuestion
from kiosk.domain.measures.report import Period, PeriodReport, ReportKind
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.queue.day_change import DayChange, MoreCounter, OtherHours, OtherServices
from kiosk.domain.queue.what_if import compare
from kiosk.domain.setup import edits
from kiosk.domain.setup.consequences import PeopleNow, consequences_of
from kiosk.domain.setup.document import Document, Span
from kiosk.domain.setup.draft import SetupDraft, SetupPage
from kiosk.domain.setup.values import with_value
from kiosk.domain.setup.version import PublishedVersion
from kiosk.gallery import analysis, history, stations, what_if, world
from kiosk.gallery.guide import StillMachine
from kiosk.gallery.live import busy, early, late
from kiosk.gallery.reports import PERIODS, invented_report
from kiosk.gallery.still import StillPicture, photograph, put_away, words
from kiosk.program.report_writer import ProgramReports
from kiosk.program.sample import sample_document
from kiosk.program.setup_files import DocumentFiles
from kiosk.program.slip_picture import slip_picture
from ui.manager.analysis.area import AnalysisArea
from ui.manager.analysis.figures.area import FiguresArea
from ui.manager.analysis.history.visit import VisitArea
from ui.manager.analysis.pages import AnalysisPage
from ui.manager.analysis.what_if.area import WhatIfArea
from ui.manager.analysis.what_if.form import DayChangeKind
from ui.manager.analysis.what_if.results import TriedChange
from ui.manager.areas import ManagerTab
from ui.manager.foot import FootAct
from ui.manager.now.page import NowPage
from ui.manager.pages import PAGES
from ui.manager.pages.calling import CallingPage
from ui.manager.pages.devices import DevicesSettings
from ui.manager.pages.hours import HoursPage
from ui.manager.pages.look import LookPage
from ui.manager.pages.services import ServicesPage
from ui.manager.pages.staff import PeoplePage
from ui.manager.reports.area import ReportsArea
from ui.manager.scale import scale_on
from ui.manager.stations.page import StationsPage
from ui.manager.window import ManagerWindow
from ui.staff.choice import DeskSheet
from ui.still import still_ask
from ui.theme import Theme
from ui.theme.palettes import named_colours
from ui.widgets import Tone

SCREENS = ((1366, 768), (1600, 1000), (1920, 1080))
LANGUAGES = ("vi", "en")
#: A star in a ring: it stands for the artwork of a province.
_SIGN = (
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'><circle cx='50' cy='50' r='50' fill='#fff'/>"
    b"<circle cx='50' cy='50' r='39' fill='none' stroke='#39342F' stroke-width='4'/>"
    b"<path d='M50 22l7 20h21l-17 13 6 21-17-12-17 12 6-21-17-13h21z' fill='#39342F'/></svg>"
)
_EDITOR = Staff(6, "hai", "Đỗ Văn Hải", StaffRole.MANAGER)
_SERVED = 9
#: The width of a card on a panel of 3.5 pixels a millimetre.
_CARD_PX = 300.0
_LONG_NAME = "Cấp giấy xác nhận tình trạng hôn nhân để làm thủ tục đăng ký kết hôn"
_REASONS = (
    "Thêm Quầy 6 trả kết quả",
    "Tháng cao điểm: thêm giờ sáng thứ Bảy",
    "Trở lại bản 10: nhầm chữ đầu của số",
    "Đổi chữ đầu của số",
    "Lịch nghỉ lễ quý IV",
    "Bản đầu",
)


def drafted() -> Document:
    """Return the sample with the changes that a morning brings."""
    document = sample_document()
    fourth = document.services[3].code
    document = with_value(document, ("services", fourth, "target_minutes"), 20)
    document = with_value(document, ("services", fourth, "said"), ("giấy độc thân", "giấy chưa kết hôn"))
    document, new = edits.add_service(document, document.fields[0].code, "Nuôi con nuôi trong nước")
    document = edits.serve(document, 1, new, serves=True)
    document = edits.serve(document, 2, document.services[0].code, serves=False)
    friday = (Span.from_text("07:00-11:30"), Span.from_text("13:30-16:30"))
    return with_value(document, ("hours", "fri"), friday)


class _Settings:
    """Answer the use cases of the window from values."""

    def __init__(self) -> None:
        base = sample_document()
        self.draft = SetupDraft(_SERVED, base, drafted())
        self.editor = _EDITOR

    def view(self, _staff_id: int) -> SettingsView:
        """Return the draft with its history."""
        day = timedelta(days=9)
        versions = [
            PublishedVersion(_SERVED - place, world.MOMENT - place * day, "hai" if place % 2 else "hoa", reason)
            for place, reason in enumerate(_REASONS)
        ]
        procedures = {one.code: LocalText(one.name) for one in world.catalogue().procedures}
        return SettingsView(
            editor=_EDITOR,
            draft=self.draft,
            saved_at=world.MOMENT - timedelta(hours=15),
            versions=tuple(versions),
            others=(OtherEditor("Trần Thị Hoa", world.MOMENT, is_editing=True),),
            names={"hai": _EDITOR.name, "hoa": "Trần Thị Hoa"},
            procedures=procedures,
            used_codes=frozenset(),
        )

    def window(self, language: str, width: int, height: int) -> ManagerWindow:
        """Return the window of a screen, before anybody signed in."""
        ask = still_ask(
            {
                desk.sign_in_view: lambda: SignInView(
                    replace(world.setup(), published=_SERVED), (*world.STAFF, self.editor)
                ),
                staff.sign_in: lambda _login, _pin: _EDITOR,
                drafts.settings_view: self.view,
                drafts.save_draft: lambda *_: world.MOMENT,
                drafts.drop: lambda _staff_id: None,
                drafts.publish_draft: lambda *_: Publication(_SERVED + 1, is_new=True, pins={"lan": "402816"}),
                consequences.consequences: _meanings,
                queue_preview.queue_preview: _queue,
                live_view: busy,
                analysis_view: analysis.analysis,
                visits_shown: analysis.visits,
                devices_view: lambda _job: stations.troubled(),
                days_of_reports: lambda: DaysOfReports(world.MOMENT.date(), PERIODS["day"].first),
                report_view: _report,
                verify_day: lambda _day: [],
                for_manager: _history,
                days_to_replay: what_if.past_days,
                recorded_day: what_if.past_day,
            }
        )
        clock, theme = ManualClock(world.MOMENT), Theme.desk(scale_on(QRect(0, 0, width, height)), language=language)
        window = ManagerWindow(
            ask,
            words(language),
            clock,
            DocumentFiles(),
            theme,
            draw_slip=slip_picture,
            machine=StillMachine(),
            reports=ProgramReports(),
        )
        window.resize(width, height)
        return window


def _report(period: Period, _count: object) -> ReportView:
    """Return a report of invented days, with the statement and a correction of a day."""
    found = invented_report(period)
    return ReportView(found, None, _statements(found) if period.is_day else ())


def _statements(found: PeriodReport) -> tuple[DayStatement, ...]:
    closing, total = found.closing, found.total
    if closing is None:
        return ()
    counts = {key: getattr(total, key) for key in ("arrivals", "served", "no_shows", "abandoned", "ratings")}
    first = DayStatement(
        at=closing.at,
        seq=closing.last + 1,
        counts=counts,
        first=closing.first,
        last=closing.last,
        records=closing.records,
        head=closing.head,
        visits=(),
        changed={},
    )
    later = replace(
        first,
        at=closing.at + timedelta(hours=1),
        seq=first.seq + 3,
        visits=("A114",),
        changed={"arrivals": (counts["arrivals"] - 1, counts["arrivals"])},
    )
    return first, later


def _reported(kind: str, window: ManagerWindow) -> None:
    window.open_tab(ManagerTab.REPORTS)
    for area in window.findChildren(ReportsArea):
        area.choose(PERIODS[kind])


def _without_report(window: ManagerWindow) -> list[ReportsArea]:
    """Show a year without its report, and return its area."""
    _reported("year", window)
    areas = window.findChildren(ReportsArea)
    for area in areas:
        area.forget()
    return areas


def _counting(window: ManagerWindow) -> None:
    """Show a year while its days are counted."""
    for area in _without_report(window):
        area.paper.show_count(112, 250)


def _stopped(window: ManagerWindow) -> None:
    """Show what stands in place of a report that was stopped."""
    for area in _without_report(window):
        area.paper.show_reason(Message("report.stopped"))


def _meanings(draft: SetupDraft) -> object:
    base = draft.base
    friday = datetime(2026, 11, 27, 16, 45, tzinfo=world.setup().branch.timezone)
    first = base.services[0].code
    return consequences_of(draft, PeopleNow({first: 3}, ((first, friday), (first, friday + timedelta(minutes=10)))))


def _queue(_policy: CallingPolicy) -> QueuePreview:
    names = [one.name for one in sample_document().services]
    ratio = Message("why.ratio", {"priority": 2, "ordinary": 1})
    came = Message("why.first_come", {"count": 1})
    lines = (
        PreviewLine("A046", names[0], 6, ratio, 1, 3),
        PreviewLine("A043", names[3], 18, came, 2, 1),
        PreviewLine("B024", names[8], 15, came, 3, 2),
        PreviewLine("A047", names[1], 4, came, 4, 4),
    )
    return QueuePreview(lines, 9)


def _service(window: ManagerWindow) -> None:
    page = window.page
    if isinstance(page, ServicesPage):
        page.open_service(window.settings.document.services[3].code)


def _long_name(window: ManagerWindow) -> None:
    """Show a service whose name is too long for a key of the kiosk."""
    place = ("services", window.settings.document.services[3].code, "name")
    window.settings.put(with_value(window.settings.document, place, LocalText(_LONG_NAME)))
    _service(window)


def _new_service(window: ManagerWindow) -> None:
    page = window.page
    if isinstance(page, ServicesPage):
        page.add_service.click()


def _new_day(window: ManagerWindow) -> None:
    page = window.page
    if isinstance(page, HoursPage):
        page.add.click()


def _new_person(window: ManagerWindow) -> None:
    page = window.page
    if isinstance(page, PeoplePage):
        page.add.click()


def _group(window: ManagerWindow) -> None:
    page = window.page
    if isinstance(page, CallingPage):
        page.groups.add.click()


def _measure(window: ManagerWindow) -> None:
    page = window.page
    if isinstance(page, DevicesSettings):
        page.devices.screen_card.ruler.measured.emit(_CARD_PX)


def _publish(window: ManagerWindow) -> None:
    window.compare()
    window.differences.reason.show_value(_REASONS[0])
    window.foot.keys[FootAct.PUBLISH].click()


def _open(page: SetupPage, then: Callable[[ManagerWindow], None] | None, window: ManagerWindow) -> None:
    window.open_page(page)
    if then is not None:
        then(window)


def _look(view: Callable[[], LiveView], window: ManagerWindow) -> None:
    window.open_tab(ManagerTab.NOW)
    for page in window.findChildren(NowPage):
        page.show_view(view())


def _figures(act: Callable[[FiguresArea], None] | None, window: ManagerWindow) -> None:
    """Show the figures of a period, at the beginning of the page."""
    _analysis(AnalysisPage.FIGURES, window)
    for area in window.findChildren(FiguresArea):
        area.page.cards.to_top()
        area.page.picker.kinds[ReportKind.WEEK].click()
        if act is not None:
            act(area)


def _no_data(area: FiguresArea) -> None:
    area.page.show_view(analysis.empty(AnalysisQuestion()))


def _further_down(area: FiguresArea) -> None:
    area.page.each.click()
    photograph(area.page)  # lays it out
    bar = area.page.cards.verticalScrollBar()
    bar.setValue(bar.maximum())


def _devices(view: Callable[[], DevicesView], window: ManagerWindow) -> None:
    window.open_tab(ManagerTab.DEVICES)
    for page in window.findChildren(StationsPage):
        page.show_view(view())


def _control(window: ManagerWindow) -> None:
    """Show what can be ordered at a kiosk."""
    _devices(stations.troubled, window)
    for page in window.findChildren(StationsPage):
        page.groups["kiosk-2"].key.click()


def _history(_staff_id: int, use_case: Callable[..., object], *args: Any) -> object:
    """Answer what only managers may read."""
    if use_case is stories_of:
        return history.stories(args[1])
    return history.audit() if use_case is audit_in else history.clerks_view(*args)


def _analysis(page: AnalysisPage, window: ManagerWindow) -> None:
    """Show a page under Phân tích; that of one visit shows a number."""
    window.open_tab(ManagerTab.ANALYSIS)
    (area,) = window.findChildren(AnalysisArea)
    area.open_page(page)
    for visit in window.findChildren(VisitArea):
        visit.number.setText("A041")
        visit.show_key.click()


#: Pictures need no more replays of a day than these.
_RUNS_SHOWN = 12


def _what_if(act: Callable[[WhatIfArea], None] | None, window: ManagerWindow) -> None:
    """Show the page Nếu …, with the changes that `act` tries."""
    _analysis(AnalysisPage.WHAT_IF, window)
    for area in window.findChildren(WhatIfArea):
        area.page.form.reset.click()
        if act is not None:
            act(area)


def _one_counter_more(area: WhatIfArea) -> None:
    """Try three changes; the first one is shown."""
    services = tuple(area.page.form.services[DayChangeKind.COUNTER].marked)
    for change in (
        OtherServices(4, takes=services[:1]),
        MoreCounter(3, time(8), time(9), services),
        MoreCounter(3, time(8), time(10), services),
    ):
        _try(area, change)
    area.page.form.show_change(area.tries[0].result.change)


def _try(area: WhatIfArea, change: DayChange) -> None:
    day = area.page.form.day
    result = None if day is None else compare(day, change, runs=_RUNS_SHOWN)
    if day is not None and result is not None:
        area.keep(TriedChange(day, result))


def _split(area: WhatIfArea) -> None:
    area.page.form.choose_kind(DayChangeKind.SERVICES)
    area.page.form.show_running(120, 200)


def _too_early(area: WhatIfArea) -> None:
    change = OtherHours(((time(3), time(11)),))
    area.page.form.show_change(change)
    area.page.form.say(area.kit.texts.say("what_if.outside", begin="05:00", end="20:00"))


def _too_light(window: ManagerWindow) -> None:
    """Show a roundel, and a main colour on which white is hard to read."""
    document = with_value(sample_document(), ("look", "main"), Colour.from_text("#8F0F1A"))
    window.settings.put(with_value(document, ("look", "roundel"), Roundel.of(read_artwork(_SIGN))))


def _lam(window: ManagerWindow) -> None:
    document = sample_document()
    window.settings.put(replace(document, look=named_colours()[1].put_on(document.look)))


#: The pages with a draft, and the differences.
PAGES_SHOWN: Mapping[str, Callable[[ManagerWindow], None]] = {
    **{page.value: partial(_open, page, None) for page in PAGES if page is not SetupPage.LOOK},
    "look too light": partial(_open, SetupPage.LOOK, _too_light),
    "look lam": partial(_open, SetupPage.LOOK, _lam),
    "differences": lambda window: window.compare(),
    "now": partial(_look, busy),
    "now before the first number": partial(_look, early),
    "figures of a week": partial(_figures, None),
    "what if": partial(_what_if, _one_counter_more),
    "figures of a day": partial(_figures, lambda area: area.page.picker.kinds[ReportKind.DAY].click()),
    "machines": partial(_devices, stations.troubled),
    "reports": partial(_reported, "day"),
    "reports compared": partial(_reported, "compare"),
    "people": partial(_analysis, AnalysisPage.PEOPLE),
    "a visit": partial(_analysis, AnalysisPage.VISIT),
    "audit": partial(_analysis, AnalysisPage.AUDIT),
}
#: Further states: a form, and the sheets.
MORE: Mapping[str, Callable[[ManagerWindow], None]] = {
    "a service": partial(_open, SetupPage.SERVICES, _service),
    "a long name": partial(_open, SetupPage.SERVICES, _long_name),
    "a new service": partial(_open, SetupPage.SERVICES, _new_service),
    "a new day": partial(_open, SetupPage.HOURS, _new_day),
    "a new person": partial(_open, SetupPage.STAFF, _new_person),
    "a group": partial(_open, SetupPage.CALLING, _group),
    "devices changed": partial(_open, SetupPage.DEVICES, _measure),
    "drop": lambda window: window.foot.keys[FootAct.DROP].click(),
    "first pins": _publish,
    "what if at first": partial(_what_if, None),
    "what if running": partial(_what_if, _split),
    "what if too early": partial(_what_if, _too_early),
    "figures of a month": partial(_figures, lambda area: area.page.picker.kinds[ReportKind.MONTH].click()),
    "figures of a year": partial(_figures, lambda area: area.page.picker.kinds[ReportKind.YEAR].click()),
    "figures without data": partial(_figures, _no_data),
    "figures further down": partial(_figures, _further_down),
    "figures definition": partial(_figures, lambda area: area.page.waits_card.key.click()),
    "figures definitions": partial(_figures, lambda area: area.page.help.click()),
    "figures visits": partial(_figures, lambda area: area.page.visits.click()),
    "figures filters": partial(_figures, lambda area: area.filters.more.click()),
    "now late delivery": partial(_look, late),
    "machines well": partial(_devices, stations.well),
    "machines of another history": partial(_devices, stations.stopped),
    "machines control": _control,
    "reports of a year": partial(_reported, "year"),
    "reports counting": _counting,
    "reports stopped": _stopped,
}


def settings_pictures(*, whole: bool) -> Iterator[StillPicture]:
    """Yield the pages on one screen in Vietnamese; with `whole`, every state on every screen in both languages."""
    for window, language, state in managers(whole=whole):
        photograph(window)  # lays it out
        if isinstance(window.page, LookPage):
            window.page.previews.draw()
        screen = f"{window.width()}x{window.height()}"
        file = Path("settings", f"{screen}-{language}", f"{state.replace(' ', '-')}.png")
        yield StillPicture(file, f"settings {state}", f"settings {screen} · {language}", photograph(window))


def managers(*, whole: bool) -> Iterator[tuple[ManagerWindow, str, str]]:
    """Yield the window in each state, with its language and the state's name."""
    languages, screens = (LANGUAGES, SCREENS) if whole else (LANGUAGES[:1], SCREENS[1:2])
    for language, screen in product(languages, screens):
        still = _Settings()
        window = still.window(language, *screen)
        window.show()
        if whole:
            yield from _before_sign_in(window, language)
        window.sign_in.entered.emit(_EDITOR.login, "")
        for state, act in {**PAGES_SHOWN, **(MORE if whole else {})}.items():
            window.settings.show(still.view(_EDITOR.id))
            window.open_tab(ManagerTab.SETTINGS)
            act(window)
            yield window, language, state
            for sheet in window.findChildren(DeskSheet):
                sheet.dismiss()
            window.hush()
        if whole:
            yield from _locked(still, window, language)
        put_away(window)


def _before_sign_in(window: ManagerWindow, language: str) -> Iterator[tuple[ManagerWindow, str, str]]:
    """Yield the page to sign in, and the page for a PIN of one's own."""
    yield window, language, "sign in"
    window.show_own_pin(_EDITOR, "")
    yield window, language, "own pin"
    window.own_pin.refused.emit(Message("people.secret.easy"))
    yield window, language, "own pin too easy"
    window.hush()


def _locked(still: _Settings, window: ManagerWindow, language: str) -> Iterator[tuple[ManagerWindow, str, str]]:
    """Yield the page to sign in of a window that nobody used, and of one whose editor has another PIN now."""
    window.lock()
    window.say(Tone.INFO, window.kit.tell("locked"))
    yield window, language, "locked"
    window.sign_in.entered.emit(_EDITOR.login, "")
    still.editor = replace(_EDITOR, secret_us=1)
    window.load()
    yield window, language, "locked by a new pin"
