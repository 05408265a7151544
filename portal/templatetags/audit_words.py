"""Audit codes as people say them. The log itself holds codes only."""

from django import template

from cases.models import AuditEvent

register = template.Library()

_TOLD = {
    "cases.person.read": "opened the file",
    "cases.person.write": "opened it to write",
    "cases.person.share": "opened it to share",
    "cases.known_asked": "asked whether this child is known",
    "cases.emergency_look": "took an emergency look",
    "documents.document.read": "opened a paper",
    "documents.page.read": "looked at a page",
    "documents.document_filed": "filed a paper",
    "documents.record.read": "opened a record",
    "documents.answer_saved": "wrote in a record",
    "documents.record_authorised": "authorised a record",
    "documents.released": "released a text to a family member",
    "documents.release.receive": "read what was released to them",
    "documents.release_answered": "answered beside the text",
    "documents.release_signed": "signed",
    "search.hit_shown": "found it by searching",
}
_WHY = {
    "cases.person.holds": "holds this file",
    "cases.person.team": "works in the team that holds it",
    "cases.person.chairs": "is the reviewing officer",
    "cases.person.named": "is on the list of this file",
    "cases.person.emergency": "took a reasoned emergency look",
}


@register.filter
def told(event: AuditEvent) -> str:
    """What was done, in words where there are some, else the code's own words."""
    if event.code in _TOLD:
        return _TOLD[event.code]
    return event.code.partition(".")[2].replace("_", " ").replace(".", ": ")


@register.filter
def why(rule: str) -> str:
    """Which rule allowed it, in words; empty for what needs no rule of its own."""
    return _WHY.get(rule, rule.rpartition(".")[2].replace("_", " "))
