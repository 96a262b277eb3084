"""The settings under test: those of the portal on an environment of their own, and with slow parts made quick."""

from tests.environment import prepare

prepare()

from portal.settings import *  # noqa: E402, F403

# Argon2 costs a quarter of a second a log-in by design; no test is about that cost.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tests log people in by name; the second factor has its own tests in tests/accounts.
SECOND_FACTOR_ROLES: list[str] = []

# Pages are tested without a collectstatic before; the hashed names have their own test in tests/stack.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Tests in a browser wait for the server before its tables are emptied.
MIDDLEWARE = ["tests.at_work.CountRequests", *MIDDLEWARE]  # noqa: F405

# The lock on guessing needs a request; tests of the log-in page turn it on.
AXES_ENABLED = False
