"""A search belongs to the person who asked it."""

from django.db.models import Q

from cases.access import Rule, allow
from search.models import Search

RULES: tuple[Rule, ...] = (
    allow("search.search.own", Search, "read", lambda user, at: Q(asked_by=user), "You asked it."),
)
