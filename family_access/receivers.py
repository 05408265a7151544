"""What the portal tells people when news comes up from below."""

from typing import Any

from documents.models import PageLock, Release
from family_access import messages


def tell_recipient(*, release: Release, **kwargs: Any) -> None:
    messages.tell_of(release)


def tell_leads(*, lock: PageLock, **kwargs: Any) -> None:
    messages.tell_leads(lock.locked_by)
