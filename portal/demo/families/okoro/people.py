"""Who the Okoros are, and what helps at home."""

from portal.demo.story import (
    Address,
    Alert,
    Assignment,
    CaseSummary,
    Due,
    Episode,
    Fact,
    Family,
    Identifier,
    Involvement,
    Member,
    Name,
    PenPicture,
    Person,
    Phone,
    Plan,
    PlanAction,
    Relationship,
    Responsibility,
    day,
    mapping,
)

T = ("tia",)
ALL = ("tia", "ada", "chidi")
OLDER = ("ada", "chidi")
MILL_COURT = ("Flat 3, Mill Court, Northmoor", "NM2 1KI")
HARBOUR_VIEW = ("27 Harbour View, Northmoor", "NM5 4KM")


def _homes(since: str) -> tuple[Address, ...]:
    return (Address(*MILL_COURT, day(since), day("2025-03-14")),
            Address(*HARBOUR_VIEW, day("2025-03-14")))  # fmt: skip


PEOPLE = (
    Person(
        "tia",
        (Name("Tia", "Okoro"), Name("Ogechukwu", "Okoro", "birth"), Name("Tia-Tia", "", "known_as")),
        born=day("2024-07-09"),
        expected=day("2024-09-20"),
        sex="F",
        pronouns="she",
        first_language="English and Igbo at home",
        ethnicity="BAFR",
        faith="Anglican",
        communication="Looks. A long look is yes, closing her eyes is no. Signs more, music and Daddy. Wears "
        "two hearing aids; check that they whistle before you talk.",
        disabilities=("MOB", "HAND", "PC", "COMM", "HEAR", "CON"),
        is_child=True,
        addresses=(
            Address("Special care, Northmoor Royal Infirmary", "NM2 6KV", day("2024-07-09"),
                    day("2024-11-15"), "hospital"),
            *_homes("2024-11-15"),
        ),
        identifiers=(Identifier("nhs", "999 158 5729"),),
    ),
    Person(
        "ada",
        (Name("Adaeze", "Okoro"), Name("Ada", "Okoro", "known_as")),
        born=day("2018-03-11"),
        sex="F",
        pronouns="she",
        ethnicity="BAFR",
        disabilities=("NONE",),
        is_child=True,
        addresses=_homes("2018-03-13"),
        identifiers=(Identifier("nhs", "999 162 2438"),),
    ),
    Person(
        "chidi",
        (Name("Chidiebere", "Okoro"), Name("Chidi", "Okoro", "known_as")),
        born=day("2015-09-22"),
        sex="M",
        pronouns="he",
        ethnicity="BAFR",
        disabilities=("NONE",),
        is_child=True,
        addresses=_homes("2016-02-01"),
        identifiers=(Identifier("nhs", "999 165 9145"), Identifier("upn", "H331000020061")),
    ),
    Person("ngozi", (Name("Ngozi", "Okoro"), Name("Ngozi", "Eze", "birth")), born=day("1986-05-30"),
           sex="F", pronouns="she", ethnicity="BAFR", addresses=_homes("2013-08-01"),
           phones=(Phone("07700 900191"),), email="ngozi.okoro@example.org",
           note="Was a pharmacist; at home since Tia."),
    Person("emmanuel", (Name("Emmanuel", "Okoro"),), born=day("1983-01-09"), sex="M", pronouns="he",
           ethnicity="BAFR", addresses=_homes("2013-08-01"), phones=(Phone("07700 900194"),),
           note="Drives the 31 bus, early turns."),
    Person("ifeoma", (Name("Ifeoma", "Eze"),), born=day("1956-11-02"), sex="F", pronouns="she",
           first_language="Igbo", interpreter="Ngozi, or the telephone line",
           note="Grandmother, in Enugu; sings to Tia by video at seven."),
)  # fmt: skip

FAMILIES = (
    Family("okoro-family", "Okoro", (
        Member("ngozi", day("2013-08-01")), Member("emmanuel", day("2013-08-01")),
        Member("chidi", day("2015-09-22")), Member("ada", day("2018-03-11")),
        Member("tia", day("2024-07-09")),
    )),
)  # fmt: skip

RELATIONSHIPS = (
    *(Relationship("ngozi", "mother", child, source="Birth certificate seen") for child in ALL),
    *(Relationship("emmanuel", "father", child, source="Birth certificate seen") for child in ALL),
    *(Relationship("ifeoma", "grandparent", child) for child in ALL),
    Relationship("chidi", "sibling", "ada", day("2018-03-11")),
    Relationship("chidi", "sibling", "tia", day("2024-07-09")),
    Relationship("ada", "sibling", "tia", day("2024-07-09")),
    Relationship("ngozi", "partner", "emmanuel", day("2012-12-15"), source="Married"),
    Relationship("ifeoma", "mother", "ngozi", day("1986-05-30")),
)  # fmt: skip

_BORN = {"tia": "2024-07-09", "ada": "2018-03-11", "chidi": "2015-09-22"}
RESPONSIBILITIES = tuple(
    Responsibility(
        holder, child, "Married parents", day(_BORN[child]), document_seen="Birth certificate"
    )
    for child in ALL
    for holder in ("ngozi", "emmanuel")
)

INVOLVEMENTS = (
    Involvement("tia", day("2024-09-13"), reason="A disabled baby coming home"),
    Involvement("ada", day("2025-04-28"), reason="Sister of a disabled child"),
    Involvement("chidi", day("2025-04-28"), reason="Young carer"),
)  # fmt: skip

ASSIGNMENTS = (
    Assignment("tia", "north", "jo", day("2024-09-16"), day("2025-04-04"), ending="The family moved south "
               "of the river"),
    Assignment("tia", "south", "tom", day("2025-04-04")),
    Assignment("ada", "south", "tom", day("2025-04-28")),
    Assignment("chidi", "south", "tom", day("2025-04-28")),
)  # fmt: skip

EPISODES = (
    Episode("referral", T, day("2024-09-13"), day("2024-09-16"), "The child's disability", "Assessment",
            codes=mapping({"source": "3E", "need": "N2"})),
    Episode("assessment", T, day("2024-09-16"), day("2024-11-08"), "", "Child in need plan", by="jo",
            codes=mapping({"factors": "6A"})),
    Episode("child_in_need_plan", T, day("2024-11-18")),
    Episode("referral", OLDER, day("2025-04-28"), day("2025-04-28"), "The child's disability",
            "Assessment", codes=mapping({"source": "2A", "need": "N2"})),
    Episode("assessment", ALL, day("2025-04-28"), day("2025-06-20"), "", "Child in need plan", by="tom",
            codes=mapping({"factors": "6A 7A"})),
    Episode("child_in_need_plan", OLDER, day("2025-07-03")),
    Episode("short_break", T, day("2025-10-03"), None, "Larch House, one weekend a month",
            detail="Section 17, twelve weekends a year; each returns to her parents."),
)  # fmt: skip

ALERTS = (
    Alert(T, "Fits. Rescue medicine after four minutes: the blue box goes wherever Tia goes. If it is not "
          "there, 999.", day("2025-02-11"), day("2027-02-11"), "tom"),
    Alert(("ada",), "Nut allergy, carries two pens.", day("2025-05-12"), day("2027-05-12"), "tom"),
)  # fmt: skip

PEN_PICTURES = (
    PenPicture("tia", day("2024-11-08"), "jo",
               "Tia came eleven weeks early and has been contradicting people ever since. She has her "
               "father's eyebrows and uses them. She hears with two aids the size of beans."),
    PenPicture("tia", day("2026-10-05"), "tom",
               "Tia is two. She laughs with her whole body when the bus is her dad's. She sits in a red "
               "chair that she chose by looking at it for a very long time. She has fits, less often now, is "
               "fed partly through a button in her tummy, and has opinions about yoghurt. She says more, "
               "music and Daddy with her hands and everything else with her eyes."),
    PenPicture("ada", day("2026-10-05"), "tom",
               "Ada is eight. She is the family's interpreter of Tia and its chief complainer, and would "
               "like it known that both are jobs. Gymnastics on Thursdays."),
    PenPicture("chidi", day("2026-10-05"), "tom", "Chidi, 11. Quiet. Helps a lot. Chess."),
)  # fmt: skip

SUMMARIES = (
    CaseSummary("tia", day("2025-04-04"), "jo",
                "Born at 29 weeks, home at four months. Child in need plan for short breaks, equipment and a "
                "family that had stopped sleeping. Moved south on 14 March to an adapted house. Strong "
                "parents who ask late. Please ask first."),
    CaseSummary("tia", day("2026-10-05"), "tom",
                "Tia has cerebral palsy, fits and a hearing loss. Her parents do all of it well and are worn "
                "out. One weekend a month at Larch House since October 2025 works: it took three tries. The "
                "night sitter stopped in September when the agency lost its nurse, and nobody has replaced "
                "her; that is the worry. Nursery from January. Chidi goes to young carers. Visit overdue."),
    CaseSummary("ada", day("2026-10-05"), "tom", "Sibling. See Tia. No concerns."),
    CaseSummary("chidi", day("2026-10-05"), "tom", "Young carers Thurs. Secondary transfer 2027. Tired when "
                "no sitter."),
)  # fmt: skip

FACTS = (
    Fact("tia", "household", "Tia, Ngozi, Emmanuel, Ada and Chidi.", day("2026-09-22"), "Visit",
         basis="saw", by="tom"),
    Fact("ada", "household", "Ada, her parents, Chidi and Tia.", day("2026-09-22"), "Visit",
         basis="saw", by="tom"),
    Fact("chidi", "household", "Chidi, his parents, Ada and Tia.", day("2026-09-22"), "Visit",
         basis="saw", by="tom"),
    *(Fact(child, "address", "27 Harbour View, Northmoor NM5 4KM", day("2026-09-22"), "Visit",
           basis="saw", by="tom") for child in ALL),
    *(Fact(child, "ethnicity", "Black British, Igbo", day("2025-05-08"), "Visit", basis="told",
           told_by="Ngozi", by="tom") for child in ALL),
    *(Fact(child, "language", "English and Igbo", day("2025-05-08"), "Visit", basis="told",
           told_by="Ngozi", by="tom") for child in ALL),
    *(Fact(child, "religion", "Anglican; St Brannock's, where half of the congregation can sign more",
           day("2025-05-08"), "Visit", basis="told", told_by="Emmanuel", by="tom") for child in ALL),
    Fact("tia", "disability", "Cerebral palsy, epilepsy, hearing loss in both ears", day("2025-02-11"),
         "Dr Bellamy's letter", by="jo"),
    Fact("ada", "disability", "None", day("2025-05-08"), "Visit", by="tom"),
    Fact("chidi", "disability", "None", day("2025-05-08"), "Visit", by="tom"),
    Fact("tia", "communication", "A long look is yes; closed eyes are no. Signs more, music, Daddy.",
         day("2026-09-22"), "Visit", basis="saw", by="tom"),
    Fact("tia", "health", "Fits: about two a month (ten in January). Gastrostomy since June 2025. Chest "
         "infections in winter.", day("2026-10-05"), "Clinic letter", by="tom"),
    Fact("ada", "health", "Nut allergy.", day("2025-05-12"), "School", by="tom"),
    *(Fact(child, "gp", "Dr Mensah, Harbour Practice", day("2025-04-14"), "Registration", by="tom")
      for child in ALL),
    Fact("ada", "school", "Mere Lane Primary School, Year 4", day("2026-09-04"), "School", by="tom"),
    Fact("chidi", "school", "Mere Lane Primary School, Year 6", day("2026-09-04"), "School", by="tom"),
    Fact("tia", "school", "Beckside Nursery, three mornings from 11 January 2027", day("2026-11-04"),
         "Nursery", by="tom"),
    Fact("tia", "professionals", "Paediatrician: Dr Bellamy. Physiotherapist: Maddy Rowe. Teacher of the "
         "deaf: Callum Hurst. Larch House: Bronwen.", day("2026-09-22"), "Visit", by="tom"),
    Fact("tia", "night_sitter", "None since 11 September 2026.", day("2026-09-22"), "Visit",
         "known", "told", "Ngozi", "tom"),
    Fact("tia", "can_she_see", "", day("2026-06-30"), "Eye clinic, twice postponed", "not_known_yet",
         by="tom"),
    *(Fact(child, "safe_contact", "Either parent. Emmanuel cannot answer while he is driving.",
           day("2025-05-08"), "Visit", basis="told", told_by="Emmanuel", by="tom") for child in ALL),
    *(Fact(child, "parental_responsibility", "Ngozi and Emmanuel Okoro", day("2025-05-08"),
           "Birth certificates seen", basis="saw", by="tom") for child in ALL),
)  # fmt: skip

PLANS = (
    Plan("okoro-cin", "child_in_need", ALL, day("2025-07-03"), None, (
        PlanAction("One weekend a month at Larch House", "Bronwen, Larch House", day("2025-10-03"),
                   day("2025-10-03")),
        PlanAction("Night sitter, two nights a week", "Tom Fairley and the agency", day("2025-08-29"),
                   day("2025-08-21")),
        PlanAction("A new night sitter", "Tom Fairley", day("2026-10-16")),
        PlanAction("Through-floor lift: grant agreed", "Occupational therapy", day("2026-03-31"),
                   day("2026-05-12")),
        PlanAction("Through-floor lift: built", "Northmoor Homes", day("2027-02-26")),
        PlanAction("Young carers on Thursdays, with the lift home", "Chidi and Emmanuel",
                   day("2025-09-04"), day("2025-09-04")),
        PlanAction("Saturday mornings that are only Ada's", "Ngozi", day("2025-09-06"),
                   day("2025-09-13")),
        PlanAction("Eye clinic", "Ngozi; Tom to chase", day("2026-07-31")),
    ), record="okoro-plan-2026"),
)  # fmt: skip

DUES = (
    Due("tia", "Visit", day("2026-11-18"), "Child in need plan, every eight weeks"),
    Due("ada", "Visit", day("2026-11-18"), "Child in need plan, every eight weeks"),
    Due("chidi", "Visit", day("2026-11-18"), "Child in need plan, every eight weeks"),
    Due("tia", "Short breaks review", day("2026-12-09"), "Every six months"),
    Due("tia", "A new night sitter", day("2026-10-16"), "Plan", day("2026-11-30"),
        "Second agency approached; nurse in training", "colin"),
)  # fmt: skip
