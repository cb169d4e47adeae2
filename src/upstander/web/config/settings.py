"""Django's settings; whatever differs between forces comes from the environment."""

from csp.constants import NONE, SELF

from upstander.web.config import environment

DEMO = environment.flag("UPSTANDER_DEMO")
DEBUG = False
SECRET_KEY = environment.secret_key(demo=DEMO)
ALLOWED_HOSTS = environment.text("UPSTANDER_HOSTS", "127.0.0.1,localhost").split(",")
HOME = environment.home()
AUDIT_KEY = environment.text("UPSTANDER_AUDIT_KEY")  # or the one made in HOME/keys
PACK_DAYS = environment.days("UPSTANDER_PACK_DAYS", 30)  # a disclosure pack's file is kept so long

# What a force sets.
FORCE = {
    "name": environment.text("UPSTANDER_FORCE", "Example Police"),
    "unit": environment.text("UPSTANDER_UNIT", "Counter Corruption Unit"),
    "colour": environment.colour(),
}
# The longest time for which somebody's look-ups are audited before it is asked again.
WATCH_LIST_DAYS = environment.days("UPSTANDER_WATCH_LIST_DAYS", 90)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "upstander.web.accounts",
    "upstander.web.audit",
    "upstander.web.design",
    "upstander.web.disclosure",
    "upstander.web.triage",
    "upstander.web.watchlist",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "upstander.web.accounts.once.OncePerPage",
    "upstander.web.accounts.middleware.TimeIsUp",
    "upstander.web.accounts.middleware.EveryPageHasAPolicy",
    "upstander.web.accounts.middleware.SecondFactor",
]
ROOT_URLCONF = "upstander.web.config.urls"
WSGI_APPLICATION = "upstander.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "upstander.web.config.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "upstander.web.config.jinja.site",
            ],
        },
    },
    # allauth looks for an engine of Django's own; every page it shows is one of ours.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}},
]
DATABASES = {"default": environment.database()}
# Failed sign-ins are counted in the database: for every process, and past a restart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "upstander_counters",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who is who

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "queue"
ACCOUNT_ADAPTER = "upstander.web.accounts.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth asks all the same
ACCOUNT_EMAIL_VERIFICATION = "none"  # nothing is ever sent by e-mail
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/10m/key",
    "reauthenticate": "10/10m/user",
    "change_password": "5/10m/user",
}
MFA_ADAPTER = "upstander.web.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = f"Upstander, {FORCE['name']}"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # http://localhost
SECOND_FACTOR = environment.SecondFactor.of(demo=DEMO)
SOCIALACCOUNT_ADAPTER = "upstander.web.accounts.adapters.SignOn"
SIGN_ON = environment.sign_on()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SIGN_ON.app()] if SIGN_ON else []}}
SIGN_IN_LINK_STANDS = 24 * 60 * 60
IDLE_MINUTES = environment.minutes("UPSTANDER_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = 8 * 60 * 60  # a tour of duty, counted from signing in (`TimeIsUp`)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "upstander-session"
CSRF_COOKIE_NAME = "upstander-form"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
CSRF_FAILURE_VIEW = "upstander.web.design.errors.form_expired"
PAGES_WITHOUT_POLICY_RAISE = False  # the tests say otherwise

# --- what a browser is told

SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes every form a 403 in Chromium
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_SSL_REDIRECT = not DEMO  # what came through the proxy (`door.py`) counts as https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *(SIGN_ON.pages if SIGN_ON else ())],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# No personal data in a log: requests are not logged, and errors without their values.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "upstander.web.config.logs.WithoutValues"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "ERROR", "propagate": False}
        for name in ("django", "allauth", "upstander", "waitress")
    },
}
