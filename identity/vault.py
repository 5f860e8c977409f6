"""Seals what must stay private: pictures as files, numbers as text. Nothing is stored in the clear.

Fernet (AES-128-CBC with HMAC-SHA256), by the `cryptography` library. The first key of
IDENTITY_KEYS seals, all of them open, so that a key can be replaced without a pause. Every seal
names what it is for: a file that is put in the place of another does not open.
"""

import base64
import hashlib
import os
import uuid
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """Not sealed by a key of ours, or for something else."""


def seal(purpose: str, content: bytes) -> bytes:
    """Close content so that only a key of the settings opens it, for this purpose."""
    return _keys().encrypt(_head(purpose) + content)


def unseal(purpose: str, sealed: bytes) -> bytes:
    """What was sealed for this purpose; raises SealBroken for anything else."""
    try:
        opened = _keys().decrypt(sealed)
    except InvalidToken:
        raise SealBroken(purpose) from None
    head = _head(purpose)
    if not opened.startswith(head):
        raise SealBroken(purpose)
    return opened[len(head) :]


def put(content: bytes) -> str:
    """Keep content sealed in a new file; returns the file's name, which says nothing."""
    name = uuid.uuid4().hex
    folder = Path(settings.IDENTITY_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(_path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal(_file(name), content))
        file.flush()
        os.fsync(file.fileno())
    return name


def get(name: str) -> bytes:
    """The content of a file; raises FileNotFoundError or SealBroken."""
    return unseal(_file(name), _path(name).read_bytes())


def remove(name: str) -> None:
    """Delete a file; one that is gone already is fine."""
    _path(name).unlink(missing_ok=True)


def reseal(name: str) -> None:
    """Seal a file with the newest key."""
    content, new = get(name), _path(f"{name}.new")
    new.write_bytes(seal(_file(name), content))
    new.chmod(0o600)
    new.replace(_path(name))


def names() -> list[str]:
    """The names of all files that lie here."""
    return sorted(path.name for path in _files())


def names_older_than(moment: datetime) -> list[str]:
    """The names of files that have not been written since then."""
    return sorted(path.name for path in _files() if path.stat().st_mtime < moment.timestamp())


def trouble() -> str:
    """What is wrong with the keys, for `doctor`; empty when all is well."""
    try:
        if unseal("doctor", seal("doctor", b"well")) != b"well":
            return "what is sealed does not open"
    except ValueError:
        return "IDENTITY_KEYS holds something that is no Fernet key"
    if not settings.IDENTITY_KEYS and not (settings.DEBUG or settings.DEMO):
        return "set IDENTITY_KEYS: identity pictures are sealed with a key made from SECRET_KEY"
    return ""


def _keys() -> MultiFernet:
    keys = settings.IDENTITY_KEYS or [_from_secret()]
    return MultiFernet([Fernet(key) for key in keys])


def _from_secret() -> str:
    """For development and demonstrations: a key from SECRET_KEY, so that nothing is to be set."""
    digest = hashlib.sha256(b"karya identity " + settings.SECRET_KEY.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()


def _head(purpose: str) -> bytes:
    return purpose.encode() + b"\x00"


def _file(name: str) -> str:
    return f"picture:{name}"


def _files() -> list[Path]:
    folder = Path(settings.IDENTITY_ROOT)
    return list(folder.iterdir()) if folder.is_dir() else []


def _path(name: str) -> Path:
    return Path(settings.IDENTITY_ROOT) / Path(name).name
