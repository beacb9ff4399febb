"""Where this instance keeps its database, its files and its secret key."""

import secrets
from pathlib import Path

import platformdirs

from hygie.config.env import env_text

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent


def data_dir() -> Path:
    """`HYGIE_DATA_DIR`, else `var/` of a checkout, else the user's data folder; created private."""
    chosen = env_text("HYGIE_DATA_DIR")
    if chosen:
        path = Path(chosen).expanduser().resolve()
    elif (CHECKOUT / "pyproject.toml").exists():
        path = CHECKOUT / "var"
    else:
        path = Path(platformdirs.user_data_dir("hygie", "hygie"))
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def secret_key(folder: Path) -> str:
    """`HYGIE_SECRET_KEY`, else a key made once and kept readable by its owner only."""
    given = env_text("HYGIE_SECRET_KEY")
    if given:
        return given
    path = folder / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
