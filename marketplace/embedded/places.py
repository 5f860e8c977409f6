"""Folders: where data lives, where a socket fits, and what an unprivileged user can reach."""

import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from marketplace.embedded.processes import Identity

SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103  # bytes, of the kernel
SHARED_ROOTS = ("/var/lib/karya", "/var/tmp/karya")  # noqa: S108 -- checked to be root's own


def make_folder(folder: Path, mode: int = 0o700) -> Path:
    """Make it, if it is not there."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    return folder


def database_identity(home: Path) -> Identity:
    """Postgres refuses to run as root: the owner of existing data, else an unprivileged user."""
    if os.geteuid() != 0:
        return Identity()
    data = home / "data"
    if data.exists() and data.stat().st_uid != 0:
        return Identity(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(user.pw_uid, user.pw_gid)
    raise RuntimeError("Postgres does not run as root, and there is no user “nobody” to run it as.")


def can_reach(identity: Identity, path: Path) -> bool:
    """Whether that user can enter the folder, with all folders above it."""
    if identity.uid is None:
        return True
    asked = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        cwd="/",
        check=False,
        **identity.options(),
    )
    return asked.returncode == 0


def database_home(data_dir: Path) -> Path:
    """The folder of the embedded Postgres.

    It is DATA_DIR/postgres; where an unprivileged user cannot reach that (root's home is closed,
    and stays closed), DATA_DIR/postgres is a link to a folder under /var/lib/karya.
    """
    home = data_dir / "postgres"
    if home.exists():
        return home.resolve()
    home.unlink(missing_ok=True)  # a link whose target is gone
    if can_reach(database_identity(home), data_dir):
        return make_folder(home, 0o711)
    shared = _shared_folder()
    home.symlink_to(shared)
    return shared


def reachable_copy(identity: Identity, packages: list[Path], home: Path) -> Path:
    """The folder holding these packages, copied beside the data where the user cannot read them."""
    origin = packages[0].parent
    if can_reach(identity, packages[0]):
        return origin
    copy = home / "programs"
    stamp = copy / "copied-from"
    now_there = f"{origin} {packages[0].stat().st_mtime_ns}"
    if not stamp.exists() or stamp.read_text() != now_there:
        shutil.rmtree(copy, ignore_errors=True)
        for package in packages:
            shutil.copytree(package, copy / package.name, symlinks=True)
        _open_for_reading(copy)
        stamp.write_text(now_there)
    return copy


def socket_folder(wanted: Path, longest_name: str, identity: Identity) -> Path:
    """A private folder for a socket: the wanted one, or a short one where the path is too long."""
    folder = wanted
    if len(os.fsencode(wanted / longest_name)) > SOCKET_PATH_LIMIT:
        pointer = wanted.parent / f"{wanted.name}.path"
        known = Path(pointer.read_text()) if pointer.exists() else None
        folder = known if known and known.is_dir() else Path(tempfile.mkdtemp("", "karya-", "/tmp"))
        pointer.write_text(str(folder))
    make_folder(folder)
    give_to(identity, folder)
    return folder


def give_to(identity: Identity, folder: Path) -> None:
    """Make a folder that user's own and nobody else's."""
    folder.chmod(0o700)
    if identity.uid is not None and identity.gid is not None:
        os.chown(folder, identity.uid, identity.gid)


def _shared_folder() -> Path:
    for root in map(Path, SHARED_ROOTS):
        try:
            make_folder(root, 0o755)
        except OSError:
            continue
        if root.lstat().st_uid == 0 and stat.S_ISDIR(root.lstat().st_mode):
            root.chmod(0o755)
            return make_folder(root / secrets.token_hex(4), 0o711)
    raise RuntimeError(f"No folder for the database could be made in {' or '.join(SHARED_ROOTS)}.")


def _open_for_reading(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
