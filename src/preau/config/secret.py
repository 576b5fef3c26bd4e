"""The secret key of an installation that was given none: made once, kept in the data folder, readable by its owner."""

import os
import secrets
from pathlib import Path


def kept_secret(folder: Path, name: str = "secret-key") -> str:
    """The key kept under `folder`, made at the first call (mode 0600)."""
    path = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key
