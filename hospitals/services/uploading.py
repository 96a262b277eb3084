"""The matrix by spreadsheet: uploaded, shown as a difference, and written whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hospitals.models import Hospital, MatrixUpload
from hospitals.services.designating import COLUMNS, add_line, change_line, end_line, lock_matrix
from hospitals.sheets import Change, Difference, difference
from portal.audit import services as audit
from portal.sheets.problems import FileRefused

State = MatrixUpload.State
KEPT = timedelta(days=7)  # content that nobody has settled


def receive_upload(file: IO[bytes], *, by: Any, name: str) -> MatrixUpload:
    """Reads and compares; nothing is written but the upload itself. FileRefused when it is no workbook of a matrix."""
    MatrixUpload.objects.filter(created_at__lt=timezone.now() - KEPT).update(content=None)
    content = file.read()
    found = difference(BytesIO(content), user=by)
    return MatrixUpload.objects.create(
        by=by,
        name=name[:100],
        state=State.REFUSED if found.problems else State.STAGED,
        content=content,
        counts=found.counts,
        digest=found.digest,
    )


def difference_of(upload: MatrixUpload) -> Difference | None:
    """As it would be now; None when the file is no longer kept."""
    return difference(BytesIO(bytes(upload.content)), user=upload.by) if upload.content else None


@transaction.atomic
def confirm_upload(upload: MatrixUpload, *, by: Any) -> MatrixUpload:
    """Writes what was shown. When the matrix has changed so that it would be something else, nothing is written.

    1. Lock the upload, then the matrix: nobody writes a line between the comparison and its writing.
    2. Compare again. Another difference, or an error: keep it as what is shown now, and refuse.
    3. Write each row by the service of its kind, so that the journal has every line.
    """
    upload = MatrixUpload.objects.select_for_update(of=("self",)).select_related("by").get(pk=upload.pk, by=by)
    if not upload.is_waiting:
        raise FileRefused(_("This upload is settled or too old: upload the file again."))
    lock_matrix()
    found = difference_of(upload)
    if found is None:
        raise FileRefused(_("This upload is settled or too old: upload the file again."))
    if found.problems or found.digest != upload.digest:
        upload.counts, upload.digest = found.counts, found.digest
        upload.state = State.REFUSED if found.problems else State.STAGED
        upload.save()
        return upload
    _write(found, by=by)
    upload.state, upload.counts, upload.content, upload.settled_at = State.DONE, found.counts, None, timezone.now()
    upload.save()
    audit.record(
        "designation.upload", by=by, subject_kind="matrix_upload", subject_id=upload.pk, detail=dict(found.counts)
    )
    return upload


@transaction.atomic
def drop_upload(upload: MatrixUpload, *, by: Any) -> None:
    upload = MatrixUpload.objects.select_for_update().get(pk=upload.pk, by=by)
    if upload.state in (State.STAGED, State.REFUSED):
        upload.state, upload.content, upload.settled_at = State.DROPPED, None, timezone.now()
        upload.save()


def _write(found: Difference, *, by: Any) -> None:
    for change in found.new:
        hospital = Hospital.objects.get(pk=change.values["hospital"])
        add_line(hospital, columns=_columns(change), serves=change.values["serves"], by=by)
    for change in found.changed:
        assert change.line is not None
        serves = change.values.get("serves", [area.pk for area in change.line.serves.all()])
        change_line(change.line, columns=_columns(change), serves=serves, by=by)
    for change in found.ended:
        assert change.line is not None
        end_line(change.line, by=by)


def _columns(change: Change) -> dict[str, Any]:
    return {name: value for name, value in change.values.items() if name in COLUMNS}
