"""The sentences of the notices that promises say."""

from django.utils.translation import gettext as _

from portal.commitments import kinds
from portal.notices.models import Notice
from portal.notices.wording import register


def escalated(notice: Notice) -> str:
    words = {"number": notice.number, "promise": kinds.label(notice.params["kind"]), "level": notice.level}
    return _("%(number)s: “%(promise)s” is overdue, level %(level)s") % words


def overdue_together(notice: Notice) -> str:
    words = {"place": notice.area.name, "promise": kinds.label(notice.params["kind"])}
    return _("%(place)s: “%(promise)s” is overdue for entries of its list") % words


def urged(notice: Notice) -> str:
    words = {"number": notice.number, "promise": kinds.label(notice.params["kind"])}
    return _("%(number)s: “%(promise)s” is urged") % words


def set_aside(notice: Notice) -> str:
    words = {"number": notice.number, "fault": notice.params.get("fault", "")}
    return _("%(number)s: a clock cannot be fired (%(fault)s); its deadline stands") % words


register(
    {
        "commitment.escalated": escalated,
        "commitment.overdue_together": overdue_together,
        "commitment.urged": urged,
        "commitment.fault": set_aside,
    }
)
