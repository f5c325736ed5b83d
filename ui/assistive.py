"""Tell assistive programs two roles that Qt does not know: a window, and a key that is one of several.

Qt calls each top-level widget a filler, and each key that can be chosen a check box. A class names another role in
``assistive_role``. It is a class attribute, because Qt asks for the role while a widget is being made.
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QWidget

WINDOW, ONE_OF_SEVERAL = QAccessible.Role.Window, QAccessible.Role.RadioButton


class ChosenKey(QAccessibleWidget):
    """Be a radio button that can be pressed. Qt's own can only be toggled, and no window hears of that."""

    def __init__(self, key: QAbstractButton) -> None:
        super().__init__(key, ONE_OF_SEVERAL)
        self._key = key

    def state(self) -> QAccessible.State:
        """Return what Qt knows, and whether the key is chosen."""
        state = super().state()
        state.checkable, state.checked = True, self._key.isChecked()
        return state

    def actionNames(self) -> list[str]:
        """Return that the key can be pressed, unless it is disabled."""
        press = [QAccessibleActionInterface.pressAction()] if self._key.isEnabled() else []
        return [*press, *super().actionNames()]

    def doAction(self, name: str) -> None:
        """Press the key as a finger does."""
        if name == QAccessibleActionInterface.pressAction():
            self._key.click()
        else:
            super().doAction(name)


def tell_roles() -> None:
    """Let Qt ask for the roles; call it once in a process."""
    QAccessible.installFactory(_interface)


def _interface(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "assistive_role", None)
    if role is ONE_OF_SEVERAL and isinstance(thing, QAbstractButton):
        return ChosenKey(thing)
    if role is WINDOW and isinstance(thing, QWidget):
        return QAccessibleWidget(thing, WINDOW)
    return None
