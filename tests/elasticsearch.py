"""A real Elasticsearch for the tests: fetched once into a cache folder, started on loopback, stopped again.

`python3 -m tests.elasticsearch` fetches it, from Maven Central. It is Elasticsearch as its makers give it to those who
test against it: the server with its core modules, which is all that Kinfile asks of it. Needs Java 17.
Nothing but the standard library is imported here, so that it can be fetched before anything is installed.
"""

import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "8.19.0"
SHA256 = "14833b2d86c30656901f92049f81fb5777a8e4545413c8656cd1a21b55173033"
# A council's own mirror of Maven Central can stand in its place.
REPOSITORY = os.environ.get("MAVEN_REPOSITORY_URL", "https://repo1.maven.org/maven2")
_PATH = f"org/elasticsearch/distribution/integ-test-zip/elasticsearch/{VERSION}/elasticsearch-{VERSION}.zip"
_USER = "kinfile-search"
_PATIENCE = 240.0


def cached() -> Path:
    """Where the distribution lies once it was fetched."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "kinfile" / f"elasticsearch-{VERSION}.zip"


def fetch() -> Path:
    """The distribution, fetched if it is not there yet, and whole: anything else raises `SystemExit`."""
    file = cached()
    if file.exists() and _sha256(file) == SHA256:
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    # urllib heeds the proxies and the certificates that the environment names.
    with urllib.request.urlopen(f"{REPOSITORY}/{_PATH}", timeout=120) as answer:
        with part.open("wb") as to:
            shutil.copyfileobj(answer, to, 1024 * 1024)
    if _sha256(part) != SHA256:
        part.unlink()
        raise SystemExit("What came is not the Elasticsearch that was asked for.")
    part.replace(file)
    return file


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def java() -> Path | None:
    """The home of a Java 17 or younger, or None."""
    if given := os.environ.get("ES_JAVA_HOME"):
        return Path(given)
    found = sorted(Path("/usr/lib/jvm").glob("java-17-openjdk-*/bin/java"))
    return found[0].parent.parent if found else None


def can_be_started() -> bool:
    return cached().exists() and java() is not None


class Cluster:
    """Some nodes on this machine. `addresses` are those of their doors, whether they are open or not."""

    def __init__(self, folder: Path, count: int, heap_megabytes: int = 512) -> None:
        self._heap = heap_megabytes
        self._folder = folder
        self._ports = [(_free_port(), _free_port()) for _ in range(count)]
        self._nodes: list[subprocess.Popen | None] = [None] * count
        self._owner: dict = {}
        with zipfile.ZipFile(cached()) as archive:
            archive.extractall(folder)
        self._home = folder / f"elasticsearch-{VERSION}"
        for program in (self._home / "bin").iterdir():
            program.chmod(0o755)
        if os.geteuid() == 0:
            user = _system_user()
            self._owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        for number in range(count):
            self._lay_out(number)
        if self._owner:
            folder.chmod(0o755)
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self._owner["user"], self._owner["group"])
        for number in range(count):
            self.start(number)

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{http}" for http, _ in self._ports]

    def _lay_out(self, number: int) -> None:
        node = self._folder / f"node-{number}"
        for name in ("config", "data", "logs", "tmp"):
            (node / name).mkdir(parents=True)
        for name in ("jvm.options", "log4j2.properties"):
            shutil.copy(self._home / "config" / name, node / "config" / name)
        http, transport = self._ports[number]
        settings = {
            "cluster.name": f"kinfile-{self._ports[0][1]}",
            "node.name": f"node-{number}",
            "path.data": str(node / "data"),
            "path.logs": str(node / "logs"),
            "network.host": "127.0.0.1",
            "http.port": http,
            "transport.port": transport,
            "xpack.security.enabled": False,
            # A full disk of the machine that tests is not what is tested.
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        if len(self._ports) == 1:
            settings["discovery.type"] = "single-node"
        else:
            settings["discovery.seed_hosts"] = [f"127.0.0.1:{port}" for _, port in self._ports]
            settings["cluster.initial_master_nodes"] = [
                f"node-{other}" for other in range(len(self._ports))
            ]
        lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
        (node / "config" / "elasticsearch.yml").write_text("\n".join(lines))

    def start(self, number: int) -> None:
        node = self._folder / f"node-{number}"
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(node),
            "ES_JAVA_HOME": str(java()),
            "ES_PATH_CONF": str(node / "config"),
            "ES_TMPDIR": str(node / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{self._heap}m -Xmx{self._heap}m",
        }
        with (node / "logs" / "output").open("wb") as output:
            self._nodes[number] = subprocess.Popen(
                [self._home / "bin" / "elasticsearch"],
                env=environment,
                cwd=node,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._owner,
            )

    def kill(self, number: int) -> None:
        """End a node as a power cut would."""
        process = self._nodes[number]
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self._nodes[number] = None

    def wait_for(self, nodes: int, status: str = "yellow", *, ask: int = 0) -> None:
        """Wait until node `ask` sees so many nodes and that health. Raises `TimeoutError`."""
        until = time.monotonic() + _PATIENCE
        question = f"{self.addresses[ask]}/_cluster/health?wait_for_nodes={nodes}&wait_for_status={status}&timeout=5s"
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(question, timeout=10) as answer:
                    if not json.load(answer)["timed_out"]:
                        return
            except OSError:
                time.sleep(0.5)
        raise TimeoutError((self._folder / f"node-{ask}" / "logs" / "output").read_text()[-2000:])

    def stop(self) -> None:
        for number in range(len(self._nodes)):
            self.kill(number)


@contextmanager
def cluster(count: int = 1, heap_megabytes: int = 512) -> Iterator[Cluster]:
    """So many nodes that form one cluster, ready to be asked. Their data is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kinfile-es-", dir="/tmp"))
    nodes = Cluster(folder, count, heap_megabytes)
    try:
        nodes.wait_for(count, "green")
        yield nodes
    finally:
        nodes.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _system_user() -> pwd.struct_passwd:
    """Elasticsearch refuses root: then a user of the system's runs it, who owns nothing else."""
    try:
        return pwd.getpwnam(_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER]
        subprocess.run(command, check=True)
        return pwd.getpwnam(_USER)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.stdout.write(f"{fetch()}\n")
