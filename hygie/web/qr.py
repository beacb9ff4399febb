"""QR codes drawn in the page: no file to fetch, crisp on paper."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.main import QRCode

BORDER = 2


def qr(text: str) -> SafeString:
    """The text as a QR code, one square a module; a page says beside it where it leads.

    Raises qrcode.exceptions.DataOverflowError beyond some two thousand letters.
    """
    code = QRCode(border=BORDER)
    code.add_data(text)
    rows = code.get_matrix()
    drawn = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" aria-hidden="true"'
        ' focusable="false"><path d="{1}"/></svg>',
        len(rows),
        drawn,
    )
