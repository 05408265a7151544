"""What a form held when it could not be taken yet: shown again, so that no word of it is lost."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

# Before each field of the page on which somebody shows who they are, so that none takes the place of a kept one.
PROOF = "proof"
# Never sent back to the browser, not even to the person who typed them.
_SECRET = ("csrfmiddlewaretoken", "password", "again", "code", "proof")
_LONG = 40


@dataclass(frozen=True)
class Field:
    """One field as it was sent. Words are shown to the person; marks and choices go along unseen."""

    name: str
    value: str

    @property
    def is_words(self) -> bool:
        # A digest is long too, but nobody typed it.
        return (len(self.value) > _LONG and " " in self.value) or "\n" in self.value


def fields(request: HttpRequest) -> list[Field]:
    """Everything that `request` sent, but for passwords, codes and tokens."""
    return [
        Field(name, value)
        for name, values in request.POST.lists()
        if name not in _SECRET and not name.startswith(f"{PROOF}-")
        for value in values
    ]


def is_small(request: HttpRequest) -> bool:
    """Whether `request` may be read and shown again. Uploads are not small: the file is still where it was."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    return request.method == "POST" and 0 < length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def has_valid_token(request: HttpRequest) -> bool:
    """Whether a form of this site sent `request`: only its words are shown again, not another site's."""
    return _TokenCheck(_checked).process_view(request, _checked, (), {}) is None


class _TokenCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def _checked(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
