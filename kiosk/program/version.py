"""Name the version of this program."""

from importlib.metadata import PackageNotFoundError, version

_DISTRIBUTION = "one-stop-kiosk"


def program_version() -> str:
    """Return the version of the installed program; "0" where it runs from a folder that was not installed."""
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "0"
