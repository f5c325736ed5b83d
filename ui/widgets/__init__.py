"""Provide every widget of the design. All text is plain text; all sizes come from the theme."""

from ui.widgets.banner import Banner, Panel, Tag, Tone
from ui.widgets.bars import Countdown, Pager, Progress, Ring
from ui.widgets.card import QrCode, TicketCard, TicketWords, warm_up
from ui.widgets.faces import FaceKey
from ui.widgets.header import Band, Header, Ribbon
from ui.widgets.input.field import InputField, TimeLabel
from ui.widgets.input.keyboard import Keyboard, KeyWords
from ui.widgets.input.keypad import Keypad
from ui.widgets.keys import Key, Kind
from ui.widgets.reader import CardOnReader
from ui.widgets.rows import RowKey
from ui.widgets.sheet import QuestionSheet, Sheet
from ui.widgets.status import StatusItem, StatusStrip
from ui.widgets.text import Text
from ui.widgets.tiles import FieldKey, HeroKey, MarkKey, Tile

__all__ = [
    "Band",
    "Banner",
    "CardOnReader",
    "Countdown",
    "FaceKey",
    "FieldKey",
    "Header",
    "HeroKey",
    "InputField",
    "Key",
    "KeyWords",
    "Keyboard",
    "Keypad",
    "Kind",
    "MarkKey",
    "Pager",
    "Panel",
    "Progress",
    "QrCode",
    "QuestionSheet",
    "Ribbon",
    "Ring",
    "RowKey",
    "Sheet",
    "StatusItem",
    "StatusStrip",
    "Tag",
    "Text",
    "TicketCard",
    "TicketWords",
    "Tile",
    "TimeLabel",
    "Tone",
    "warm_up",
]  # fmt: skip
