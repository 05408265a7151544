"""Who the Mosses are, where each has lived, and what stands in law."""

from datetime import time

from portal.demo.story import (
    Address,
    Alert,
    Assignment,
    CaseSummary,
    Conflict,
    Due,
    EmergencyLook,
    Episode,
    Fact,
    Family,
    FamilyAccount,
    Identifier,
    Involvement,
    Member,
    Name,
    Order,
    PenPicture,
    Person,
    Phone,
    Plan,
    PlanAction,
    Relationship,
    Responsibility,
    Restriction,
    day,
    mapping,
)

COPPER_STREET = ("8 Copper Street, Northmoor", "NM2 7MO")
WEIR_COURT = ("Flat 6, Weir Court, Northmoor", "NM2 3KC")
ELM_ROW = ("3 Elm Row, Northmoor", "NM3 6VC")


def _home(place: tuple[str, str], since: str, until: str | None = None, *, hidden: bool = False,
          note: str = "") -> Address:  # fmt: skip
    return Address(
        *place, day(since), day(until) if until else None, confidential=hidden, note=note
    )


REFUGE = ("Address held by the refuge", "")

PEOPLE = (
    Person(
        "rowan",
        (Name("Rowan", "Moss"),),
        born=day("2017-02-04"),
        expected=day("2017-02-11"),
        sex="M",
        pronouns="he",
        ethnicity="WBRI",
        communication="Talks best while drawing or walking. Give him time; do not fill the silence. "
        "Likes to know the exact day that something will happen.",
        disabilities=("NONE",),
        is_child=True,
        addresses=(
            _home(COPPER_STREET, "2017-02-06", "2018-08-25"),
            _home(REFUGE, "2018-09-03", "2019-01-18", hidden=True),
            _home(WEIR_COURT, "2019-01-18", "2024-07-12"),
            _home(ELM_ROW, "2024-07-12", hidden=True, note="Not to be given to Dale Moss."),
        ),
        identifiers=(Identifier("nhs", "999 140 2179"), Identifier("upn", "H331000021114"),
                     Identifier("legacy", "CF/2017/0388")),
    ),
    Person(
        "ivy",
        (Name("Ivy", "Moss"), Name("Unborn", "Moss", "former", day("2026-02-10"), day("2026-05-11"))),
        born=day("2026-05-11"),
        expected=day("2026-05-14"),
        sex="F",
        pronouns="she",
        ethnicity="WBRI",
        disabilities=("NONE",),
        is_child=True,
        addresses=(_home(ELM_ROW, "2026-05-13", hidden=True, note="Not to be given to Dale Moss."),),
        identifiers=(Identifier("nhs", "999 143 8882"),),
    ),
    Person(
        "kerry",
        (Name("Kerry", "Moss"), Name("Kerry", "Hallam", "birth", day("1994-09-19"), day("2014-08-02")),
         Name("Kez", "", "known_as")),
        born=day("1994-09-19"),
        sex="F",
        pronouns="she",
        ethnicity="WBRI",
        communication="Reads well but not when she is worried: ring first, then send. Large print "
        "helps in the evening.",
        addresses=(
            _home(COPPER_STREET, "2014-08-02", "2018-08-25"),
            _home(REFUGE, "2018-09-03", "2019-01-18", hidden=True),
            _home(WEIR_COURT, "2019-01-18", "2024-07-12"),
            _home(ELM_ROW, "2024-07-12", hidden=True, note="Not to be given to Dale Moss."),
        ),
        phones=(Phone("07700 900131", safe="Text first. Not after six: Rowan answers her phone."),),
        email="kerry.m@example.org",
        identifiers=(Identifier("nhs", "999 147 5591"), Identifier("legacy", "SSD/A2/1187")),
    ),
    Person(
        "dale",
        (Name("Dale", "Moss"),),
        born=day("1989-06-27"),
        sex="M",
        pronouns="he",
        ethnicity="WBRI",
        addresses=(_home(COPPER_STREET, "2014-08-02"),),
        phones=(Phone("07700 900146"),),
        email="dale.moss@example.org",
    ),
    Person(
        "craig",
        (Name("Craig", "Tully"), Name("Craig", "Tulley", "alias")),
        born=day("1991-12-03"),
        sex="M",
        pronouns="he",
        addresses=(_home(ELM_ROW, "2025-01-20", "2026-05-19", hidden=True),
                   Address("Not known", "", day("2026-05-19"))),
        phones=(Phone("07700 900158", safe="Not answered since May 2026."),),
    ),
    Person(
        "maureen",
        (Name("Maureen", "Hallam"), Name("Nana", "Mo", "known_as")),
        born=day("1963-04-30"),
        sex="F",
        pronouns="she",
        ethnicity="WBRI",
        communication="Hard of hearing on the left. Prefers a letter to a screen.",
        addresses=(_home(("12 Tannery Lane, Northmoor", "NM3 6KO"), "1988-06-01"),),
        phones=(Phone("01632 960511", "home"),),
    ),
    Person(
        "lee",
        (Name("Lee", "Hallam"),),
        born=day("1991-03-08"),
        sex="M",
        pronouns="he",
        phones=(Phone("07700 900163", safe="At sea three weeks in four."),),
        note="Works on a harbour tug.",
    ),
    Person(
        "pauline",
        (Name("Pauline", "Moss"),),
        born=day("1961-10-14"),
        sex="F",
        pronouns="she",
        addresses=(_home(("22 Copper Street, Northmoor", "NM2 7MO"), "1985-05-01"),),
    ),
)  # fmt: skip

FAMILIES = (
    Family("moss-family", "Moss and Hallam", (
        Member("kerry", day("2014-08-02")),
        Member("dale", day("2014-08-02"), day("2018-08-25"), "Left the household under bail."),
        Member("rowan", day("2017-02-04")),
        Member("craig", day("2025-01-20"), day("2026-05-19"), "Asked to leave; locks changed."),
        Member("ivy", day("2026-05-11")),
        Member("maureen", day("1994-09-19"), note="Lives four streets away."),
    )),
)  # fmt: skip

RELATIONSHIPS = (
    Relationship("kerry", "mother", "rowan", day("2017-02-04"), source="Birth certificate seen"),
    Relationship("kerry", "mother", "ivy", day("2026-05-11"), source="Birth certificate seen"),
    Relationship("dale", "father", "rowan", day("2017-02-04"), source="Birth certificate seen"),
    Relationship("craig", "father", "ivy", day("2026-05-11"),
                 source="Kerry's account; not on the birth certificate"),
    Relationship("rowan", "half_sibling", "ivy", day("2026-05-11")),
    Relationship("dale", "partner", "kerry", day("2013-01-01"), day("2018-08-25"),
                 "Married 2 August 2014, divorced 2020"),
    Relationship("craig", "partner", "kerry", day("2024-10-01"), day("2026-05-19")),
    Relationship("craig", "step_parent", "rowan", day("2025-01-20"), day("2026-05-19")),
    Relationship("maureen", "mother", "kerry", day("1994-09-19")),
    Relationship("maureen", "grandparent", "rowan", day("2017-02-04")),
    Relationship("maureen", "grandparent", "ivy", day("2026-05-11")),
    Relationship("maureen", "mother", "lee", day("1991-03-08")),
    Relationship("lee", "sibling", "kerry", day("1994-09-19")),
    Relationship("lee", "aunt_uncle", "rowan", day("2017-02-04")),
    Relationship("pauline", "mother", "dale", day("1989-06-27")),
    Relationship("pauline", "grandparent", "rowan", day("2017-02-04")),
)  # fmt: skip

RESPONSIBILITIES = (
    Responsibility("kerry", "rowan", "Mother", day("2017-02-04"), document_seen="Birth certificate",
                   delegated=("School trips: Maureen Hallam", "Dentist and GP: Maureen Hallam")),
    Responsibility("dale", "rowan", "Married to the mother at the birth", day("2017-02-04"),
                   document_seen="Birth certificate",
                   limits="Prohibited steps order of 2 June 2025: may not remove Rowan from his "
                   "mother, his school or his grandmother. Not to be told where he lives."),
    Responsibility("kerry", "ivy", "Mother", day("2026-05-11"), document_seen="Birth certificate"),
)  # fmt: skip

ACCOUNTS = (
    FamilyAccount("mother", "kerry", "kerry.m@example.org"),
    FamilyAccount("father", "dale", "dale.moss@example.org",
                  "Has an account because he once asked to see his own words; nothing of Rowan's "
                  "file may reach it."),
)  # fmt: skip

INVOLVEMENTS = (
    Involvement("rowan", day("2017-05-14"), day("2019-02-14"), "Domestic abuse",
                "No longer in need"),
    Involvement("rowan", day("2020-04-28"), day("2020-05-11"), "Anonymous call about noise",
                "No further action"),
    Involvement("rowan", day("2021-01-18"), day("2021-10-22"), "Housing and starting school",
                "Early help ended"),
    Involvement("rowan", day("2023-03-06"), day("2023-09-22"), "School nurse worried about growth",
                "Early help ended"),
    Involvement("rowan", day("2025-03-12"), reason="Neglect"),
    Involvement("ivy", day("2026-02-10"), reason="Neglect, expected baby"),
)  # fmt: skip

ASSIGNMENTS = (
    Assignment("rowan", "two", "hilary", day("2017-05-16"), day("2018-06-29"), ending="Left"),
    Assignment("rowan", "two", "martin", day("2018-07-02"), day("2019-02-14"), ending="Closed"),
    Assignment("rowan", "front", "sam", day("2020-04-28"), day("2020-05-11"), ending="Closed"),
    Assignment("rowan", "help", "rachel", day("2021-01-20"), day("2021-10-22"), ending="Closed"),
    Assignment("rowan", "help", "rachel", day("2023-03-08"), day("2023-09-22"), ending="Closed"),
    Assignment("rowan", "north", "leanne", day("2025-03-14"), day("2025-10-10"), ending="Left"),
    Assignment("rowan", "north", "jo", day("2025-10-13")),
    Assignment("ivy", "north", "jo", day("2026-02-10")),
    Assignment("rowan", "help", "shabnam", day("2026-03-05"), capacity="co_worker"),
    Assignment("ivy", "help", "shabnam", day("2026-05-11"), capacity="co_worker"),
    Assignment("rowan", "review", "gwen", day("2026-02-27"), capacity="chair"),
    Assignment("ivy", "review", "gwen", day("2026-02-27"), capacity="chair"),
)  # fmt: skip

R = ("rowan",)
BOTH = ("rowan", "ivy")

EPISODES = (
    Episode("contact", R, day("2017-05-14"), day("2017-05-15"), "Police", "Referral", by="hilary",
            codes=mapping({"source": "6"})),
    Episode("referral", R, day("2017-05-15"), day("2017-05-16"), "Domestic abuse", "Assessment",
            by="hilary", codes=mapping({"source": "6", "need": "N1"})),
    Episode("assessment", R, day("2017-05-16"), day("2017-07-04"), "", "Child in need plan",
            by="hilary", codes=mapping({"factors": "3B"})),
    Episode("child_in_need_plan", R, day("2017-07-10"), day("2019-02-14"), "", "Ended, closed"),
    Episode("strategy", R, day("2017-11-27"), day("2017-11-27"), "", "Section 47, single agency",
            by="hilary"),
    Episode("section_47", R, day("2017-11-27"), day("2017-12-12"), "",
            "Concerns substantiated, not at continuing risk: father living elsewhere", by="hilary"),
    Episode("legal_status", R, day("2018-10-09"), day("2019-10-08"), "Non-molestation order",
            detail="Against Dale Moss, for one year."),
    Episode("contact", R, day("2020-04-28"), day("2020-05-11"), "Anonymous", "No further action",
            by="sam", codes=mapping({"source": "9"})),
    Episode("contact", R, day("2021-01-18"), day("2021-01-19"), "Health visitor", "Early help",
            codes=mapping({"source": "3A"})),
    Episode("contact", R, day("2023-03-06"), day("2023-03-07"), "School nurse", "Early help",
            codes=mapping({"source": "3D"})),
    Episode("contact", R, day("2025-03-12"), day("2025-03-13"), "School", "Referral", by="sam",
            codes=mapping({"source": "2A"})),
    Episode("referral", R, day("2025-03-13"), day("2025-03-14"), "Neglect", "Assessment",
            by="priya", codes=mapping({"source": "2A", "need": "N1"})),
    Episode("assessment", R, day("2025-03-17"), day("2025-05-16"), "", "Child in need plan",
            by="leanne", codes=mapping({"factors": "4B 16A"})),
    Episode("child_in_need_plan", R, day("2025-05-22"), day("2026-03-02"), "",
            "Replaced by a child protection plan"),
    Episode("legal_status", R, day("2025-06-02"), None,
            "Non-molestation and prohibited steps orders", detail="Against Dale Moss, to 1 June 2027."),
    Episode("strategy", R, day("2025-09-22"), day("2025-09-22"), "", "Section 47, joint with police",
            by="leanne"),
    Episode("section_47", R, day("2025-09-22"), day("2025-10-02"), "",
            "Not substantiated; the child in need plan goes on", by="leanne"),
    Episode("assessment", R, day("2025-09-23"), day("2025-10-02"), "Updated",
            "Child in need plan goes on", by="leanne", codes=mapping({"factors": "4B 16A"})),
    Episode("strategy", BOTH, day("2026-02-10"), day("2026-02-10"), "",
            "Section 47, joint with police", by="jo"),
    Episode("section_47", BOTH, day("2026-02-10"), day("2026-02-27"), "", "Initial conference",
            by="jo"),
    Episode("assessment", BOTH, day("2026-02-10"), day("2026-02-27"), "With pre-birth part",
            "Initial conference", by="jo", codes=mapping({"factors": "3B 4B 16A"})),
    Episode("conference", BOTH, day("2026-03-03"), day("2026-03-03"), "Initial",
            "Child protection plan, neglect", by="gwen"),
    Episode("protection_plan", BOTH, day("2026-03-03"), None, "Neglect",
            codes=mapping({"category": "NEG", "previous": "0"})),
    Episode("conference", BOTH, day("2026-06-02"), day("2026-06-02"), "Review",
            "Plan goes on, neglect", by="gwen"),
)  # fmt: skip

ORDERS = (
    Order("Non-molestation order", "Family Court at Northmoor", "NM18F00231", day("2018-10-09"),
          day("2019-10-08"), ("kerry", "rowan"), "dale",
          "Not to use or threaten violence, nor come within 100 metres of the home.", "moss-volume"),
    Order("Non-molestation order and prohibited steps order", "Family Court at Northmoor",
          "NM25F00118", day("2025-06-02"), day("2027-06-01"), ("kerry", "rowan"), "dale",
          "Not to come to the home, the school or the grandmother's home; not to remove Rowan; not "
          "to seek the address. Letters through the solicitor only.", "moss-order-2025"),
)  # fmt: skip

RESTRICTIONS = (
    Restriction("rowan", "dale", "Orders of 2 June 2025, case NM25F00118: Dale Moss must learn "
                "nothing of where Rowan lives, learns or goes.", day("2025-06-02"),
                day("2027-06-01"), "priya"),
    Restriction("ivy", "dale", "Not related to him; shares Rowan's address.", day("2026-05-13"),
                None, "priya"),
)  # fmt: skip

ALERTS = (
    Alert(BOTH, "Do not give the home address to Dale Moss. Order to 1 Jun 2027; the restriction "
          "stays until reviewed.", day("2025-06-02"), day("2027-06-01"), "priya"),
    Alert(BOTH, "If Craig Tully is at the house, do not go in alone. Ring Priya or Out of Hours.",
          day("2026-05-20"), day("2026-12-01"), "priya"),
    Alert(("rowan",), "Two dogs at number 5; the gate does not latch.", day("2025-11-04"),
          day("2026-03-31"), "jo", until=day("2026-04-02")),
)  # fmt: skip

CONFLICTS = (
    Conflict("rowan", "graham", "Cousin of Dale Moss.", day("2022-07-08")),
    Conflict("ivy", "graham", "Cousin of Dale Moss, who must not learn her address.",
             day("2026-05-13")),
)  # fmt: skip

EMERGENCY_LOOKS = (
    EmergencyLook(
        "rowan",
        "dana",
        day("2026-11-18"),
        time(5, 40),
        "A neighbour in Elm Row rang: a baby "
        "crying for an hour, then nothing. I had to know who was in the house before I rang it.",
    ),
)

PEN_PICTURES = (
    PenPicture("rowan", day("2017-07-04"), "hilary",
               "Rowan is a five-month-old baby who lives with his parents. He is a placid baby."),
    PenPicture("rowan", day("2025-05-16"), "leanne",
               "Rowan is an 8 year old boy who lives with mum and mum's partner. He likes the sea "
               "and lego."),
    PenPicture("rowan", day("2026-10-12"), "jo",
               "Rowan lives with his mum, Kerry, and his baby sister, Ivy, in a terraced house with a "
               "yellow door. He is nine, small for his age and quick to make people laugh. He loves "
               "lighthouses, his Nana's crumble and being the one who knows the answer. He has looked "
               "after other people's feelings for a long time, and he watches the door. When he "
               "trusts you he talks without stopping, usually while drawing. He likes to be called "
               "Rowan, never mate."),
    PenPicture("ivy", day("2026-10-12"), "jo",
               "Ivy is five months old. She smiles at Rowan before anybody else, hates her left sock "
               "and is slow on the bottle. She was born three days early after a calm labour, with "
               "Nana Mo there. She is gaining too slowly, and her mum worries about it out loud, "
               "which is new and good."),
)  # fmt: skip

SUMMARIES = (
    CaseSummary("rowan", day("2019-02-14"), "martin",
                "CIN 2017-19, DV. Father out of home, NMO in place. Mother engaging. Closed."),
    CaseSummary("rowan", day("2025-10-10"), "leanne",
                "CIN plan since May. Bruise in Sept: s47, not substantiated. Mum pregnant? "
                "Partner Craig in home. School attendance 84%. Case transfers to JA 13/10."),
    CaseSummary("rowan", day("2026-10-12"), "jo",
                "Rowan has been on a child protection plan for neglect since 3 March 2026, after he "
                "was found alone in the dark on 8 February while his mum was at work. Before that "
                "there was a child in need plan, and from 2017 to 2019 another, because his father "
                "Dale hurt his mother. Dale is kept away by an order until 1 June 2027. Craig Tully, "
                "Ivy's father, left in May. Since the summer Rowan is fed, warm and at school more. "
                "What we still worry about: Ivy is not gaining weight, Kerry is exhausted, and Rowan "
                "gets up at night to do the bottle. What helps: his grandmother, the school, and "
                "Kerry ringing before it goes wrong. Next: core group on 26 November, review "
                "conference on 1 December."),
    CaseSummary("ivy", day("2026-10-12"), "jo",
                "Ivy was on a child protection plan before she was born, for neglect, with her "
                "brother. She is loved and clean, and she is falling through the centiles. The health "
                "visitor weighs her every week; the paediatrician will see her on 2 December."),
)  # fmt: skip

FACTS = (
    Fact("rowan", "household", "Rowan and his parents, Kerry and Dale.", day("2017-05-19"),
         "Home visit", basis="saw", by="hilary"),
    Fact("rowan", "household", "Rowan and his mother.", day("2019-01-18"), "Move to Weir Court",
         basis="saw", by="martin"),
    Fact("rowan", "household", "Rowan, his mother, and her partner Craig Tully.", day("2025-03-19"),
         "First visit of the assessment", basis="told", told_by="Kerry", by="leanne"),
    Fact("rowan", "household", "Rowan, his mother Kerry and his baby sister Ivy.",
         day("2026-11-03"), "Statutory visit", basis="saw", by="jo"),
    Fact("ivy", "household", "Ivy, her mother Kerry and her brother Rowan.", day("2026-11-03"),
         "Statutory visit", basis="saw", by="jo"),
    Fact("rowan", "address", "3 Elm Row, Northmoor NM3 6VC (not to be given to Dale Moss)",
         day("2026-11-03"), "Statutory visit", basis="saw", by="jo"),
    Fact("rowan", "school", "Fellgate Primary School, Year 5, Hazel class", day("2026-09-03"),
         "School", basis="told", told_by="The school", by="jo"),
    Fact("rowan", "gp", "Dr Lowther, Elm Bank Surgery", day("2026-11-06"), "Surgery",
         basis="told", told_by="The surgery", by="jo"),
    Fact("ivy", "gp", "Dr Lowther, Elm Bank Surgery", day("2026-06-02"), "Health visitor", by="jo"),
    Fact("ivy", "health_visitor", "Beth Sumner, Harrow Lane Health Centre", day("2026-05-26"),
         "Health visitor", by="jo"),
    Fact("rowan", "health", "Asthma, mild; preventer morning and night with a large spacer.",
         day("2026-04-13"), "Infirmary, discharge letter", by="jo"),
    Fact("rowan", "language", "English", day("2025-03-19"), "First visit", by="leanne"),
    Fact("ivy", "language", "English", day("2026-05-12"), "First visit", by="jo"),
    Fact("rowan", "ethnicity", "White British", day("2025-03-19"), "First visit", basis="told",
         told_by="Kerry", by="leanne"),
    Fact("ivy", "ethnicity", "White British", day("2026-05-12"), "First visit", basis="told",
         told_by="Kerry", by="jo"),
    Fact("rowan", "communication", "Talks best while drawing or walking. Give him time; do not fill "
         "the silence.", day("2026-02-13"), "Three houses", basis="saw", by="jo"),
    Fact("rowan", "religion", "", day("2025-03-19"), "First visit", "declined", "told", "Kerry",
         "leanne"),
    Fact("rowan", "disability", "None", day("2025-03-19"), "First visit", by="leanne"),
    Fact("ivy", "disability", "Not known yet: to be seen by the paediatrician on 2 December.",
         day("2026-11-11"), "Health visitor", "not_known_yet", by="jo"),
    Fact("rowan", "partner", "Dale Moss", day("2017-05-19"), "Home visit", basis="saw", by="hilary"),
    Fact("rowan", "partner", "Craig Tully", day("2025-03-19"), "First visit", basis="told",
         told_by="Kerry", by="leanne"),
    Fact("rowan", "partner", "Craig Tully, until 19 May 2026. Nobody since.", day("2026-11-03"),
         "Statutory visit", "in_the_past", "told", "Kerry and Rowan", "jo"),
    Fact("rowan", "risk", "Dale Moss must not learn the address (order to 1 June 2027). If Craig "
         "Tully is there, do not go in alone.", day("2026-05-20"), "Visit", basis="told",
         told_by="Police and Kerry", by="jo"),
    Fact("rowan", "parental_responsibility", "Kerry Moss, and Dale Moss with limits set by the order "
         "of 2 June 2025.", day("2025-06-04"), "Birth certificate and order seen", basis="saw",
         by="leanne"),
    Fact("ivy", "parental_responsibility", "Kerry Moss alone. Craig Tully is not on the birth "
         "certificate.", day("2026-05-26"), "Birth certificate seen", basis="saw", by="jo"),
    Fact("rowan", "professionals", "School: Helen Okafor, 01632 960 480. School nurse: Alison "
         "Greaves, 01632 960 412. Family support: Shabnam Iqbal, 07700 900 232. Housing: Feyi "
         "Olatunde, 01632 960 370.", day("2026-10-15"), "Core group", by="jo"),
    Fact("ivy", "professionals", "Health visitor: Beth Sumner, 01632 960 412. Paediatrician: Dr "
         "Bellamy, first seen on 2 December.", day("2026-11-11"), "Health visitor", by="jo"),
    Fact("rowan", "safe_contact", "Text Kerry first. Not after six: Rowan answers her phone. Nothing "
         "by post about Dale.", day("2026-03-12"), "Core group", basis="told", told_by="Kerry",
         by="jo"),
    Fact("ivy", "safe_contact", "Text Kerry first. Not after six.", day("2026-05-26"), "New birth "
         "visit", basis="told", told_by="Kerry", by="jo"),
    Fact("rowan", "domestic_abuse", "By his father, 2017 and 2018. Shouting and a kicked door by "
         "Craig Tully in May 2026.", day("2026-06-02"), "Review conference", "in_the_past", "told",
         "Police and Kerry", "jo"),
    Fact("rowan", "alcohol_at_home", "Kerry drank heavily in the autumn of 2019. Not now.",
         day("2021-02-03"), "Early help assessment", "in_the_past", "told", "Kerry", "rachel"),
    Fact("rowan", "injury_september_2025", "Bruise on the upper arm: scooter (Rowan, Kerry, "
         "paediatrician) or held by the arm (a classmate).", day("2025-10-02"),
         "Assessment", "disputed", by="leanne"),
    Fact("rowan", "where_craig_lives", "", day("2026-08-20"), "Statutory visit", "not_known_yet",
         by="jo"),
    Fact("ivy", "weight", "25th centile", day("2026-08-19"), "Health visitor", by="jo"),
    Fact("ivy", "weight", "9th centile", day("2026-10-14"), "Health visitor", by="jo"),
    Fact("ivy", "weight", "2nd centile (5.1 kg)", day("2026-11-11"), "Health visitor's letter",
         by="jo"),
    Fact("rowan", "weight", "4th centile (23.1 kg)", day("2026-03-17"), "School nurse", by="jo"),
    Fact("rowan", "contact_with_father", "None since August 2018, except 12 May 2025 at the school "
         "gate.", day("2026-10-12"), "File read through", by="jo"),
)  # fmt: skip

PLANS = (
    Plan("moss-cin-2017", "child_in_need", R, day("2017-07-10"), day("2019-02-14")),
    Plan("moss-cin-2025", "child_in_need", R, day("2025-05-22"), day("2026-03-02"), (
        PlanAction("Parenting course", "Kerry and Craig", day("2025-07-31")),
        PlanAction("School to ring if late by ten", "Fellgate Primary", day("2025-06-02"),
                   day("2025-06-02")),
        PlanAction("GP about low mood", "Kerry", day("2025-06-30"), day("2025-07-08")),
    )),
    Plan("moss-cp-2026", "protection", BOTH, day("2026-03-03"), None, (
        PlanAction("Rowan is never left alone in the house; if work rings, Nana comes first",
                   "Kerry and Maureen", day("2026-03-03"), day("2026-03-03")),
        PlanAction("Breakfast club every school day it is open", "Fellgate Primary",
                   day("2026-04-20"), day("2026-04-20")),
        PlanAction("A bed of his own, with a lamp", "Shabnam Iqbal", day("2026-05-29"),
                   day("2026-07-07")),
        PlanAction("Prepayment meter put on the hardship tariff", "Shabnam Iqbal",
                   day("2026-03-31"), day("2026-03-27")),
        PlanAction("Dentist", "Kerry; Maureen takes him", day("2026-06-30"), day("2026-08-13")),
        PlanAction("Damp in the back bedroom put right", "Northmoor Homes", day("2026-08-31"),
                   day("2026-10-21")),
        PlanAction("Lantern Trust group, Tuesday mornings", "Kerry", day("2026-11-03"),
                   day("2026-11-03")),
        PlanAction("Ivy weighed every week", "Beth Sumner and Kerry", day("2026-12-01")),
        PlanAction("Paediatrician to see Ivy", "Beth Sumner", day("2026-12-02")),
        PlanAction("A night plan on one sheet; Rowan stays in bed", "Kerry and Shabnam",
                   day("2026-10-22"), day("2026-10-29")),
        PlanAction("Find out where Craig Tully lives", "Jo Adeyemi and police", day("2026-11-30")),
    ), record="moss-plan-june-2026"),
)  # fmt: skip

DUES = (
    Due("rowan", "Statutory visit, every ten working days", day("2026-12-01"), "Child protection plan"),
    Due("ivy", "Statutory visit, every ten working days", day("2026-12-01"), "Child protection plan"),
    Due("rowan", "Core group", day("2026-11-26"), "At most six weeks after the last"),
    Due("ivy", "Core group", day("2026-11-26"), "At most six weeks after the last"),
    Due("rowan", "Review conference", day("2026-12-01"), "At most six months after the last"),
    Due("ivy", "Review conference", day("2026-12-01"), "At most six months after the last"),
    Due("rowan", "Child's Plan, new version", day("2026-11-13"), "Promised at the core group",
        day("2026-11-24"), "Waiting for the school's letter, which is better in than out", "priya"),
    Due("rowan", "Report for the conference, shared with Kerry first", day("2026-11-24"),
        "Five working days before", done=day("2026-11-20")),
    Due("ivy", "Paediatrician, with Kerry", day("2026-12-02"), "Referral of 16 October"),
    Due("rowan", "Visit", day("2026-08-06"), "Child protection plan", day("2026-08-11"),
        "The family was at the sea", "priya", day("2026-08-11")),
    Due("rowan", "Initial conference", day("2026-03-03"), "Fifteen working days from the strategy "
        "discussion", done=day("2026-03-03")),
)  # fmt: skip
