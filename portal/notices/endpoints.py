"""Making a webhook known, with the secret that its receiver checks our signature by."""

import secrets
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.areas.models import Area
from portal.audit import services as audit
from portal.notices.models import Endpoint


@transaction.atomic
def add_endpoint(
    name: str, *, area: Area, url: str, secret: str = "", kinds: list[str] | None = None, fallback_of: str = ""
) -> tuple[Endpoint, str]:
    """A webhook for everything said in `area` and below, and its secret: it is sealed and never shown again.

    With `fallback_of`, the name of another one, it hears only what that one does not take.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValidationError(_("A webhook has an address that begins with https:// or http://."))
    if Endpoint.objects.filter(name=name).exists():
        raise ValidationError(_("There is a webhook called “%(name)s” already.") % {"name": name})
    secret = secret or secrets.token_urlsafe(32)
    made = Endpoint.objects.create(
        name=name, area=area, url=url, secret=secret, kinds=kinds or [], is_fallback_only=bool(fallback_of)
    )
    if fallback_of and not Endpoint.objects.filter(name=fallback_of).update(fallback=made):
        raise ValidationError(_("There is no webhook called “%(name)s”.") % {"name": fallback_of})
    audit.record("endpoint.add", area_id=area.pk, detail={"endpoint": str(made.pk)})
    return made, secret
