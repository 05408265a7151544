"""`manage.py scan PATH...`: hand files in from the command line."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cases import access, merging, references
from cases.actions import Problem
from cases.models import IndexChange, Person, User
from documents import readings
from documents.filing import people_to_file_for
from documents.models import Reading
from documents.store import StoreError
from portal.worker import Workshop, stopped_by_signals
from scanning import progress as progress_of
from scanning import reading, second_pass, workers
from scanning.actions import intake
from scanning.models import Batch, Image

FAILED = {"failed", "refused"}
OUTCOMES = {
    Image.State.WAITING: "waiting",
    Image.State.READ: "left",
    Image.State.FAILED: "failed",
    Image.State.FILED: "filed",
    Image.State.BLANK: "blank",
    Image.State.SEPARATOR: "separator",
    Image.State.REJECTED: "rejected",
}


class Command(BaseCommand):
    help = (
        "Take files in as one batch: PDF, JPEG, PNG or TIFF, or folders of them. A file is safe once it is listed. "
        "With --wait the command returns when every page is read by both engines and, with --case, filed and "
        "findable; it then "
        "prints each page: file, page, read_as, confidence, text, outcome "
        "(filed, left, blank, separator, rejected, failed, waiting; refused or repeated for a whole file). "
        "Exit code 0 when all went well, 1 when a file or a page failed, 2 when the command was asked wrongly."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files, or folders of files")
        parser.add_argument(
            "--case",
            metavar="REF",
            help="reference of the case file they belong to (K-…): counts as that person's confirmation, "
            "and files each file as one document",
        )
        parser.add_argument(
            "--as",
            dest="username",
            default="clerk",
            metavar="USERNAME",
            help="who hands them in (default: clerk)",
        )
        parser.add_argument("--box", default="", help="the box the paper came from")
        parser.add_argument("--shelf", default="", help="the shelf it stood on")
        parser.add_argument("--sheets", type=int, help="sheets, counted by hand")
        parser.add_argument("--two-sided", action="store_true", help="both sides were scanned")
        parser.add_argument("--urgent", action="store_true", help="read before all others")
        parser.add_argument(
            "--wait",
            action="store_true",
            help="return when the pages are findable; reads in this process when no worker runs",
        )
        parser.add_argument(
            "--language",
            dest="languages",
            action="append",
            metavar="LANGUAGE",
            help="a language of the pages, as eng or cym; may be repeated, the likeliest first (default eng)",
        )
        parser.add_argument(
            "--words",
            action="store_true",
            help="with --json, each word of a page: box in pixels, confidence, engine, and what is doubtful",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._user(options["username"])
        child = self._child(by, options["case"]) if options["case"] else None
        files = list(_files(options["paths"]))
        if not files:
            raise CommandError("There is no file in the folders named.", returncode=2)
        try:
            batch = intake.receive_batch(
                by=by,
                box=options["box"],
                shelf=options["shelf"],
                device="command line",
                came_by=Batch.CameBy.COMMAND,
                sheets_counted=options["sheets"],
                is_two_sided=options["two_sided"],
                is_urgent=options["urgent"],
                file_to=child,
                languages=tuple(options["languages"] or ()),
            )
        except Problem as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except access.Refused as refusal:
            raise CommandError(
                f"{by.username} works at no desk that takes paper in. Name somebody who does with --as.",
                returncode=2,
            ) from refusal
        console = Console(stderr=True, quiet=options["json"] or not sys.stderr.isatty())
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
        ) as bar:
            has_failed = self._receive(by, batch, files, bar)
            if options["wait"]:
                has_failed |= not self._wait(batch, bar)
        intake_failed = self._report(
            batch, options["json"], has_waited=options["wait"], with_words=options["words"]
        )
        if has_failed or intake_failed:
            raise SystemExit(1)

    def _user(self, username: str) -> User:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(
                f"There is no account called {username}. Say with --as who hands the paper in.",
                returncode=2,
            )
        if user.is_family:
            raise CommandError(
                f"Only staff may hand in papers, and {username} is an account of the family's side: give them to "
                "the worker, or name a member of staff with --as.",
                returncode=2,
            )
        return user

    def _child(self, by: User, typed: str) -> Person:
        reference = references.normal(typed)
        people = people_to_file_for(by)
        child = people.filter(merging.with_reference([reference])).first() if reference else None
        if child is None:
            raise CommandError(
                f"There is no case file {typed} that {by.username} may file paper into. "
                "Check the number, and with --as who hands the paper in.",
                returncode=2,
            )
        return child

    def _receive(self, by: User, batch: Batch, files: Iterable[Path], bar: Progress) -> bool:
        """Hand every file in; what cannot even be read from its disk is said, and the rest goes on."""
        has_failed = False
        for path in bar.track(list(files), description="Receiving files"):
            try:
                with path.open("rb") as stream:
                    intake.add_upload(by=by, batch=batch, stream=stream, name=path.name)
            except (OSError, Problem, StoreError) as refusal:
                has_failed = True
                said = refusal.strerror if isinstance(refusal, OSError) else str(refusal)
                self.stderr.write(f"{intake.clean_name(path.name)}: {said}")
        intake.finish_intake(by=by, batch=batch)
        return has_failed

    def _wait(self, batch: Batch, bar: Progress) -> bool:
        """Until the batch is read, filed and findable. Reads here whenever no worker runs."""
        shown = bar.add_task("Reading pages", total=None)

        def is_done() -> bool:
            now = progress_of.progress(batch)
            second_pass.hurry(batch)
            bar.update(shown, completed=now.done, total=now.total or None)
            return now.is_finished and not reading.waiting(batch) and _is_findable(batch)

        while not is_done():
            if workers.are_running():
                time.sleep(0.3)
                continue
            workshop = Workshop(readers=settings.KINFILE_READERS, keeps_schedule=False)
            with stopped_by_signals(workshop):
                is_well = workshop.run(until=is_done)
            if not is_well:
                self.stderr.write(
                    f"These parts kept failing: {', '.join(workshop.trouble)}. The log says where. "
                    "What was handed in is safe."
                )
                return False
            if workshop.was_stopped:
                self.stderr.write("Stopped. What was handed in is safe and will be read later.")
                return False
        return True

    def _report(self, batch: Batch, as_json: bool, *, has_waited: bool, with_words: bool) -> bool:
        """Print every page, or every file that gave none. Returns whether one of them failed."""
        has_failed = False
        for line in _lines(batch, with_words=with_words):
            has_failed |= line["outcome"] in FAILED
            if as_json:
                self.stdout.write(json.dumps(line, ensure_ascii=False))
                continue
            where = f", page {line['page']}" if line["page"] else ""
            sure = f", {line['confidence']} % sure" if line["confidence"] else ""
            how = f" ({line['read_as']}{sure})" if line["read_as"] else ""
            self.stdout.write(f"{line['file']}{where}: {line['outcome']}{how}")
            if line["outcome"] in FAILED | {"repeated"}:
                self.stdout.write(f"    {line['text']}")
        if not as_json and not has_waited:
            self.stdout.write(
                f"Received as batch {batch.number}. `manage.py work` reads it, if no worker runs."
            )
        return has_failed


def _files(paths: Iterable[str]) -> Iterator[Path]:
    """Every file named, and those in folders, by name; hidden ones are passed over."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.is_file() and not found.name.startswith(".")
            )
        elif path.is_file():
            yield path
        else:
            raise CommandError(f"There is no file called {name}.", returncode=2)


def _is_findable(batch: Batch) -> bool:
    images = Image._base_manager.filter(batch=batch)
    filed = images.exclude(document=None).values("document")
    return not IndexChange.objects.filter(
        Q(object_id__in=images.values("pk")) | Q(object_id__in=filed)
    ).exists()


def _lines(batch: Batch, *, with_words: bool) -> Iterator[dict[str, Any]]:
    """One line a page, in order; one for a file that has no pages, its `text` being the sentence that says why."""
    found_on = {
        reading.page_id: reading
        for reading in Reading._base_manager.filter(
            page__image__batch=batch, is_current=True
        ).defer(*(() if with_words else ("words", "doubts")))
    }
    for upload in batch.uploads.order_by("position"):
        images = list(upload.images.order_by("number_in_file"))
        for image in images:
            found = found_on.get(image.page_id)
            yield {
                "file": upload.name,
                "page": image.number_in_file,
                "read_as": found.read_as if found else None,
                "confidence": found.confidence if found else None,
                "text": found.text if found else image.problem,
                "outcome": OUTCOMES[Image.State(image.state)],
                **(_words(found) if with_words else {}),
            }
        if not images:
            yield {
                "file": upload.name,
                "page": None,
                "read_as": None,
                "confidence": None,
                "text": upload.problem,
                "outcome": str(upload.state),
            }
            continue
        if upload.problem:
            yield {
                "file": upload.name,
                "page": None,
                "read_as": None,
                "confidence": None,
                "text": upload.problem,
                "outcome": "failed",
            }


def _words(found: Reading | None) -> dict[str, Any]:
    """The size of the upright page in pixels, and each word in it in reading order; what is doubtful by its place."""
    if found is None:
        return {"width": None, "height": None, "words": [], "doubts": []}
    words = [
        {
            "text": word.text,
            "box": [word.left, word.top, word.width, word.height],
            "confidence": word.confidence,
            "engine": word.engine or found.engine,
        }
        for word in readings.unpacked(found.words)
    ]
    return {
        "width": found.width,
        "height": found.height,
        "dpi": found.dpi,
        "engine": found.engine,
        "looks_like": found.looks_like,
        "words": words,
        "doubts": [doubt.as_json() for doubt in readings.doubts_of(found)],
    }
