"""Make the bytes of a whole job, as the driver sends them without its questions."""

from collections.abc import Iterable

from printing.printers.profiles import CLONE, PrinterProfile
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster


def job_of(commands: Iterable[bytes], profile: PrinterProfile = CLONE) -> bytes:
    """Return start, commands and cut."""
    return profile.start + b"".join(commands) + profile.cut


def picture_job(raster: Raster) -> bytes:
    """Return the job that prints a raster."""
    return job_of(encode_raster(raster))
