"""One effect per Idempotency-Key, however often a caller with a bad line repeats the call, even at the same moment."""

import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.models import GivenAnswer
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.privacy.index import keyed_digest

KEY_LENGTH = 200


class KeyReused(APIException):
    status_code = 409
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key was used for another call.")


class Idempotent:
    """Mixin for API views: a POST that carries the header is carried out once.

    1. Insert the key; a second caller with the same key waits here until the first has committed.
    2. A key that is already answered: the same answer again, or 409 when the call differs.
    3. Else carry out the call in the same transaction and keep its answer with it. An answer that had no effect and may
       be corrected (4xx but 409) or that failed (5xx) is not kept, so the caller may try again.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        self._key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        if not self._key:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if request.content_type.startswith("multipart/"):
            return self._whole(request, *args, **kwargs)
        assert request.body is not None  # read here, it can be read again
        return done_again_after_a_deadlock(self._whole)(request, *args, **kwargs)

    @transaction.atomic
    def _whole(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        self._given = None
        if not self._key:
            return
        if len(self._key) > KEY_LENGTH:
            raise ValidationError({"Idempotency-Key": [_("At most 200 characters.")]})
        fingerprint = _fingerprint(request)
        given, is_new = GivenAnswer.objects.get_or_create(
            user=request.user, key=self._key, defaults={"fingerprint": fingerprint}
        )
        if not is_new and given.fingerprint != fingerprint:
            raise KeyReused
        if given.status is not None:
            raise AlreadyAnswered(given)
        self._given = given

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, AlreadyAnswered):
            return Response(json.loads(exc.given.body or "null"), status=exc.given.status)
        return super().handle_exception(exc)  # type: ignore[misc]

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        given = getattr(self, "_given", None)
        if given is not None:
            self._keep(given, response)
        return response

    def _keep(self, given: GivenAnswer, response: Response) -> None:
        if response.status_code < 300 or response.status_code == 409:
            given.status, given.body = response.status_code, response.rendered_content.decode()
            given.save()
        else:
            given.delete()


class AlreadyAnswered(Exception):
    """Carries the answer that was given before to where responses are made."""

    def __init__(self, given: GivenAnswer) -> None:
        super().__init__(given.key)
        self.given = given


def _as_text(value: Any) -> str:
    """A file is what it holds: another file under the same name is another call."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {value.size} {digest.hexdigest()}"


def _fingerprint(request: Request) -> str:
    """Keyed: the body names a resident, and of a plain digest the number could be found by trying all there are."""
    data = request.data
    fields = dict(data.lists()) if isinstance(data, MultiValueDict) else data
    body = json.dumps(fields, sort_keys=True, default=_as_text, ensure_ascii=False)
    return keyed_digest("api.call", f"{request.method} {request.path}\n{body}")
