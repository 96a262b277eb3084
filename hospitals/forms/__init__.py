"""What is typed about institutions: into the moves of a booking, into reports of places, into series of slots."""

from hospitals.forms.desk import AcceptForm, CloseForm, HandOverForm, RefuseForm

__all__ = ["AcceptForm", "CloseForm", "HandOverForm", "RefuseForm"]
