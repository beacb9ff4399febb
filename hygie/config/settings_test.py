"""Settings of the tests: quick password hashing, files in a temporary folder.

The first process makes the folder, and takes it away as it ends; the workers of pytest-xdist and
the processes that a test starts, some to be killed, put theirs inside.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hygie.config.settings import *  # noqa: F403

FOLDER_GIVEN = "HYGIE_TEST_FOLDER"


def test_folder() -> Path:
    """The folder that all the processes of one run share."""
    given = os.environ.get(FOLDER_GIVEN)
    if given and Path(given).is_dir():
        return Path(given)
    made, maker = tempfile.mkdtemp(prefix="hygie-test-"), os.getpid()
    os.environ[FOLDER_GIVEN] = made

    def take_away() -> None:
        if os.getpid() == maker:  # not in a process that was forked from it
            shutil.rmtree(made, ignore_errors=True)

    atexit.register(take_away)
    return Path(made)


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="media-", dir=test_folder()))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="static-", dir=test_folder()))
ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each client of a test makes its own middleware: no walk through every file of `static` each time.
WHITENOISE_AUTOREFRESH = True
