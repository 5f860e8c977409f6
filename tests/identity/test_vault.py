"""Sealed is sealed: nothing in the clear, nothing exchanged, keys can be replaced."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from identity import vault
from identity.models import IdentityCheck
from identity.services import pictures
from tests.identity.conftest import NIK, send

KEYS = [Fernet.generate_key().decode() for _ in range(2)]


def test_what_is_put_away_lies_sealed_and_for_us_only(settings):
    name = vault.put(b"a face")
    path = Path(settings.IDENTITY_ROOT) / name
    assert b"a face" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert vault.get(name) == b"a face"


def test_a_file_in_the_place_of_another_does_not_open(settings):
    mine, theirs = vault.put(b"mine"), vault.put(b"theirs")
    root = Path(settings.IDENTITY_ROOT)
    (root / mine).write_bytes((root / theirs).read_bytes())
    with pytest.raises(vault.SealBroken):
        vault.get(mine)


def test_a_changed_byte_does_not_open(settings):
    name = vault.put(b"a face")
    path = Path(settings.IDENTITY_ROOT) / name
    sealed = bytearray(path.read_bytes())
    sealed[40] ^= 1
    path.write_bytes(bytes(sealed))
    with pytest.raises(vault.SealBroken):
        vault.get(name)


def test_a_foreign_key_opens_nothing(settings):
    settings.IDENTITY_KEYS = KEYS[:1]
    sealed = vault.seal("x", b"secret")
    settings.IDENTITY_KEYS = KEYS[1:]
    with pytest.raises(vault.SealBroken):
        vault.unseal("x", sealed)


@pytest.mark.django_db
def test_a_new_key_replaces_the_old_one(settings, farid, now):
    settings.IDENTITY_KEYS = KEYS[:1]
    check = send(farid, now)
    settings.IDENTITY_KEYS = [KEYS[1], KEYS[0]]
    before = pictures.look_at(check=check, side="selfie", by=farid, now=now)
    call_command("reseal_identities")
    settings.IDENTITY_KEYS = KEYS[1:]
    assert pictures.look_at(check=check, side="selfie", by=farid, now=now) == before
    sealed = IdentityCheck.objects.get().number_sealed
    assert vault.unseal(f"number:{farid.pk}", sealed.encode()) == NIK.encode()


def test_doctor_asks_for_keys_in_production_and_for_good_ones(settings):
    settings.DEBUG = settings.DEMO = False
    assert "set IDENTITY_KEYS" in vault.trouble()
    settings.IDENTITY_KEYS = ["not a key"]
    assert "no Fernet key" in vault.trouble()
    settings.IDENTITY_KEYS = KEYS
    assert vault.trouble() == ""
    settings.IDENTITY_KEYS, settings.DEBUG = [], True
    assert vault.trouble() == ""
