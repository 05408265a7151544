"""The council's key: made once, encrypted at rest, renewed, withdrawn, and its time."""

import multiprocessing
import shutil
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.exceptions import ImproperlyConfigured
from pyhanko.sign.timestamps import DummyTimeStamper

from documents import seal_keys, sealing
from documents.printing import print_release
from documents.sealing import CouncilSeal
from tests.documents.sample_release import MADE_AT, a_plan

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def printed():
    return print_release(a_plan(), made_at=MADE_AT).pdf


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "seal"


def make(folder, **options):
    return CouncilSeal.load_or_create(folder, KEY, "Northmoor Council", **{"at": MADE_AT} | options)


def sealed_by(seal, printed, at=MADE_AT, **options):
    return sealing.seal(printed, seal=seal, reason="Copy of record", at=at, **options)


def test_it_is_made_once_and_found_again(folder):
    first, second = make(folder), make(folder, at=MADE_AT + timedelta(days=1))
    assert first.certificate == second.certificate
    assert first.council_name == "Northmoor Council"
    assert first.certificate.issuer == first.root.subject
    assert first.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_its_files_are_encrypted_and_for_the_owner_only(folder):
    make(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    for name in ("root.key", "seal.pem"):
        pem = (folder / name).read_bytes()
        assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        with pytest.raises(TypeError):
            serialization.load_pem_private_key(pem, None)


def test_another_installation_key_does_not_open_it(folder):
    make(folder)
    with pytest.raises(sealing.CannotSeal, match="cannot be read or opened"):
        CouncilSeal.load_or_create(folder, bytes(32), "Northmoor Council")


def test_a_lost_file_is_said_and_nothing_is_made_in_its_place(folder):
    make(folder)
    (folder / "seal.pem").unlink()
    with pytest.raises(sealing.CannotSeal, match="Restore its files"):
        make(folder)
    assert not (folder / "seal.pem").exists()


def test_a_key_and_a_certificate_that_do_not_belong_together_are_refused(folder, tmp_path):
    make(folder)
    make(tmp_path / "other")
    with pytest.raises(sealing.CannotSeal, match="not the certificate of the key"):
        CouncilSeal.load(
            key_file=folder / "seal.pem",
            certificate_file=tmp_path / "other" / "seal.pem",
            root_file=folder / "root.pem",
            passphrase=seal_keys._passphrase(KEY),
        )


def test_processes_that_start_together_get_the_same_seal(folder):
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def child():
        there.send(make(folder).root_pem())

    children = [context.Process(target=child) for _ in range(6)]
    for process in children:
        process.start()
    roots = {here.recv() for _ in children}
    for process in children:
        process.join(30)
    assert roots == {make(folder).root_pem()}
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_a_council_with_a_very_long_name_gets_a_seal_too(folder, printed):
    name = "The Metropolitan Borough Council of a Place With a Remarkably Long Name Indeed"
    seal = CouncilSeal.load_or_create(folder, KEY, name, at=MADE_AT)
    assert sealing.check(sealed_by(seal, printed), trust=seal.root, at=MADE_AT).is_sound


def test_nothing_is_sealed_once_the_certificate_has_ended(folder, printed):
    seal = make(folder)
    with pytest.raises(sealing.CannotSeal, match="Renew it before sealing again"):
        sealed_by(seal, printed, at=MADE_AT + timedelta(days=3651))


def test_a_file_stays_sound_after_the_certificate_has_ended(folder, printed):
    seal = make(folder)
    sealed = sealed_by(seal, printed)
    later = MADE_AT + timedelta(days=20 * 365)
    for revocation_list in (None, seal.revocation_list):
        assert sealing.check(
            sealed, trust=seal.root, revocation_list=revocation_list, at=later
        ).is_sound


def test_a_renewed_key_seals_and_the_files_of_the_old_one_stay_sound(folder, printed):
    old = make(folder)
    before = sealed_by(old, printed)
    later = MADE_AT + timedelta(days=3600)
    new = seal_keys.renew(folder, KEY, at=later)
    assert new.certificate == make(folder).certificate
    assert new.root == old.root
    assert new.certificate != old.certificate
    after = sealed_by(new, printed, at=later)
    for pdf in (before, after):
        assert sealing.check(
            pdf, trust=new.root, revocation_list=new.revocation_list, at=later
        ).is_sound


def test_it_is_renewed_only_with_the_key_of_its_root(folder, tmp_path):
    make(folder)
    (folder / "root.key").rename(tmp_path / "safe")
    assert make(folder)
    with pytest.raises(sealing.CannotSeal, match="Put root.key back"):
        seal_keys.renew(folder, KEY, at=MADE_AT)
    make(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "root.key", folder / "root.key")
    with pytest.raises(sealing.CannotSeal, match="did not make this root"):
        seal_keys.renew(folder, KEY, at=MADE_AT)


def test_another_customer_of_the_same_root_cannot_seal_for_the_council(folder, printed):
    council = make(folder)
    shutil.copytree(folder, folder.parent / "theirs")
    root_key = serialization.load_pem_private_key(
        (folder / "root.key").read_bytes(), seal_keys._passphrase(KEY)
    )
    for name, content in seal_keys._issue(
        "Another Company", root_key, council.root, [], KEY, MADE_AT
    ).items():
        (folder.parent / "theirs" / name).write_bytes(content)
    theirs = sealed_by(make(folder.parent / "theirs"), printed)
    assert sealing.check(theirs, trust=council.root, council="Another Company", at=MADE_AT).is_sound
    verdict = sealing.check(theirs, trust=council.root, council="Northmoor Council", at=MADE_AT)
    assert not verdict.is_sound
    assert "does not belong to Northmoor Council" in verdict.sentence


def test_files_of_a_leaked_key_are_refused(folder, printed):
    old = make(folder)
    before = sealed_by(old, printed)
    later = MADE_AT + timedelta(days=30)
    new = seal_keys.renew(folder, KEY, at=later, because_leaked=True)
    again = seal_keys.renew(folder, KEY, at=later + timedelta(days=1))
    for seal in (new, again):
        verdict = sealing.check(
            before,
            trust=seal.root,
            revocation_list=seal.revocation_list,
            at=later + timedelta(days=2),
        )
        assert not verdict.is_sound
        assert "Northmoor Council has withdrawn" in verdict.sentence
        after = sealed_by(seal, printed, at=later + timedelta(days=2))
        assert sealing.check(
            after,
            trust=seal.root,
            revocation_list=seal.revocation_list,
            at=later + timedelta(days=3),
        ).is_sound


def test_the_settings_name_the_folder_or_the_councils_own_files(settings, vault, printed, folder):
    now = datetime.now(UTC)
    settings.KINFILE_COUNCIL = "Northmoor Council"
    ours = sealing.council_seal()
    assert (vault / "seal" / "seal.pem").exists()
    pdf = sealed_by(ours, printed, at=now)
    assert sealing.check_copy(pdf).is_sound

    bought = make(folder, at=now)
    settings.KINFILE_SEAL_KEY_PATH = str(folder / "seal.pem")
    settings.KINFILE_SEAL_CERTIFICATE_PATH = str(folder / "seal.pem")
    settings.KINFILE_SEAL_ROOT_PATH = str(folder / "root.pem")
    with pytest.raises(ImproperlyConfigured, match="KINFILE_SEAL_PASSPHRASE"):
        sealing.council_seal()
    settings.KINFILE_SEAL_PASSPHRASE = seal_keys._passphrase(KEY).decode()
    assert sealing.council_seal().certificate == bought.certificate
    assert not sealing.check_copy(pdf).is_sound
    assert sealing.check_copy(sealed_by(sealing.council_seal(), printed, at=now)).is_sound


def test_a_time_stamping_service_vouches_for_the_time(
    settings, vault, printed, folder, stamping_service
):
    settings.KINFILE_TIMESTAMP_URL, root_file = stamping_service
    settings.KINFILE_TIMESTAMP_ROOT_PATH = str(root_file)
    seal, service = make(folder), sealing.time_service()
    sealed = sealed_by(seal, printed, time_service=service)
    at = MADE_AT + timedelta(days=1)
    verdict = sealing.check(sealed, trust=seal.root, time_trust=service.roots, at=at)
    assert verdict.is_sound
    assert verdict.time_source == sealing.TIME_STAMP
    assert verdict.sealed_at == MADE_AT + timedelta(seconds=2)
    assert "independent time stamp" in verdict.sentence

    distrusting = sealing.check(sealed, trust=seal.root, at=at)
    assert not distrusting.is_sound
    assert "time stamp cannot be trusted" in distrusting.sentence


@pytest.mark.parametrize("answer", ["none", "one that its root does not vouch for"])
def test_a_service_that_fails_costs_the_stamp_but_not_the_seal(
    printed, folder, stamping_service, answer
):
    seal = make(folder)
    url = "http://127.0.0.1:9/" if answer == "none" else stamping_service[0]
    service = sealing.TimeService(url, (seal.root,))
    sealed = sealed_by(seal, printed, time_service=service)
    verdict = sealing.check(sealed, trust=seal.root, at=MADE_AT)
    assert verdict.is_sound
    assert verdict.time_source == sealing.OWN_CLOCK
    assert "own clock" in verdict.sentence


def test_a_service_is_used_only_when_the_settings_name_it_and_its_root(settings):
    settings.KINFILE_TIMESTAMP_URL = ""
    assert sealing.time_service() is None
    settings.KINFILE_TIMESTAMP_URL = "http://127.0.0.1:9/"
    with pytest.raises(ImproperlyConfigured, match="KINFILE_TIMESTAMP_ROOT_PATH"):
        sealing.time_service()


@pytest.fixture
def stamping_service(tmp_path):
    """The address of a time stamping service on this machine, and the file with its root."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time stamps for tests")])
    root = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(MADE_AT - timedelta(days=1))
        .not_valid_after(MADE_AT + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    service = DummyTimeStamper(
        asn1_x509.Certificate.load(root.public_bytes(serialization.Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
        fixed_dt=MADE_AT + timedelta(seconds=2),
    )
    with served(service) as url:
        file = tmp_path / "stamps.pem"
        file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        yield url, file


@contextmanager
def served(service):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = service.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
