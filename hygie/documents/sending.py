"""Sending a kept file: always to be saved, never shown or run by the browser itself."""

from django.http import FileResponse, Http404

from hygie.documents.storage import open_stored
from hygie.web.http import SentFile


def attachment(sha256: str, *, name: str, content_type: str) -> FileResponse:
    """The answer that sends a kept file. Raises Http404 when it is no longer on the disk.

    The caller has checked the right of the person.
    """
    try:
        stream = open_stored(sha256)
    except FileNotFoundError:
        raise Http404("Ce fichier n’est plus sur le serveur.") from None
    answer = SentFile(stream, as_attachment=True, filename=name, content_type=content_type)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
