"""The workbench's settings for tests: a demo's, with a home of its own and quick passwords."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="upstander-test-home-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ.update(UPSTANDER_DEMO="1", UPSTANDER_HOME=_HOME)
os.environ.setdefault("UPSTANDER_FORCE", "Northmoor Police")

from upstander.web.config.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The audit log refuses to be emptied; between tests it has to be (tests/support/flushing).
INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.flushing"]  # noqa: F405
PAGES_WITHOUT_POLICY_RAISE = True
