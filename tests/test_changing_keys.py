"""A new key of the installation or of its seal: nothing is lost on the way, and nothing old stops being true."""

import json
import os
from datetime import timedelta
from importlib import import_module

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_otp.oath import totp

from cases.models import AuditEvent, AuthenticatorDevice
from documents import rewrapping, seal_keys, sealing, store
from documents.models import StoredFile
from documents.printing import print_release
from tests.documents.sample_release import a_plan
from tests.world import stored

OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture
def installation(settings, tmp_path, council):
    """Two files, a code app and a seal under the old key; the settings hold the new one, a file the old one."""
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_KEY = OLD
    stored(b"first"), stored(b"second")
    AuthenticatorDevice.make(council.user("worker"), confirmed=True)
    seal_keys.council_seal()
    (tmp_path / "old-key").write_text(OLD.hex() + "\n")
    settings.KINFILE_KEY = NEW
    return tmp_path / "old-key"


def plaintexts() -> list[bytes]:
    return sorted(store.read_all(one.pk, one.wrapped_key) for one in StoredFile._base_manager.all())


def test_everything_opens_with_the_new_key_and_no_longer_with_the_old(
    installation, settings, capsys
):
    seed = None
    with pytest.raises(store.Damaged):
        plaintexts()
    settings.KINFILE_KEY = OLD
    seed = AuthenticatorDevice.objects.get().seed
    settings.KINFILE_KEY = NEW
    call_command("change_key", "--old", str(installation), "--json")
    told = json.loads(capsys.readouterr().out)
    # Two files, one app, the seal's own key and its root's.
    assert told == {"changed": 5, "already": 0, "closed": []}
    assert plaintexts() == [b"first", b"second"]
    assert AuthenticatorDevice.objects.get().seed == seed
    assert seal_keys.council_seal().council_name == settings.KINFILE_COUNCIL
    assert AuditEvent.objects.filter(code="installation.key_changed", detail__changed=5).exists()
    settings.KINFILE_KEY = OLD
    with pytest.raises(store.Damaged):
        plaintexts()
    with pytest.raises(seal_keys.CannotSeal):
        seal_keys.council_seal()


def test_a_change_that_was_broken_off_is_ended_by_running_it_again(
    installation, settings, monkeypatch, capsys
):
    """Each file lies in a slice of its own here; the disk fails between the first and the second."""
    monkeypatch.setattr(rewrapping, "_AT_ONCE", 1)

    def fail(count: int, total: int) -> None:
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        rewrapping.rewrap(OLD, fail)
    with pytest.raises(store.Damaged):
        plaintexts()
    call_command("change_key", "--old", str(installation), "--json")
    assert json.loads(capsys.readouterr().out) == {"changed": 4, "already": 1, "closed": []}
    assert plaintexts() == [b"first", b"second"]
    call_command("change_key", "--old", str(installation), "--json")
    assert json.loads(capsys.readouterr().out) == {"changed": 0, "already": 5, "closed": []}


def test_what_opens_with_neither_key_is_named_left_alone_and_stops_nothing(
    installation, settings, capsys
):
    settings.KINFILE_KEY = os.urandom(32)
    stranger = stored(b"of another installation")
    before = bytes(StoredFile._base_manager.get(pk=stranger.pk).wrapped_key)
    settings.KINFILE_KEY = NEW
    with pytest.raises(SystemExit) as ended:
        call_command("change_key", "--old", str(installation))
    assert ended.value.code == 1
    assert f"Stored file {stranger.pk} opens with neither key." in capsys.readouterr().err
    assert bytes(StoredFile._base_manager.get(pk=stranger.pk).wrapped_key) == before
    others = StoredFile._base_manager.exclude(pk=stranger.pk)
    assert sorted(store.read_all(f.pk, f.wrapped_key) for f in others) == [b"first", b"second"]


def test_a_root_key_that_was_kept_elsewhere_is_wrapped_when_it_is_back(
    installation, settings, tmp_path, capsys
):
    folder = settings.KINFILE_DATA / "seal"
    (folder / "root.key").rename(tmp_path / "envelope")
    call_command("change_key", "--old", str(installation), "--json")
    (tmp_path / "envelope").rename(folder / "root.key")
    with pytest.raises(CommandError, match="Put root.key back|change_key"):
        call_command("renew_seal")
    call_command("change_key", "--old", str(installation), "--json")
    call_command("renew_seal")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("not a key", "64 hexadecimal digits"), (NEW.hex(), "Put a new key into the settings first")],
    # The key differs in every process, and the name of a test must not.
    ids=["no key", "the key of today"],
)
def test_a_file_without_the_old_key_changes_nothing(installation, content, sentence):
    installation.write_text(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("change_key", "--old", str(installation))
    assert not AuditEvent.objects.filter(code="installation.key_changed").exists()


def test_a_code_still_opens_the_door_after_the_change(installation, settings, council):
    settings.KINFILE_KEY = OLD
    device = AuthenticatorDevice.objects.get()
    code = f"{totp(device.seed):06d}"
    settings.KINFILE_KEY = NEW
    call_command("change_key", "--old", str(installation), "--json")
    assert AuthenticatorDevice.objects.get().verify_token(code)


def test_seeds_from_before_there_were_keys_for_each_purpose_are_carried_over(council, settings):
    migration = import_module("cases.migrations.0004_code_apps_under_a_key_of_their_own")
    device = AuthenticatorDevice.make(council.user("worker"), confirmed=True)
    seed, nonce = device.seed, os.urandom(12)
    whose = str(device.user_id).encode()
    before = nonce + AESGCM(settings.KINFILE_KEY).encrypt(nonce, seed, whose)
    AuthenticatorDevice.objects.update(encrypted_seed=before)
    migration.wrap_anew(apps, None)
    assert AuthenticatorDevice.objects.get().seed == seed
    migration.wrap_anew(apps, None)
    assert AuthenticatorDevice.objects.get().seed == seed
    migration.wrap_as_before(apps, None)
    sealed = bytes(AuthenticatorDevice.objects.get().encrypted_seed)
    assert AESGCM(settings.KINFILE_KEY).decrypt(sealed[:12], sealed[12:], whose) == seed


def sealed(seal, at) -> bytes:
    pdf = print_release(a_plan(), made_at=at).pdf
    return sealing.seal(pdf, seal=seal, reason="Copy of record", at=at)


def test_a_renewed_seal_keeps_its_root_and_the_copies_sealed_before_stay_valid(
    settings, tmp_path, db, capsys
):
    settings.KINFILE_DATA = tmp_path / "data"
    old = seal_keys.council_seal()
    before = sealed(old, timezone.now())
    call_command("renew_seal")
    assert "The root is the same" in capsys.readouterr().out
    new = seal_keys.council_seal()
    assert (new.root, new.certificate == old.certificate) == (old.root, False)
    later = timezone.now() + timedelta(days=2)
    for pdf in (before, sealed(new, timezone.now())):
        verdict = sealing.check(pdf, trust=new.root, revocation_list=new.revocation_list, at=later)
        assert verdict.is_sound
    assert AuditEvent.objects.filter(code="installation.seal_renewed").exists()


def test_copies_under_a_leaked_key_are_refused(settings, tmp_path, db):
    settings.KINFILE_DATA = tmp_path / "data"
    before = sealed(seal_keys.council_seal(), timezone.now())
    call_command("renew_seal", "--leaked")
    new = seal_keys.council_seal()
    verdict = sealing.check(
        before,
        trust=new.root,
        revocation_list=new.revocation_list,
        at=timezone.now() + timedelta(days=2),
    )
    assert not verdict.is_sound


def test_a_seal_that_is_not_there_or_was_bought_is_not_renewed_here(settings, tmp_path, db):
    settings.KINFILE_DATA = tmp_path / "data"
    with pytest.raises(CommandError, match="There is no seal yet"):
        call_command("renew_seal")
    settings.KINFILE_SEAL_KEY_PATH = "/etc/kinfile/seal.pem"
    with pytest.raises(CommandError, match="a bought seal"):
        call_command("renew_seal")
