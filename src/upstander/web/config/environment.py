"""What a force sets, from the environment: names, secrets, and where things are kept.

A secret may stand in a file instead, named by the same variable with `_FILE` at its end.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from upstander.errors import ConfigurationError

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
    return _made_once(home() / _KEY_FILE)


def _made_once(place: Path) -> str:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("x", encoding="utf-8") as file:
            place.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass  # made by an earlier start
    return place.read_text(encoding="utf-8")


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
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    raise ConfigurationError(
        "DATABASE_URL is neither a PostgreSQL nor a SQLite address.",
        do="Write postgresql://user:password@host:5432/name or sqlite:////folder/file.sqlite3.",
    )


def sqlite(file: Path) -> dict[str, Any]:
    """A SQLite file that several threads write in turn: whoever writes says so at the start."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
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
