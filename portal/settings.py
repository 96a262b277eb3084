"""Settings of Changyi: one file; what differs between places comes from the environment (portal/env.py)."""

from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from portal.env import env, env_bool, env_int, env_list, env_path, env_secret, env_tiles

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env_path("DATA_DIR", BASE_DIR / "var")
DEMO = env_bool("DEMO")
DEBUG = env_bool("DEBUG")
# TLS says that people reach the portal by https, through a proxy that sets X-Forwarded-Proto.
TLS = env_bool("TLS")
SECRET_KEY = env_secret("SECRET_KEY", file=DATA_DIR / "keys" / "secret_key")
SEALING_KEYS = env_secret("SEALING_KEYS", file=DATA_DIR / "keys" / "sealing.json")
PASS_KEY = env("PASS_KEY", "")  # signs gate passes; several hosts share one, a single one makes its own in DATA_DIR
INDEX_KEY = env_secret("INDEX_KEY", file=DATA_DIR / "keys" / "index_key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")

# --- Applications ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.access.site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django.forms",  # its templates, for our renderer to build on
    "guardian",
    "csp",
    "axes",
    "portal.areas",
    "portal.accounts",
    "portal.access",
    "portal.privacy",
    "portal.audit",
    "portal.commitments",
    "portal.notices",
    "portal.api",
    "portal.console",
    "hospitals",
    "transport",
    "cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.console.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.console.middleware.ToastMiddleware",
    "portal.console.middleware.RefusedMoveMiddleware",
    "portal.access.middleware.AccessMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    # Last, as its documentation asks: it turns a locked-out log-in into an answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.console.frame.frame",
            ],
        },
    },
]

FORM_RENDERER = "portal.console.renderer.ComponentRenderer"
CSRF_FAILURE_VIEW = "portal.console.errors.stale_page"

# --- Data -----------------------------------------------------------------------------------------------------------

# `make run` writes both addresses into DATA_DIR/run, so that commands beside it need no more than DATA_DIR.
DATABASE_URL = env_secret("DATABASE_URL", file=DATA_DIR / "run" / "database_url")
REDIS_URL = env_secret("REDIS_URL", file=DATA_DIR / "run" / "redis_url")

# In seconds, 0 for no limit. A hung request must not hold rows that the clock needs; migrations and seeds set 0.
STATEMENT_TIMEOUT = env_int("STATEMENT_TIMEOUT", 30)
LOCK_TIMEOUT = env_int("LOCK_TIMEOUT", 10)
IDLE_IN_TRANSACTION_TIMEOUT = env_int("IDLE_IN_TRANSACTION_TIMEOUT", 30)
# Under ASGI every request has a thread of its own and would connect anew: the web processes keep a pool instead.
DATABASE_POOL = env_int("DATABASE_POOL", 0)
# Requests that one web process answers at once. They share an interpreter: more of them are no quicker, and what waits
# for a lock of the database must not hold up everybody else.
WEB_THREADS = env_int("WEB_THREADS", 4)

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=0 if DATABASE_POOL else 60)}
DATABASES["default"]["ENGINE"] = "portal.database"
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "connect_timeout": 5,
    # A host that is cut off answers nothing, not even a refusal: give it up in seconds instead of a quarter of an hour.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": env("PROCESS_NAME", "manage"),
    # Parameters are sent beside a statement, not written into it, and what a connection is asked for the third time it
    # has prepared. Planning took a quarter of PostgreSQL's time, of small questions nine tenths. Off behind a pooler
    # that hands connections out by the transaction and knows no prepared statements.
    "server_side_binding": True,
    "prepare_threshold": 2 if env_bool("DATABASE_PREPARE", default=True) else None,
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT}s -c lock_timeout={LOCK_TIMEOUT}s"
    f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT}s"
    # And the other way round: a session whose host is cut off must not keep its locks.
    " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
    # Short questions about rows that lie in memory: compiling them or asking other cores costs more than they do, and
    # a page that is not the next one is as near.
    " -c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
    # Off only where a crash costs nothing: while a demo is being seeded.
    f" -c synchronous_commit={env('SYNCHRONOUS_COMMIT', 'on')}",
}
if DATABASE_POOL:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": DATABASE_POOL, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What several processes count together. Each goes on without it: nothing that must be true is kept here.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "changyi",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}

# --- Celery: only an alarm clock, see portal/commitments --------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
    # Longer than any task runs: below that, two workers would run one message again and again.
    "visibility_timeout": 3600,
}
# A request that enqueues waits for a dead broker this long and no longer.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"portal.commitments.tasks.sweep": {"queue": "clock"}}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")  # DATA_DIR/run is made by `make run` only
CELERY_BEAT_SCHEDULE = {
    # Late ones do no harm, and expiry is measured by the clocks of two hosts, that may differ by minutes: it only keeps
    # the queue of a worker that is gone from growing without end.
    "sweep": {"task": "portal.commitments.tasks.sweep", "schedule": 1.0, "options": {"expires": 3600}},
    "deliver": {"task": "portal.notices.tasks.deliver", "schedule": 1.0, "options": {"expires": 3600}},
    "watch-lines": {"task": "cases.tasks.watch_lines", "schedule": 60.0, "options": {"expires": 60}},
    # Whoever closes an institution wakes the worker; this is for what a worker that died has left.
    "place-crowds-anew": {"task": "hospitals.tasks.place_crowds_anew", "schedule": 10.0, "options": {"expires": 10}},
    "watch-places": {"task": "hospitals.tasks.watch_places", "schedule": 60.0, "options": {"expires": 60}},
    # An upload wakes the worker itself; this is for what a worker that died has left.
    "carry-on-imports": {"task": "cases.tasks.carry_on_imports", "schedule": 60.0, "options": {"expires": 60}},
    # A dispatcher wakes the worker as well.
    "compute-plans": {"task": "transport.tasks.compute_plans", "schedule": 60.0, "options": {"expires": 60}},
    "forget-imports": {"task": "cases.tasks.forget_waiting_imports", "schedule": 3600.0, "options": {"expires": 3600}},
    "look-for-duplicates": {"task": "cases.tasks.look_for_duplicates", "schedule": crontab(hour=3, minute=10)},
    "pack-traces": {"task": "cases.tasks.pack_traces", "schedule": 60.0, "options": {"expires": 60}},
    "end-acts-of-control": {"task": "cases.tasks.end_due_acts", "schedule": 60.0, "options": {"expires": 60}},
    "keep-calendar": {"task": "cases.tasks.keep_calendar", "schedule": 600.0, "options": {"expires": 600}},
    "move-by-age": {"task": "cases.tasks.move_by_age", "schedule": crontab(hour=2, minute=10)},
    "erase": {"task": "portal.audit.tasks.erase", "schedule": crontab(hour=3, minute=20), "options": {"expires": 3600}},
    "seal-journal": {"task": "portal.audit.tasks.seal_journal", "schedule": 60.0, "options": {"expires": 60}},
}
CELERY_TIMEZONE = "Asia/Shanghai"

# So long after a request was filed, what was said in it is erased; with the last one, who it was about.
KEEP_CASES_DAYS = env_int("KEEP_CASES_DAYS", 3 * 365)

# How plans of a day estimate ways: the crow's flight with so much of a detour (percent), at so many kilometres an hour.
TRAVEL_KMH = env_int("TRAVEL_KMH", 30)
TRAVEL_DETOUR = env_int("TRAVEL_DETOUR", 140) / 100
# How long the test of a driver counts, from when it was taken (B4b). What was entered before keeps its time.
DRIVER_TEST_HOURS = env_int("DRIVER_TEST_HOURS", 48)

# What lets Prometheus read /metrics from another machine; from this one it needs none.
METRICS_TOKEN = env("METRICS_TOKEN", "")
# Called every 30 s while all is well, by `manage.py watch`: a service outside that alarms when the calls stop.
DEADMAN_URL = env("DEADMAN_URL", "")

# --- Who may enter --------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.accounts.backend.PortalBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: no row stands for nobody

# By user and address together: a whole office behind one address must not be locked out by one of its people.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# How many proxies of our own stand in front: their X-Forwarded-For is believed, nobody else's.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)
AXES_CLIENT_IP_CALLABLE = "portal.accounts.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "portal.accounts.lockout.answer"

LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "console:home"
# Whoever sees the data of many, or changes who may, shows a second factor. In a demo everybody knows the passwords.
SECOND_FACTOR_ROLES = [] if DEMO else ["operator", "supervisor", "admin", "auditor"]

# Browsers keep cookies by host and not by port; two copies on one host would log each other out.
_COPY = f"_{env('PORT', '')}".rstrip("_")
SESSION_ENGINE = "portal.accounts.session_store"
SESSION_COOKIE_NAME = f"changyi_session{_COPY}"
CSRF_COOKIE_NAME = f"changyi_csrf{_COPY}"
SESSION_COOKIE_AGE = 12 * 3600  # one shift

# --- What browsers are told -------------------------------------------------------------------------------------------

# Maps need no tiles. Where a city keeps a server of its own, browsers may read pictures from it, and from nowhere else.
MAP_TILES, TILE_SOURCES = env_tiles("MAP_TILES")
MAP_TILES_BY = env("MAP_TILES_BY", "")  # whose map it is: stands in its corner

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # ECharts writes style attributes into its tooltips. Style elements stay forbidden.
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:", *TILE_SOURCES],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # The health check comes from the machine itself, past the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# The portal lives under a city's domain and must not speak for its neighbours there.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- The API ----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.accounts.api.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portal.access.rest.DeclaredAction"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.pagination.LatestFirst",
    "EXCEPTION_HANDLER": "portal.api.errors.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Changyi",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CaseStateEnum": "cases.models.vocabulary.State",
        "JobStateEnum": "cases.models.vocabulary.JobState",
        "ChannelEnum": "cases.models.vocabulary.Channel",
        "AnswerChannelEnum": "cases.forms.moves.ANSWER_CHANNELS",
        "NeedEnum": "hospitals.vocabulary.Need",
        "GroupEnum": "hospitals.vocabulary.Group",
        "ControlEnum": "hospitals.vocabulary.Control",
        "SeverityEnum": "hospitals.vocabulary.Severity",
        "HospitalKindEnum": "hospitals.vocabulary.Kind",
        "RefusalEnum": "hospitals.vocabulary.Refusal",
        "BookingStateEnum": "hospitals.models.Booking.State",
        "TripStateEnum": "transport.models.Trip.State",
        "RegisterEndReasonEnum": "cases.forms.register_entry.BY_PEOPLE",
        "SkipReasonEnum": "cases.models.sessions.SkipReason",
        "AbsenceReasonEnum": "cases.models.absences.AbsenceReason",
        "PathwayEnum": "cases.models.vocabulary.Pathway",
        "HandOverReasonEnum": "hospitals.vocabulary.HandOver",
        "ClosureReasonEnum": "hospitals.models.Closure.Reason",
        "ClosureStateEnum": "hospitals.models.Closure.State",
        "ClinicKindEnum": "hospitals.models.OnlineClinic.Kind",
        "SquadSkillEnum": "hospitals.models.squads.Skill",
        "PlanStateEnum": "transport.models.DayPlan.State",
        "TroubleKindEnum": "transport.models.Trouble.Kind",
    },
    # Served from our own host: the content security policy allows no other.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.console.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------------------

COMPILED_ROOT = env_path("COMPILED_ROOT", DATA_DIR / "compiled")  # what the planning compiles for itself
STATIC_URL = "static/"
STATIC_ROOT = env_path("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.console.finders.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"

# --- Drivers ----------------------------------------------------------------------------------------------------------

# What a driver's telephone opens to find the way; a city's own map may stand here, with the same names in braces.
# The first knows gates, hospitals and communities only; the second an address that was revealed to the driver.
NAVIGATE_URL = env("NAVIGATE_URL", "geo:{latitude},{longitude}?q={latitude},{longitude}({name})")
NAVIGATE_ADDRESS_URL = env("NAVIGATE_ADDRESS_URL", "geo:{latitude},{longitude}?q={address}")

# --- Log --------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    # Its own handlers would print every line a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # a line for every webhook, with its address
    },
}
