"""The old name of `kiosk.branch.kiosk_view.KioskView`."""

from kiosk.branch.kiosk_view import KioskView as BranchNow

__all__ = ["BranchNow"]
