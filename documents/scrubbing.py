"""The weekly scrub: every stored file is read again and compared with its checksum, a little at a time.

Disks forget quietly. A pass remembers where it was, so that a worker that stops, or another that takes over, goes on
from there. What is wrong stays on the list until the file is sound again.
"""

from datetime import timedelta

from django.utils import timezone

from cases import audit, work
from documents import store
from documents.models import FileCheck, FileDamage, StoredFile

EVERY = timedelta(days=7)
_LEASE = timedelta(minutes=5)
_NAME = "file check"
# Files and bytes of one portion: a second or so, after which somebody's page may come first.
_MOST_FILES = 40
_MOST_BYTES = 48 * 1024 * 1024


def current() -> FileCheck:
    """The pass that runs, or the last one; the first is begun by whoever asks."""
    return (
        FileCheck._base_manager.order_by("-started_at").first() or FileCheck._base_manager.create()
    )


def last_finished() -> FileCheck | None:
    return FileCheck._base_manager.exclude(finished_at=None).order_by("-finished_at").first()


def damaged() -> list[FileDamage]:
    """Files that were not as they were kept when they were last read, newest first."""
    rows = FileDamage.objects.filter(mended_at=None).select_related("file")
    return list(rows.order_by("-found_at"))


def check_some() -> int:
    """Check the next portion; returns how many files it was, 0 while a pass ended less than a week ago."""
    if not work.hold(_NAME, _LEASE):
        return 0
    try:
        return _portion()
    finally:
        work.drop(_NAME)


def _portion() -> int:
    now = timezone.now()
    check = current()
    if check.finished_at is not None:
        if check.finished_at > now - EVERY:
            return 0
        check = FileCheck._base_manager.create(started_at=now)
    # What was destroyed on purpose is not damaged.
    rows = StoredFile._base_manager.filter(destroyed_at=None).order_by("pk")
    if check.last is not None:
        rows = rows.filter(pk__gt=check.last)
    read = done = 0
    for file in rows[:_MOST_FILES]:
        _check(file)
        check.last, check.checked = file.pk, check.checked + 1
        done += 1
        read += file.size
        if read >= _MOST_BYTES:
            break
    if done == 0:
        check.finished_at = now
        audit.record(None, "documents.files_checked", check, checked=check.checked)
    check.save(update_fields=["last", "checked", "finished_at"])
    return done


def _check(file: StoredFile) -> None:
    try:
        store.check(file.pk, file.sha256, file.wrapped_key)
    except store.Damaged as damage:
        FileDamage.objects.update_or_create(
            file=file,
            defaults={
                "found_at": timezone.now(),
                "is_missing": not store.path_of(file.pk).exists(),
                "sentence": str(damage)[:400],
                "mended_at": None,
            },
        )
    else:
        FileDamage.objects.filter(file=file, mended_at=None).update(mended_at=timezone.now())
