"""Posts in words: "supervisor@230110" is "supervisor · Xiangfang" to people."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.access.roles import Role
from portal.areas.models import Area


def labels_of(posts: Iterable[str]) -> dict[str, str]:
    """Each post with its words; one query for all their places."""
    posts = set(posts)
    codes = {post.partition("@")[2] for post in posts if "@" in post}
    names = dict(Area.objects.filter(pk__in=codes).values_list("pk", "name"))
    return {post: _label(post, names) for post in posts}


def _label(post: str, names: dict[str, str]) -> str:
    role, at, code = post.partition("@")
    if at and role in Role.values:
        return f"{Role(role).label} · {names.get(code, code)}"
    kind, _colon, key = post.partition(":")
    words = {
        "user": _("you"),
        "hospital": _("hospital desk"),
        "fleet": _("fleet"),
        "checkpoint": _("gate"),
    }
    return words.get(kind, post) if key else post
