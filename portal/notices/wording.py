"""The sentence of a notice, made from its codes when it is read, in the reader's language."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.notices.models import Notice

# Either words with %(number)s and the notice's parameters, or a function of the notice.
Sentence = str | Promise | Callable[[Notice], str]

_sentences: dict[str, Sentence] = {}
_OTHER = _("%(number)s: %(kind)s")


def register(sentences: Mapping[str, Sentence]) -> None:
    """Called from an app's ready() for the kinds of notice that it says."""
    _sentences.update(sentences)


def sentence_of(notice: Notice) -> str:
    """What the reader sees. A kind that nobody has words for shows its code: it must not be lost."""
    sentence = _sentences.get(notice.kind, _OTHER)
    if callable(sentence) and not isinstance(sentence, Promise):
        return sentence(notice)
    try:
        return str(sentence) % {**notice.params, "number": notice.number, "kind": notice.kind}
    except (KeyError, TypeError, ValueError):
        return str(_OTHER) % {"number": notice.number, "kind": notice.kind}


def tone_of(notice: Notice) -> str:
    """The tone in which it is shown: "late" for what escalated, "info" for the rest."""
    return "late" if notice.level or notice.kind == "commitment.fault" else "info"
