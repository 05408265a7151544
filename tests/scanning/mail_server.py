"""A small IMAP server over TLS, for what the worker asks of a real one. One user, messages in memory."""

import datetime
import re
import shlex
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "papers", "correct horse"


class MailServer(socketserver.ThreadingTCPServer):
    """`folders`: name -> uid -> message. `drop_after`: the command after which the line goes dead."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.context = context
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.drop_after = ""
        self.refuses_moves = False
        self.fetched = 0
        self._uid = 0

    def deliver(self, message: bytes, folder: str = "INBOX") -> None:
        self._uid += 1
        self.folders[folder][self._uid] = message

    def get_request(self):
        line, address = super().get_request()
        return self.context.wrap_socket(line, server_side=True), address

    def handle_error(self, request, client_address) -> None:
        """A client that does not trust the certificate breaks off, as it should."""


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.folder = ""
        self._say("* OK ready")
        with suppress(ConnectionError, ssl.SSLError):
            while line := self.rfile.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                name, _, told = rest.partition(" ")
                name = name.upper()
                if name == "UID":
                    name, _, told = told.partition(" ")
                    name = name.upper()
                answer = getattr(self, f"_{name.lower()}", None)
                self._say(f"{tag} {answer(told) if answer else 'BAD unknown'}")
                if name == "LOGOUT" or (name and name == self.server.drop_after):
                    return

    def _say(self, line: str, literal: bytes | None = None) -> None:
        self.wfile.write(line.encode() + b"\r\n" if literal is None else line.encode() + literal)

    def _capability(self, told: str) -> str:
        self._say("* CAPABILITY IMAP4rev1 MOVE")
        return "OK done"

    def _login(self, told: str) -> str:
        return "OK in" if shlex.split(told) == [USER, PASSWORD] else "NO wrong"

    def _select(self, told: str) -> str:
        folder = told.strip('"')
        if folder not in self.server.folders:
            return "NO there is none"
        self.folder = folder
        self._say(f"* {len(self.server.folders[folder])} EXISTS")
        return "OK selected"

    def _list(self, told: str) -> str:
        for folder in self.server.folders:
            if told.endswith(folder) or told.endswith(f'"{folder}"'):
                self._say(f'* LIST (\\HasNoChildren) "/" "{folder}"')
        return "OK listed"

    def _create(self, told: str) -> str:
        self.server.folders.setdefault(told.strip('"'), {})
        return "OK made"

    def _search(self, told: str) -> str:
        uids = " ".join(map(str, sorted(self.server.folders[self.folder])))
        self._say(f"* SEARCH {uids}".rstrip())
        return "OK searched"

    def _fetch(self, told: str) -> str:
        uid = int(told.split()[0])
        message = self.server.folders[self.folder].get(uid)
        if message is None:
            return "OK none"
        size = len(message)
        part = re.search(r"BODY\.PEEK\[(\w*)\]", told)[1]
        if part == "HEADER":
            message = message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        else:
            self.server.fetched += 1
        head = (
            f"* 1 FETCH (UID {uid} FLAGS () RFC822.SIZE {size} BODY[{part}] {{{len(message)}}}\r\n"
        )
        self._say(head, message + b")\r\n")
        return "OK fetched"

    def _move(self, told: str) -> str:
        uid, _, folder = told.partition(" ")
        if self.server.refuses_moves:
            return "NO not allowed"
        message = self.server.folders[self.folder].pop(int(uid), None)
        if message is not None:
            self.server.deliver(message, folder.strip('"'))
        return "OK moved"

    def _logout(self, told: str) -> str:
        self._say("* BYE")
        return "OK bye"

    def _noop(self, told: str) -> str:
        return "OK"


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Runs until left. Its certificate, `folder`/server.pem, is trusted by nobody who is not told to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(folder))
    with MailServer(context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret
