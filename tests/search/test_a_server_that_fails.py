"""A search server that is slow, crowded, broken, a stranger or away: people read a sentence, and nothing is lost."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from django.urls import reverse

from cases import actions, outbox
from cases.models import IndexChange
from search import engines, finding, writing
from search.engines.contract import EngineDown, IndexMissing
from search.engines.elastic.connection import Address
from search.engines.elastic.engine import ElasticEngine
from tests.search.shelf import entry, find
from tests.services import free_port

Answer = Callable[[BaseHTTPRequestHandler], None]


def says(status: int, body: object, product: str = "Elasticsearch") -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request.send_response(status)
        request.send_header("X-Elastic-Product", product)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


def says_nothing(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def hangs_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


def breaks_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("X-Elastic-Product", "Elasticsearch")
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(b'{"took": 3, "hits"')
    request.close_connection = True


def fault(name: str) -> dict:
    return {"error": {"type": name, "reason": name, "root_cause": []}, "status": 0}


def found(**other: object) -> dict:
    whole = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
    hits = {"total": {"value": 0, "relation": "eq"}, "hits": []}
    return {"took": 1, "timed_out": False, "_shards": whole, "hits": hits, **other}


TROUBLES: dict[str, tuple[Answer, str]] = {
    "slow": (says_nothing, "too long to answer"),
    "crowded": (says(429, fault("circuit_breaking_exception")), "too much to do"),
    "a red shard": (says(503, fault("search_phase_execution_exception")), "A part of the search index"),
    "broken": (says(500, fault("null_pointer_exception")), "could not carry out"),
    "locked": (says(401, fault("security_exception")), "does not let this installation in"),
    "not for us": (says(403, fault("security_exception")), "does not let this installation in"),
    "a stranger": (says(200, found(), product="Another"), "not understood"),
    "no JSON": (says(200, "<html>Welcome</html>"), "not understood"),
    "half an answer": (breaks_off, "does not answer"),
    "hanging up": (hangs_up, "does not answer"),
    "another shape": (says(200, {"hits": []}), "not understood"),
    "a list": (says(200, []), "not understood"),
    "out of time": (says(200, found(timed_out=True)), "too long to answer"),
    "a part failed": (
        says(200, found(_shards={"total": 2, "successful": 1, "failed": 1})),
        "A part of the search index",
    ),
}  # fmt: skip


@contextmanager
def server(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer(self)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_any

        def log_message(self, *said: object) -> None:
            pass

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.daemon_threads = True
    if tls:
        served.socket = tls.wrap_socket(served.socket, server_side=True)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.shutdown()
        served.server_close()
        thread.join()


def at(served: ThreadingHTTPServer, scheme: str = "http", **other) -> Address:
    values = {"seconds": 0.5, **other}
    return Address((f"{scheme}://127.0.0.1:{served.server_address[1]}",), **values)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_trouble_is_said_in_a_sentence(trouble):
    answer, sentence = TROUBLES[trouble]
    with server(answer) as served:
        engine = ElasticEngine(at(served))
        with pytest.raises(EngineDown, match=sentence) as raised:
            find(engine, "bruise")
        assert str(raised.value).endswith(".")
        for ask in (engine.count, lambda: list(engine.keys())):
            with pytest.raises(EngineDown):
                ask()
        with pytest.raises(EngineDown), engine.writing() as writer:
            writer.apply([entry("1", "bruise")])


def test_a_server_that_is_not_there_is_said():
    engine = ElasticEngine(Address((f"http://127.0.0.1:{free_port()}",), seconds=0.5))
    with pytest.raises(EngineDown, match="does not answer"):
        find(engine, "bruise")


def test_an_index_that_is_not_there_is_another_matter_than_a_server():
    def never_built(request: BaseHTTPRequestHandler) -> None:
        asked_for_all = "_alias" in request.path
        says(200 if asked_for_all else 404, {} if asked_for_all else fault("index_not_found"))(
            request
        )

    with server(never_built) as served, pytest.raises(IndexMissing, match="not been built yet"):
        find(ElasticEngine(at(served)), "bruise")


def test_a_change_that_is_refused_in_part_counts_as_not_applied():
    def refuses(request: BaseHTTPRequestHandler) -> None:
        if "_bulk" in request.path:
            item = {"index": {"_id": "1", "status": 400, "error": {"type": "x", "reason": "y"}}}
            says(200, {"took": 1, "errors": True, "items": [item]})(request)
        else:
            says(200, {"test.g1": {"aliases": {}}})(request)

    with server(refuses) as served, pytest.raises(EngineDown):
        with ElasticEngine(at(served)).writing() as writer:
            writer.apply([entry("1", "bruise")])


# The whole installation


@pytest.fixture
def down(settings):
    settings.SEARCH_URL = [f"http://127.0.0.1:{free_port()}"]


def test_people_read_why_and_everything_else_works(down, rowan, worker, as_user):
    browser = as_user(worker)
    where = browser.post("/find/", {"words": "radiator"})["Location"]
    page = browser.get(where)
    assert page.status_code == 200
    assert "The search server does not answer." in page.content.decode()
    said = actions.record_event(
        by=worker, about=[rowan], kind="visit", happened_on=date(2026, 11, 3), headline="Visit"
    )
    outbox.changed(said)
    assert browser.get(reverse("portal:case_file", args=[rowan.pk])).status_code == 200


def test_what_changes_waits_until_the_server_is_back(down, rowan, worker, settings, tmp_path):
    outbox.changed(rowan)
    waiting = IndexChange.objects.count()
    with pytest.raises(EngineDown):
        writing.apply_waiting()
    assert IndexChange.objects.count() == waiting
    settings.SEARCH_URL, settings.KINFILE_DATA = [], tmp_path
    assert writing.apply_waiting() == waiting
    assert finding.find(worker, "Rowan").total > 0


def test_commands_say_so_and_end_with_their_own_codes(down, worker, capsys):
    with pytest.raises(CommandError, match="does not answer") as ended:
        call_command("find", "radiator", **{"username": worker.username})
    assert ended.value.returncode == 3
    with pytest.raises(CommandError, match="does not answer") as ended:
        call_command("reindex")
    assert ended.value.returncode == 3


# Who it is


def certificates(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """An authority's certificate as a file, and a server that it vouches for."""
    key, authority = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    now = datetime.now(UTC)

    def signed(name: str, public, *, is_authority: bool) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "authority")]))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(is_authority, None), True)
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
                ),
                False,
            )
        )
        return made.sign(authority, hashes.SHA256())

    ca = folder / "ca.pem"
    pem = serialization.Encoding.PEM
    ca.write_bytes(signed("authority", authority.public_key(), is_authority=True).public_bytes(pem))
    both = folder / "server.pem"
    both.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed("server", key.public_key(), is_authority=False).public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return ca, context


def test_the_servers_certificate_is_checked_and_the_key_shown(tmp_path):
    ca, tls = certificates(tmp_path)
    shown: list[str | None] = []

    def counts(request: BaseHTTPRequestHandler) -> None:
        shown.append(request.headers.get("Authorization"))
        says(200, {"count": 7, "_shards": {"failed": 0}})(request)

    with server(counts, tls) as served:
        trusted = ElasticEngine(at(served, "https", ca_path=str(ca), api_key="abc"))
        assert trusted.count() == 7
        assert shown == ["ApiKey abc"]
        with pytest.raises(EngineDown, match="certificate"):
            ElasticEngine(at(served, "https", api_key="abc")).count()
        assert shown == ["ApiKey abc"]


# What `manage.py check` says


def said_by_check(capsys) -> str:
    try:
        call_command("check")
    except CommandError as error:
        return str(error)
    return "".join(capsys.readouterr())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SEARCH_URL", ["search.example:9200"], "no address of a search server"),
        ("SEARCH_URL", ["https://search.example"], "no address of a search server"),
        ("SEARCH_URL", ["https://search.example:port"], "no address of a search server"),
        ("SEARCH_URL", ["http://search.example:9200"], "unencrypted"),
        ("SEARCH_CA_PATH", "/nowhere/ca.pem", "names no file"),
        ("SEARCH_INDEX", "Kin File", "no name for an index"),
        ("SEARCH_INDEX", "a.b", "no name for an index"),
        ("SEARCH_INDEX", "a" * 41, "no name for an index"),
    ],
)
def test_settings_that_cannot_work_are_errors(settings, capsys, name, value, sentence):
    setattr(settings, name, value)
    assert sentence in said_by_check(capsys)


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_a_warning_that_names_it(down, settings, capsys):
    said = said_by_check(capsys)
    assert "does not answer" in said
    assert settings.SEARCH_URL[0].removeprefix("http://") in said


@pytest.mark.django_db
def test_a_server_of_another_version_is_told(settings, capsys):
    def old(request: BaseHTTPRequestHandler) -> None:
        if "_nodes" in request.path:
            says(200, {"nodes": {"a": {"version": "7.17.1"}}})(request)
        elif "_count" in request.path:
            says(200, {"count": 7})(request)
        else:
            says(200, {"status": "green"})(request)

    with server(old) as served:
        settings.SEARCH_URL = list(at(served).hosts)
        said = said_by_check(capsys)
    assert "is Elasticsearch 7.17.1: it must be of version 8." in said


@pytest.mark.django_db
def test_a_missing_index_and_a_second_writer_are_told(settings, tmp_path, capsys):
    settings.KINFILE_DATA = tmp_path
    assert "has not been built yet" in said_by_check(capsys)
    writing.rebuild()
    assert "no issues" in said_by_check(capsys)
    with engines.chosen().writing():
        assert "Two installations share one KINFILE_DATA" in said_by_check(capsys)


@pytest.mark.django_db
def test_a_worker_that_puts_down_lease_and_index_between_two_questions_is_no_second_writer(
    settings, tmp_path, capsys, monkeypatch
):
    settings.KINFILE_DATA = tmp_path
    writing.rebuild()
    seen = iter([True, True, False])
    monkeypatch.setattr(type(engines.chosen()), "is_written", lambda engine: next(seen))
    assert "no issues" in said_by_check(capsys)
    assert next(seen, None) is None, "asked again until nobody wrote"
