"""Draw a slip as a picture, dot by dot as the printer would."""

from io import BytesIO

from kiosk.domain.slip import TicketSlip
from kiosk.program.texts import texts


def slip_picture(slip: TicketSlip) -> bytes:
    """Return the picture of a slip as PNG, black on white. The first one loads the libraries that draw it."""
    from printing.strip.documents import slip_pdf
    from printing.strip.raster import rasterise

    file = BytesIO()
    rasterise(slip_pdf(slip, texts(slip.language))).image().save(file, "PNG")
    return file.getvalue()
