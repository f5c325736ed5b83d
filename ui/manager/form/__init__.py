"""Provide the controls of a form for mouse and keyboard: text, number, choice, check boxes, chips and times.

Each control is a `Control`: it shows a value and tells a new one. `FormRow` sets a label above it and a line below it.
"""

from ui.manager.form.chips import ChipField
from ui.manager.form.choices import CheckField, CheckKey, ChecksField, ChoiceField, Pick, PickField
from ui.manager.form.control import Control
from ui.manager.form.number import NumberField
from ui.manager.form.row import FormRow
from ui.manager.form.text_field import TextArea, TextEntry, TextField
from ui.manager.form.times import SpansField, read_span

__all__ = [
    "CheckField",
    "CheckKey",
    "ChecksField",
    "ChipField",
    "ChoiceField",
    "Control",
    "FormRow",
    "NumberField",
    "Pick",
    "PickField",
    "SpansField",
    "TextArea",
    "TextEntry",
    "TextField",
    "read_span",
]  # fmt: skip
