"""Nobody but the policy, the actions and the workers reads a protected table without asking who is there."""

import re
from pathlib import Path

import pytest

from cases.models import Due, Person
from cases.rows import Unscoped

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cases", "documents", "scanning", "search", "family_access", "portal")
# Past the door: what answers for itself by asking the policy inside, or works for nobody in particular.
BEHIND_THE_DOOR = re.compile(
    r"cases/(access|conditions|known|lookalikes|merging|name_words|policy|rows|work)\.py|cases/actions/\w+\.py"
    r"|documents/(actions/\w+|archive|arranging|checking|doubtful|editions|filing|locking|misfilings|photographs|policy|presence)\.py"
    r"|documents/(merging|readings|redacting|rewrapping|scrubbing)\.py"
    r"|scanning/(actions/\w+|archive_copies|arrivals|checking|continuing|directory|folders|leases|line|lookout|mail)\.py"
    r"|scanning/(certificates|forms_home|keeping|partial_uploads|policy|progress|proposals)\.py"
    r"|scanning/(raw_batches|reading|redactions|second_pass|sums|twins|waits|workers)\.py"
    r"|search/(actions|contents|finding|writing|policy)\.py"
    r"|family_access/(actions|messages|policy)\.py"
    r"|portal/(invariants|unfiled|worker)\.py|portal/management/commands/\w+\.py|portal/demo/.*"
    r"|\w+/migrations/.*"
)
PAST_IT = re.compile(r"\._base_manager|\.unscoped\(")


def test_no_view_form_or_template_helper_reads_around_the_policy():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not BEHIND_THE_DOOR.fullmatch(str(path.relative_to(ROOT)))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if PAST_IT.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "use",
    [
        lambda: list(Person.objects.all()),
        lambda: Person.objects.count(),
        lambda: Person.objects.filter(name="x").exists(),
        lambda: Person.objects.get(name="x"),
        lambda: Person.objects.first(),
        lambda: list(Person.objects.values_list("name")),
        lambda: Person.objects.aggregate(n=__import__("django").db.models.Count("pk")),
        lambda: list(Person.objects.iterator()),
        lambda: Person.objects.update(name="x"),
        lambda: Person.objects.all().delete(),
        lambda: Due.objects.of(what="x"),
        lambda: list(Due.objects.of(child__in=Person.objects.all())),
    ],
)
def test_a_protected_table_refuses_to_be_read_unasked(db, use):
    with pytest.raises(Unscoped):
        use()


def test_what_hangs_on_a_row_that_is_held_may_be_walked(rowan):
    assert list(rowan.dues.all()) == [] == list(Due.objects.of(child=rowan))
    assert rowan.families.count() == 1
