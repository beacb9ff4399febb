"""Receiving a large file: written to disk as it comes, stopped at the size permitted."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

# What a form adds around its file: field names, boundaries, the CSRF token.
ENVELOPE_BYTES = 64 * 1024
MARK = "hygie.upload_too_large"


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps the file in a temporary one on disk; past the size permitted, reads the rest away.

    `was_too_large(request)` then says so: the form has no file, its other fields are there.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:
        if content_length > settings.FINESS_UPLOAD_MAX_BYTES + ENVELOPE_BYTES:
            self._mark()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.request is not None and was_too_large(self.request):
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.FINESS_UPLOAD_MAX_BYTES:
            self._mark()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)

    def _mark(self) -> None:
        if self.request is not None:
            self.request.META[MARK] = True


def cap_upload(request: HttpRequest) -> None:
    """Sets the handler of this request; before anything reads its body."""
    request.upload_handlers = [CappedUploadHandler(request)]


def was_too_large(request: HttpRequest) -> bool:
    """Whether the file sent was past the size permitted."""
    return bool(request.META.get(MARK))
