"""What a force sets: each value that fits, its look-alike that does not, and the sentence."""

from typing import Any

import pytest

from upstander.errors import ConfigurationError
from upstander.web.config import environment
from upstander.web.config.environment import SecondFactor

LONG = "aB3-dE6_gH9.jK2mN5pQ8sT1vW4yZ7bC0eF3hI6"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("SECRET_KEY", "OIDC_ISSUER", "IDLE_MINUTES", "HOSTS"):
        monkeypatch.delenv(f"UPSTANDER_{name}", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("UPSTANDER_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (LONG + "x", ""),
        (LONG[:30], "too short or too plain"),
        ("change-me", "too short or too plain"),
        ("ab" * 30, "too short or too plain"),
        ("", "is not set"),
    ],
)
def test_a_secret_in_earnest(given: str, error: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UPSTANDER_SECRET_KEY", given)
    if not error:
        assert environment.secret_key(demo=False) == given
        return
    with pytest.raises(ConfigurationError, match=error) as refused:
        environment.secret_key(demo=False)
    assert not given or given not in str(refused.value)


def test_a_secret_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    (tmp_path / "key").write_text(f"{LONG}x\n")
    monkeypatch.setenv("UPSTANDER_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment.secret_key(demo=False) == f"{LONG}x"
    monkeypatch.setenv("UPSTANDER_SECRET_KEY_FILE", str(tmp_path / "other"))
    with pytest.raises(ConfigurationError, match="cannot be read"):
        environment.secret_key(demo=False)


def test_a_demo_makes_its_own_secret_once(tmp_path: Any):
    made = environment.secret_key(demo=True)
    assert len(made) > 40 and environment.secret_key(demo=True) == made
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"ENGINE": "django.db.backends.sqlite3"}),
        ("sqlite:////data/a.sqlite3", {"NAME": "file:/data/a.sqlite3?mode=rw"}),
        (
            "postgresql://who:p%40ss@host:5433/leads?sslmode=verify-full",
            {
                "ENGINE": "django.db.backends.postgresql", "NAME": "leads", "USER": "who",
                "PASSWORD": "p@ss", "HOST": "host", "PORT": "5433",
                "CONN_HEALTH_CHECKS": True, "OPTIONS": {"connect_timeout": "5", "tcp_user_timeout": "30000", "sslmode": "verify-full"},
            },
        ),
    ],
)  # fmt: skip
def test_databases(url: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", url)
    assert environment.database().items() >= expected.items()


def test_another_database_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://who:secret@host/leads")
    with pytest.raises(ConfigurationError, match="neither") as refused:
        environment.database()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("given", "fits"), [("1", True), ("480", True), ("0", False), ("481", False), ("a while", False), ("-5", False)])  # fmt: skip
def test_minutes(given: str, fits: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UPSTANDER_IDLE_MINUTES", given)
    if fits:
        assert environment.minutes("UPSTANDER_IDLE_MINUTES", 30) == int(given)
    else:
        with pytest.raises(ConfigurationError, match="no number of minutes"):
            environment.minutes("UPSTANDER_IDLE_MINUTES", 30)


@pytest.mark.parametrize(
    ("given", "fits"),
    [("1", True), ("366", True), ("0", False), ("367", False), ("-1", False), ("a month", False)],
)
def test_days(given: str, fits: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UPSTANDER_WATCH_LIST_DAYS", given)
    if fits:
        assert environment.days("UPSTANDER_WATCH_LIST_DAYS", 90) == int(given)
    else:
        with pytest.raises(ConfigurationError, match="no number of days"):
            environment.days("UPSTANDER_WATCH_LIST_DAYS", 90)


@pytest.mark.parametrize(
    ("demo", "trusted", "comes_to"),
    [
        (False, "", SecondFactor.ALWAYS),
        (False, "1", SecondFactor.NOT_AFTER_SIGN_ON),
        (True, "", SecondFactor.NEVER),
    ],
)
def test_who_needs_a_second_factor(
    demo: bool, trusted: str, comes_to: SecondFactor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("UPSTANDER_OIDC_SECOND_FACTOR", trusted)
    assert environment.SecondFactor.of(demo=demo) is comes_to


@pytest.mark.parametrize(
    ("issuer", "more", "error"),
    [
        ("https://on.example/", {"CLIENT_ID": "a", "CLIENT_SECRET": "b"}, ""),
        ("http://127.0.0.1:9000", {"CLIENT_ID": "a", "CLIENT_SECRET": "b"}, ""),
        ("http://on.example", {"CLIENT_ID": "a", "CLIENT_SECRET": "b"}, "no https address"),
        ("on.example", {"CLIENT_ID": "a", "CLIENT_SECRET": "b"}, "no https address"),
        ("https://on.example", {"CLIENT_ID": "a"}, "UPSTANDER_OIDC_CLIENT_SECRET is not"),
    ],
)
def test_a_forces_own_sign_on(
    issuer: str, more: dict[str, str], error: str, monkeypatch: pytest.MonkeyPatch
):
    assert environment.sign_on() is None
    for name, value in (more | {"ISSUER": issuer}).items():
        monkeypatch.setenv(f"UPSTANDER_OIDC_{name}", value)
    if error:
        with pytest.raises(ConfigurationError, match=error):
            environment.sign_on()
        return
    made = environment.sign_on()
    assert made is not None and made.pages == (issuer.rstrip("/"),) and made.claim == "email"
