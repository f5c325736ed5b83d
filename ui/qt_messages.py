"""Drop the two messages that Qt writes in healthy runs; every other message of Qt reaches standard error."""

import atexit
import sys

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

#: "OpenType support missing for …": Qt finds at each start that a Latin font cannot shape the names of Khmer, and then
#: takes the font that can. The category has no other message.
_FONTS = "qt.text.font.db.info=false"
#: The offscreen platform says so once a window. Its windows have no window manager that could heed a size hint.
_NO_SIZE_HINTS = "This plugin does not support propagateSizeHints()"


def drop_messages_of_healthy_runs() -> None:
    """Install the filters; call it once, before the QApplication is made."""
    QLoggingCategory.setFilterRules(_FONTS)
    qInstallMessageHandler(_write)
    atexit.register(qInstallMessageHandler, None)  # Qt outlives the interpreter, which could not be called any more


def _write(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if message != _NO_SIZE_HINTS:
        sys.stderr.write(qFormatLogMessage(kind, context, message) + "\n")
