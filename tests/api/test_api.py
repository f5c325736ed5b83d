"""Ask the read-only API on a real socket: its answers, its refusals, its description, its pages."""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from kiosk.api.app import ApiPlan, create_app
from kiosk.api.limits import BURST, RequestRate
from kiosk.api.metrics import metric_name, metrics_text
from kiosk.api.reading import MOST_DAYS, BranchReader
from kiosk.branch import measures
from kiosk.branch.live import live_view
from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.definitions import MEASURES, MeasureUnit
from kiosk.program.texts import texts
from kiosk.store.tables import staff
from tests.api.api_world import PERSON, ServedBranch, served_branch
from tests.conftest import MORNING

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
PATHS = ("/v1/live", "/v1/calls", "/v1/figures?by=service", "/v1/devices", "/v1/definitions", "/metrics")
TODAY = MORNING.date()


@pytest.fixture(scope="module")
def branch(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedBranch]:
    with served_branch(sqlite_template, tmp_path_factory.mktemp("api")) as found:
        yield found


def asked(branch: ServedBranch, path: str) -> Any:
    answer = branch.get(path)
    assert answer.status == 200, answer.data
    return json.loads(answer.data)


def problem(branch: ServedBranch, path: str, **how: str) -> tuple[int, str]:
    answer = branch.get(path, **how)
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = json.loads(answer.data)
    assert body["status"] == answer.status
    return answer.status, body["title"]


def test_the_live_branch_is_that_of_the_managers_window(branch: ServedBranch) -> None:
    found, view = asked(branch, "/v1/live"), live_view(branch.office)
    assert (found["waiting"], found["seq"]) == (view.waiting, view.seq)
    lines = {one["service"]: one["waiting"] for one in found["services"]}
    assert lines == {one.service.code: one.waiting for one in view.services}
    assert found["today"]["arrivals"] == 7
    assert found["today"]["park_median_s"] is None
    [alert] = found["alerts"]
    assert (alert["cause"], alert["limit_minutes"], alert["is_seen"]) == ("no_counter", 30, False)
    [counter] = [one for one in found["counters"] if one["state"] == "serving"]
    assert (counter["counter"], counter["number"]) == (1, "A002")


def test_calls_are_those_of_the_hall(branch: ServedBranch) -> None:
    calls = asked(branch, "/v1/calls")["calls"]
    assert [(one["number"], one["counter"], one["is_at_counter"]) for one in calls] == [
        ("A002", 1, True),
        ("A001", 1, False),
    ]


def test_figures_are_those_of_the_reports(branch: ServedBranch) -> None:
    found = asked(branch, f"/v1/figures?from={TODAY}&to={TODAY + timedelta(3)}&by=service")
    assert (found["from"], found["days_with_numbers"], found["total"]["arrivals"]) == (str(TODAY), 1, 7)
    assert {one["part"]: one["figures"]["arrivals"] for one in found["parts"]} == {"CT-BS": 4, "HT-KS": 3}
    assert [one["part"] for one in asked(branch, "/v1/figures?by=day")["parts"]] == [str(TODAY)]
    assert [one["part"] for one in asked(branch, "/v1/figures?by=hour")["parts"]] == ["09"]


def test_a_day_without_data_is_unknown_and_not_zero(branch: ServedBranch) -> None:
    found = asked(branch, f"/v1/figures?from={TODAY - timedelta(9)}")
    assert (found["days_with_numbers"], set(found["total"].values()), found["parts"]) == (0, {None}, [])


def test_devices_and_definitions_are_those_of_the_command_line(branch: ServedBranch) -> None:
    [station] = asked(branch, "/v1/devices")["stations"]
    assert (station["station"], station["notices"]) == ("kiosk-1", ["Chiều nay nghỉ từ 15:30."])
    assert station["devices"][0]["last_fault"]["status"] == "paper_out"
    names = [one["name"] for one in asked(branch, "/v1/definitions")["measures"]]
    assert names == [texts("vi").message(one.name) for one in MEASURES]
    english = json.loads(branch.get("/v1/definitions", **{"Accept-Language": "en-GB,en"}).data)["measures"]
    assert english[0]["name"] == texts("en").message(MEASURES[0].name)


def test_a_parser_of_prometheus_reads_the_metrics(branch: ServedBranch) -> None:
    answer = branch.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {one.name: one for one in text_string_to_metric_families(answer.data.decode())}
    waiting = {one.labels["service"]: one.value for one in families["kiosk_waiting_visits"].samples}
    assert waiting["CT-BS"] == 4
    assert families["kiosk_longest_wait_seconds"].samples[0].value % 60 == 0
    assert families["kiosk_journal_records"].type == "counter"
    assert families["kiosk_today_arrivals"].samples[0].value == 7
    assert "kiosk_today_park_median_seconds" not in families, "a figure that is not known has no sample"
    printer = families["kiosk_device_working"].samples[0]
    assert (printer.labels, printer.value) == ({"station": "kiosk-1", "device": "printer"}, 0)


def test_metrics_have_their_unit_in_the_name_and_an_explanation(branch: ServedBranch) -> None:
    """Follow https://prometheus.io/docs/practices/naming/: base units, ratios, and `total` for a counter alone."""
    names = {metric_name(one): one.unit for one in MEASURES if one.unit is not MeasureUnit.COUNT_BY_NAME}
    ends = {MeasureUnit.SECONDS: "_seconds", MeasureUnit.SHARE: "_ratio", MeasureUnit.COUNT: ""}
    assert all(re.fullmatch(rf"kiosk_today_[a-z0-9_]+{ends[unit]}", name) for name, unit in names.items())
    written = metrics_text(live_view(branch.office), "1", texts("en"))
    families = list(text_string_to_metric_families(written))
    assert len({one.name for one in families}) == len(families)
    assert all(one.documentation and one.name.startswith("kiosk_") for one in families)
    samples = {sample.name: one.type for one in families for sample in one.samples}
    assert [name for name, kind in samples.items() if name.endswith("_total") != (kind == "counter")] == []


def test_a_label_cannot_break_the_text(branch: ServedBranch) -> None:
    written = metrics_text(live_view(branch.office), 'a"b\\c\nd', texts("en"))
    [info] = [one for one in text_string_to_metric_families(written) if one.name == "kiosk_info"]
    assert info.samples[0].labels["version"] == 'a"b\\c\nd'


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_named(branch: ServedBranch, path: str) -> None:
    told = branch.get(path).data.decode()
    with branch.office.store.read() as connection:
        people = connection.execute(select(staff.c.login, staff.c.name)).all()
    assert [word for row in people for word in row if f'"{word}"' in told] == []
    assert PERSON not in told


@pytest.mark.parametrize("path", [*PATHS, "/v1/nothing"])
def test_without_the_token_nothing_is_told(branch: ServedBranch, path: str) -> None:
    assert problem(branch, path, token="") == (401, texts("vi").say("api.no_token"))
    assert problem(branch, path, token="other") == (401, texts("vi").say("api.wrong_token"))
    assert branch.get(path, token="").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(branch: ServedBranch, method: str) -> None:
    assert problem(branch, "/v1/live", method=method) == (405, texts("vi").say("api.only_get"))


def test_the_database_itself_refuses_to_be_written(branch: ServedBranch) -> None:
    with pytest.raises(CounterError) as refused, branch.reader.store.write() as connection:
        connection.execute(staff.delete())
    assert refused.value.message.key == "store.read_only"


def test_a_day_that_is_over_is_counted_without_keeping_it(branch: ServedBranch) -> None:
    """A reader may not keep a summary; the figures are the same without one."""
    days = measures.service_tallies(branch.reader, TODAY, TODAY)
    assert [one.day for one in days] == [TODAY]


@pytest.mark.parametrize(
    ("path", "status", "key", "values"),
    [
        ("/v2/live", 404, "api.no_address", {"path": "/v2/live"}),
        ("/v1/figures?from=24.11.2026", 422, "api.no_day", {"name": "from", "value": "24.11.2026"}),
        ("/v1/figures?by=clerk", 422, "api.not_listed", {"name": "by", "value": "clerk", "known": "…"}),
        ("/v1/figures?form=2026-11-24", 422, "api.unknown_name", {"name": "form"}),
        ("/v1/figures?from=2026-11-24&to=2026-11-23", 422, "api.period_backwards", {}),
        ("/v1/figures?from=2030-01-01", 422, "api.period_in_future", {"today": str(TODAY)}),
        ("/v1/figures?from=2001-01-01&to=2026-11-23", 422, "api.period_too_long", {"most": MOST_DAYS}),
    ],
)
def test_a_refusal_is_a_clear_sentence(
    branch: ServedBranch, path: str, status: int, key: str, values: dict[str, object]
) -> None:
    values = {**values, **({"known": "none, day, service, hour"} if "known" in values else {})}
    assert problem(branch, path) == (status, texts("vi").say(key, **values))
    english = problem(branch, path, **{"Accept-Language": "en"})
    assert english == (status, texts("en").say(key, **values))


def test_a_request_with_a_body_is_refused(branch: ServedBranch) -> None:
    answer = branch.pool.request("GET", "/v1/live", body=b"x" * 10, retries=False)
    assert (answer.status, json.loads(answer.data)["title"]) == (413, texts("vi").say("api.no_body"))


def test_the_database_away_is_said_in_a_sentence(sqlite_template: Path, tmp_path: Path) -> None:
    with served_branch(sqlite_template, tmp_path, RequestRate(lambda: 0.0)) as branch:
        branch.office.store.close()
        (tmp_path / "branch.db").rename(tmp_path / "elsewhere.db")
        status, title = problem(branch, "/v1/live")
        assert (status, title) == (503, texts("vi").say("store.cannot_open"))
        (tmp_path / "elsewhere.db").rename(tmp_path / "branch.db")
        assert branch.get("/v1/live").status == 200
        answers = [branch.get("/v1/nothing").status for _ in range(BURST)]
        assert answers == [404] * (BURST - 2) + [429, 429]


def test_a_second_of_rest_lets_some_more_ask() -> None:
    moments = iter([0.0, *[0.0] * (BURST + 1), 1.0, 1.0])
    rate = RequestRate(moments.__next__)
    assert [rate.allows() for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert rate.allows()


def test_the_view_of_one_second_is_read_once(branch: ServedBranch, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Office] = []

    def counted(office: Office) -> Any:
        looks.append(office)
        return live_view(office)

    monkeypatch.setattr("kiosk.api.reading.live_view", counted)
    reader = BranchReader(lambda: branch.reader)
    reader.live()
    reader.live()
    assert len(looks) == 1


def test_the_description_says_what_everything_means(branch: ServedBranch) -> None:
    answer = branch.get("/openapi.json", token="")
    assert answer.status == 200, "the description tells nothing about a branch"
    document = json.loads(answer.data)
    assert set(document["paths"]) == {path.partition("?")[0] for path in PATHS}
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}, path
        assert methods["get"]["description"], path
        assert methods["get"]["security"] == [{"HTTPBearer": []}]
        assert [one["name"] for one in methods["get"].get("parameters", []) if not one.get("description")] == []
    schemas = document["components"]["schemas"]
    undescribed = [
        f"{name}.{key}"
        for name, schema in schemas.items()
        for key, one in schema.get("properties", {}).items()
        if not one.get("description")
    ]
    assert [one for one in undescribed if not one.startswith(("HTTPValidationError", "ValidationError"))] == []
    assert [name for name, one in schemas.items() if "enum" not in one and not one.get("description")] == []


# -- the page ---------------------------------------------------------------------------------------------------------


def examples() -> list[tuple[str, str]]:
    """Return each example of the page: the command, and what it answers."""
    blocks = re.findall(r"^```console\n\$ (curl [^\n]*)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [(command, answer) for command, answer in blocks]


@pytest.mark.parametrize(("command", "answer"), examples(), ids=[command[-30:] for command, _ in examples()])
def test_an_example_of_the_page_answers_so(branch: ServedBranch, command: str, answer: str) -> None:
    words = shlex.split(command)
    headers = [words[place + 1].split(": ", 1) for place, one in enumerate(words) if one == "-H"]
    assert ["Authorization", "Bearer $TOKEN"] in headers
    address = words[-1]
    assert address.startswith("http://127.0.0.1:8450/")
    told = branch.get(address.removeprefix("http://127.0.0.1:8450"))
    if answer.startswith("{"):
        agree(json.loads(answer), json.loads(told.data), address)
    else:
        names = {line.split("{")[0].split(" ")[0] for line in answer.splitlines() if not line.startswith("#")}
        samples = {one.name for family in text_string_to_metric_families(told.data.decode()) for one in family.samples}
        assert names <= samples


def agree(written: Any, told: Any, where: str) -> None:
    """Check that an answer has the keys and kinds of the page; "…" stands for further keys."""
    if isinstance(written, dict):
        assert isinstance(told, dict), where
        keys = set(written) - {"…"}
        assert keys <= set(told) if "…" in written else keys == set(told), where
        for key in keys:
            agree(written[key], told[key], f"{where}.{key}")
    elif isinstance(written, list):
        assert isinstance(told, list), where
        for one in written:
            assert told, where
            agree(one, told[0], f"{where}[]")
    elif written is not None and told is not None:
        assert type(written) is type(told), where


def test_the_page_has_an_example_of_each_path(branch: ServedBranch) -> None:
    shown = {command.rpartition("8450")[2].partition("?")[0].rstrip("'\"") for command, _ in examples()}
    assert {path.partition("?")[0] for path in PATHS} <= shown


def test_an_app_needs_no_branch_to_be_described() -> None:
    def away() -> Office:
        raise CounterError("store.away")

    sentences = {language: texts(language) for language in ("vi", "en")}
    plan = ApiPlan(BranchReader(away), lambda: "", RequestRate(lambda: 0.0), "1", sentences)
    assert create_app(plan).openapi()["info"]["version"] == "1"
