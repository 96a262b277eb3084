"""What the journal can be searched by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.audit.models import Entry


class JournalFilter(forms.Form):
    """Narrows a queryset of entries; what is not understood narrows nothing and is marked."""

    action = forms.CharField(label=_("Action"), max_length=60, required=False)
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    by = forms.CharField(label=_("Done by"), max_length=150, required=False)
    area = forms.CharField(label=_("Area code"), max_length=20, required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    LOOKUPS = {
        "action": "action__startswith",
        "number": "number__startswith",
        "by": "by__username",
        "area": "area__pk__startswith",
        "since": "at__date__gte",
    }

    def narrowed(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        self.full_clean()
        wanted: dict[str, Any] = {self.LOOKUPS[name]: value for name, value in self.cleaned_data.items() if value}
        return entries.filter(**wanted)
