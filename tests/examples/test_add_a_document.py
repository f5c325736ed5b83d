"""Worked example: a document. The two files in `tests/examples/document/` are all that it takes.

`returned.py` belongs into `printing/strip/documents/`, where it registers its function for its kind of slip. The
sentences belong into `resources/translations/vi/`, then into the other languages. Renderer, raster, printer and the
simulated printer are there already.
"""

import json
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path

import pytest

from kiosk.domain.language.text import Texts
from printing.renderer import LocalRenderer
from printing.simulators.paper import SimulatedPaper
from printing.strip import documents
from printing.strip.documents.common import MARGIN
from printing.strip.raster import rasterise
from tests.printing.jobs import job_of

FILES = Path(__file__).parent / "document"
LONG = "Xác nhận tình trạng hôn nhân cho công dân Việt Nam cư trú ở nước ngoài, đã nhiều lần thay đổi nơi thường trú"


def texts(language: str) -> Texts:
    sentences = json.loads((FILES / "vi.json").read_text(encoding="utf-8"))["returned"]
    return Texts(language, {}, {f"returned.{key}": sentence for key, sentence in sentences.items()})


def test_a_document_is_two_files_and_its_paper_shows_the_page_dot_for_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(file.name for file in FILES.iterdir() if file.is_file()) == ["returned.py", "vi.json"]
    monkeypatch.setattr(documents, "__path__", [*documents.__path__, str(FILES)])
    documents.load_documents()
    returned = import_module("printing.strip.documents.returned")
    at = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=7)))
    slip = returned.ReturnedSlip("A046", LONG, at, "vi")
    raster = rasterise(documents.slip_pdf(slip, texts("vi")))
    paper = SimulatedPaper()
    paper.print(job_of(LocalRenderer(texts).render(slip)))
    assert paper.unknown == []
    assert [picture.tobytes() for picture in paper.slips] == [raster.image().tobytes()]
    # Nothing of the long name was cut: the margins are white from top to bottom.
    assert not any(any(row[: MARGIN // 8]) or any(row[-(MARGIN // 8) :]) for row in raster.rows)
    assert documents.slip_pdf(slip, texts("vi")) == documents.slip_pdf(slip, texts("vi"))
