"""The RETEX as files: a PDF to hand out and keep, a DOCX in the model of the house."""

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.documents.pdf import render_pdf
from hygie.documents.storage import file_store, open_stored
from hygie.exercises.models import Retex, RetexTemplate
from hygie.exercises.retex_template import DOCX, filled, shipped_template
from hygie.organisations.models import Organisation

TEMPLATE = Path(__file__).resolve().parent / "typst" / "retex.typ"
PDF = "application/pdf"
logger = logging.getLogger(__name__)
CONTENT_TYPES = {"pdf": PDF, "docx": DOCX}


@dataclass(frozen=True, slots=True)
class Files:
    """Both files, as bytes."""

    pdf: bytes
    docx: bytes

    class Kept(NamedTuple):
        """Their SHA-256, once on the disk."""

        pdf: str
        docx: str

    def keep(self) -> "Files.Kept":
        """Both on the disk under their SHA-256, before any row says so. Raises what `file_store`
        raises."""
        kept = [
            file_store(self.upload(form, content))
            for form, content in (("pdf", self.pdf), ("docx", self.docx))
        ]
        return Files.Kept(kept[0].sha256, kept[1].sha256)

    @staticmethod
    def upload(form: str, content: bytes) -> SimpleUploadedFile:
        """One of them as what `documents` stores."""
        return SimpleUploadedFile(f"retex.{form}", content, CONTENT_TYPES[form])


def files_of(retex: Retex, content: dict[str, Any], *, on: date) -> Files:
    """The RETEX as files, made from what it says."""
    return Files(pdf_of(retex, content, on=on), docx_of(retex, content))


def pdf_of(retex: Retex, content: dict[str, Any], *, on: date) -> bytes:
    """A tagged PDF; « projet » until it is validated."""
    data = {
        **content,
        "commun": retex.is_common,
        "projet": not retex.is_validated,
    }
    return render_pdf(TEMPLATE, data, made_on=on)


def docx_of(retex: Retex, content: dict[str, Any]) -> bytes:
    """The same in the model of the establishment, or in ours."""
    return filled(template_bytes(retex.unit or retex.run.bearer), content)


def template_bytes(unit: Organisation) -> bytes:
    """The DOCX model that counts for this establishment; ours when it has none on the disk."""
    own = template_of(unit)
    if own is None:
        return shipped_template()
    try:
        with open_stored(own.sha256) as stream:
            return stream.read()
    except FileNotFoundError:  # restored without its files: better ours than no RETEX
        logger.warning("model of RETEX %s of %s is not on the disk", own.sha256, unit.finess)
        return shipped_template()


def template_of(unit: Organisation) -> RetexTemplate | None:
    """The model that this establishment gave last and did not withdraw."""
    return RetexTemplate.objects.filter(unit=unit, withdrawn_at=None).first()
