"""Appoints the first people of a new system: an account, if there is none, and a role on an area."""

from getpass import getpass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.access.registry import roles_held_on
from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area


class Command(BaseCommand):
    help = "Give somebody a role on an area; makes the account when it is new, asking for its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=[role.value for role in roles_held_on(Area)])
        parser.add_argument("area", help="code of an area, such as 230110")

    @transaction.atomic
    def handle(self, *args: Any, username: str, role: str, area: str, **options: Any) -> None:
        place = Area.objects.filter(pk=area).first()
        if place is None:
            raise CommandError(f"there is no area {area}: load the areas first")
        user = get_user_model().objects.filter(username=username).first() or self._new(username)
        if role == Role.ADMIN and not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
        grant(user, role, place)
        self.stdout.write(f"{username}: {role} of {place} ({area})")

    def _new(self, username: str) -> Any:
        model = get_user_model()
        password = getpass(f"Password of {username}: ")
        try:
            validate_password(password, model(username=username))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return model.objects.create_user(username, password=password)
