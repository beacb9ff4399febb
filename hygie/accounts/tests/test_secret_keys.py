"""The secret key of the instance is changed: second factors encrypted with the former one open."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import InvalidToken

from hygie.accounts.adapter import SecondFactorAdapter


def test_a_secret_of_the_former_key_is_read_while_that_key_is_known(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "former key", []
    kept = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", ["older", "former key"]
    assert SecondFactorAdapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        SecondFactorAdapter().decrypt(kept)


def test_former_keys_come_from_a_file_of_the_server(tmp_path: Path) -> None:
    file = tmp_path / "former_keys"
    file.write_text("first,key\nsecond-key\n", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", "from hygie.config import settings as s; "
         "print(s.SECRET_KEY_FALLBACKS)"],
        env={**os.environ, "HYGIE_SECRET_KEY_FALLBACKS_FILE": str(file),
             "HYGIE_DATA_DIR": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "['first,key', 'second-key']"
