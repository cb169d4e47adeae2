"""What a force sets, from the environment: names, secrets, and where things are kept.

A secret may stand in a file instead, named by the same variable with `_FILE` at its end.
"""

import os
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from upstander.errors import ConfigurationError, OutputError

_LEAST_SECRET = 40  # characters; a generated one has more
_KEY_FILE = "secret-key"


def text(name: str, default: str = "") -> str:
    """A setting; from the file that `<name>_FILE` names, where the setting itself is not there."""
    if value := os.environ.get(name, ""):
        return value
    if place := os.environ.get(f"{name}_FILE", ""):
        try:
            return Path(place).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigurationError(
                f"The file that {name}_FILE names cannot be read.",
                do="Name a file that this process may read.",
            ) from error
    return default


def flag(name: str) -> bool:
    """Whether a setting is switched on: 1, true, yes, on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def minutes(name: str, default: int) -> int:
    """A setting in whole minutes, from 1 to 480: ConfigurationError for anything else."""
    given = text(name, str(default))
    if not given.isdecimal() or not 1 <= int(given) <= 480:
        raise ConfigurationError(
            f"{name} is no number of minutes.", do="Write a whole number from 1 to 480."
        )
    return int(given)


def days(name: str, default: int) -> int:
    """A setting in whole days, from 1 to 366: ConfigurationError for anything else."""
    given = text(name, str(default))
    if not given.isdecimal() or not 1 <= int(given) <= 366:
        raise ConfigurationError(
            f"{name} is no number of days.", do="Write a whole number from 1 to 366."
        )
    return int(given)


def home() -> Path:
    """The folder of the database, the keys and the exported packs: UPSTANDER_HOME."""
    return Path(text("UPSTANDER_HOME", "upstander-home")).absolute()


def secret_key(*, demo: bool) -> str:
    """The key that signs sessions and forms.

    UPSTANDER_SECRET_KEY, or a file of the demo's own folder that is made the first time. A start
    without one, or with a short one, is refused.
    """
    if given := text("UPSTANDER_SECRET_KEY"):
        if len(given) < _LEAST_SECRET or len(set(given)) < 10:
            raise ConfigurationError(
                "UPSTANDER_SECRET_KEY is too short or too plain to sign sessions with.",
                do='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            )
        return given
    if not demo:
        raise ConfigurationError(
            "UPSTANDER_SECRET_KEY is not set: sessions could be forged.",
            do='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
        )
    try:
        return _made_once(home() / _KEY_FILE)
    except OSError as error:
        raise OutputError(
            "The workbench's folder cannot be written to.",
            do="Name a folder of its own in UPSTANDER_HOME, or give it to who runs the workbench.",
        ) from error


def _made_once(place: Path) -> str:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("x", encoding="utf-8") as file:
            place.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass  # made by an earlier start
    return place.read_text(encoding="utf-8")


# How long a server that says nothing is waited for: a page says sooner that it is away.
_PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "30000"}  # seconds, milliseconds


def database() -> dict[str, Any]:
    """Django's settings for DATABASE_URL: PostgreSQL, or a SQLite file, which is the default."""
    url = text("DATABASE_URL")
    if not url:
        return sqlite(home() / "upstander.sqlite3")
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _PATIENCE | dict(parse_qsl(parts.query)),
        }
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path).removeprefix("/")))
    raise ConfigurationError(
        "DATABASE_URL is neither a PostgreSQL nor a SQLite address.",
        do="Write postgresql://user:password@host:5432/name or sqlite:////folder/file.sqlite3.",
    )


def sqlite(file: Path) -> dict[str, Any]:
    """A SQLite file that several threads write in turn: whoever writes says so at the start.

    It is opened where it is there and never made here (`starting.py` does): a file that was moved
    away is a database that is away, and not one that is empty.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{quote(str(file.absolute()))}?mode=rw",
        "CONN_MAX_AGE": None,  # kept by its thread, with what it has read of the file
        "OPTIONS": {
            "uri": True,
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824;"
            ),
        },
    }


def colour() -> str:
    """The force's brand colour, #rrggbb: ConfigurationError for anything else."""
    value = text("UPSTANDER_COLOUR", "#17365d").lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise ConfigurationError(
            "UPSTANDER_COLOUR is no colour.", do="Write it as #rrggbb, such as #17365d."
        )
    return value


class SecondFactor(StrEnum):
    """Who must have a second factor here."""

    ALWAYS = "always"
    NOT_AFTER_SIGN_ON = "not after sign-on"  # the force's own sign-on asks for one itself
    NEVER = "never"  # the demo

    @classmethod
    def of(cls, *, demo: bool) -> "SecondFactor":
        """What the settings come to: only a demo goes without."""
        if demo:
            return cls.NEVER
        trusted = flag("UPSTANDER_OIDC_SECOND_FACTOR")
        return cls.NOT_AFTER_SIGN_ON if trusted else cls.ALWAYS


@dataclass(frozen=True, kw_only=True)
class SignOn:
    """The force's own sign-on (OpenID Connect)."""

    issuer: str
    client_id: str
    secret: str
    name: str
    claim: str  # "email", which has to be verified, or the claim that holds the username here
    pages: tuple[str, ...]  # the origins that its pages stand on

    def app(self) -> dict[str, Any]:
        """As allauth wants it."""
        return {
            "provider_id": "force",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
        }


def sign_on() -> SignOn | None:
    """The force's own sign-on, where the environment names one; ConfigurationError for half."""
    issuer = text("UPSTANDER_OIDC_ISSUER").rstrip("/")
    if not issuer:
        return None
    found = {name: text(f"UPSTANDER_OIDC_{name}") for name in ("CLIENT_ID", "CLIENT_SECRET")}
    if missing := [f"UPSTANDER_OIDC_{name}" for name, value in found.items() if not value]:
        raise ConfigurationError(
            f"UPSTANDER_OIDC_ISSUER is set, and {' and '.join(missing)} is not.",
            do="Set all of them, or none.",
        )
    parts = urlsplit(issuer)
    local = parts.hostname in {"127.0.0.1", "localhost"}
    if not parts.hostname or (parts.scheme != "https" and not (local and parts.scheme == "http")):
        raise ConfigurationError(
            "UPSTANDER_OIDC_ISSUER is no https address.", do="Write it as https://sign-on.example."
        )
    further = text("UPSTANDER_OIDC_PAGES").split()
    return SignOn(
        issuer=issuer,
        client_id=found["CLIENT_ID"],
        secret=found["CLIENT_SECRET"],
        name=text("UPSTANDER_OIDC_NAME", "your force’s sign-on"),
        claim=text("UPSTANDER_OIDC_CLAIM", "email"),
        pages=(f"{parts.scheme}://{parts.netloc}", *further),
    )
