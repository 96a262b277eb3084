"""django-helpdesk on its own: settings, and a run of its escalation. Nothing of ours imports it."""
