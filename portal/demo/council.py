"""Northmoor Council: teams, staff past and present, and the children whose files are only names here.

The people a visitor can sign in as carry a `username`; the others have written, chaired or left.
"""

from portal.demo.story import (
    Alert,
    Assignment,
    Closure,
    Conflict,
    Episode,
    Event,
    Fact,
    FilledRecord,
    Identifier,
    Involvement,
    Name,
    OwnWords,
    Person,
    Post,
    Relationship,
    Staff,
    Story,
    Team,
    day,
)

NAME = "Northmoor Council"
SERVICE = "Northmoor children's services"
ADDRESS = ("Civic Hall, Guildhall Square", "Northmoor NM1 1VC")
OFFICE_PHONE = "01632 960 200"
DAY_AND_NIGHT = "01632 960 001"

TEAMS = (
    Team("front", "Front Door", "Contacts, referrals and advice", "01632 960 200",
         "frontdoor@northmoor.example.org"),
    Team("night", "Out of Hours", "Evenings, nights and weekends", DAY_AND_NIGHT,
         "outofhours@northmoor.example.org"),
    Team("two", "Locality Two", "Assessment and support until the move to North and South",
         "01632 960 205", "locality2@northmoor.example.org", day("2015-04-01"), day("2020-03-31")),
    Team("north", "Team North", "Assessment, protection and care, north of the river",
         "01632 960 210", "north@northmoor.example.org", day("2020-04-01")),
    Team("south", "Team South", "Assessment, protection and disabled children, south of the river",
         "01632 960 220", "south@northmoor.example.org", day("2020-04-01")),
    Team("help", "Family Help", "Early help and family support", "01632 960 230",
         "familyhelp@northmoor.example.org", day("2019-09-01")),
    Team("review", "Reviewing Service", "Independent chairs and reviewing officers",
         "01632 960 240", "reviewing@northmoor.example.org"),
    Team("paper", "Records Room", "Post, scanning and the paper files", "01632 960 250",
         "records@northmoor.example.org"),
    Team("practice", "Practice and Forms", "Guidance and the forms everybody writes in",
         "01632 960 260", "practice@northmoor.example.org", day("2022-01-04")),
)  # fmt: skip

STAFF = (
    # those a visitor can be
    Staff("jo", Name("Jo", "Adeyemi"), "Social worker",
          (Post("north", "practitioner", day("2021-09-06")),), "worker", "07700 900 214",
          "jo.adeyemi@northmoor.example.org", "SW900214", day("1993-05-17")),
    Staff("priya", Name("Priya", "Nair"), "Team manager",
          (Post("north", "practitioner", day("2018-01-15"), day("2022-03-31")),
           Post("north", "manager", day("2022-04-01"))), "manager", "07700 900 210",
          "priya.nair@northmoor.example.org", "SW900118", day("1984-11-02")),
    Staff("gwen", Name("Gwen", "Pritchard"), "Independent chair and reviewing officer",
          (Post("review", "chair", day("2020-02-03")),), "chair", "01632 960 241",
          "gwen.pritchard@northmoor.example.org", "SW900077", day("1969-08-21")),
    Staff("sam", Name("Sam", "Whitaker"), "Duty social worker",
          (Post("front", "duty", day("2019-06-10")),), "duty", "01632 960 201",
          "sam.whitaker@northmoor.example.org", "SW900303", day("1990-01-30")),
    Staff("bev", Name("Beverley", "Lomax"), "Business support officer",
          (Post("paper", "support", day("2012-07-09")),), "clerk", "01632 960 251",
          "bev.lomax@northmoor.example.org", "", day("1971-03-12")),
    Staff("alasdair", Name("Alasdair", "Bright"), "Records officer",
          (Post("paper", "records", day("2017-02-01")),), "records", "01632 960 252",
          "alasdair.bright@northmoor.example.org", "", day("1978-12-05")),
    Staff("tom", Name("Tom", "Fairley"), "Social worker, disabled children",
          (Post("south", "practitioner", day("2022-10-03")),), "stranger", "07700 900 226",
          "tom.fairley@northmoor.example.org", "SW900256", day("1988-07-25")),
    Staff("ines", Name("Ines", "Carvalho"), "Practice lead, forms and guidance",
          (Post("practice", "designer", day("2022-01-04")),), "designer", "01632 960 261",
          "ines.carvalho@northmoor.example.org", "SW900161", day("1981-04-09")),
    Staff("helen", Name("Helen", "Sorrell"), "Head of safeguarding and quality",
          (Post("paper", "manager", day("2021-01-11")),), "lead", "01632 960 253",
          "helen.sorrell@northmoor.example.org", "SW900029", day("1972-10-06"), True),
    # those who are here, behind them
    Staff("colin", Name("Colin", "Baptiste"), "Team manager",
          (Post("south", "manager", day("2020-04-01")),), phone="07700 900 220",
          email="colin.baptiste@northmoor.example.org", registration="SW900041"),
    Staff("shabnam", Name("Shabnam", "Iqbal"), "Family support worker",
          (Post("help", "practitioner", day("2021-05-04")),), phone="07700 900 232",
          email="shabnam.iqbal@northmoor.example.org"),
    Staff("dana", Name("Dana", "Kowal"), "Out-of-hours social worker",
          (Post("night", "duty", day("2018-03-19")),), phone=DAY_AND_NIGHT,
          email="dana.kowal@northmoor.example.org", registration="SW900188"),
    Staff("niamh", Name("Niamh", "Corrigan"), "Supervising social worker, fostering",
          (Post("north", "practitioner", day("2020-04-01")),), phone="07700 900 217",
          email="niamh.corrigan@northmoor.example.org", registration="SW900192"),
    Staff("graham", Name("Graham", "Tasker"), "Contact officer",
          (Post("front", "practitioner", day("2016-05-09")),), phone="01632 960 202",
          email="graham.tasker@northmoor.example.org"),
    # those who have left, and whose words stay
    Staff("hilary", Name("Hilary", "Stott"), "Social worker",
          (Post("two", "practitioner", day("2014-01-06"), day("2018-06-29")),),
          registration="SW900012"),
    Staff("martin", Name("Martin", "Ogden"), "Social worker",
          (Post("two", "practitioner", day("2016-09-05"), day("2019-12-20")),),
          registration="SW900067"),
    Staff("ruth", Name("Ruth", "Calder"), "Team manager",
          (Post("two", "manager", day("2015-04-01"), day("2020-03-31")),), registration="SW900003"),
    Staff("rachel", Name("Rachel", "Tunnicliffe"), "Early help co-ordinator",
          (Post("help", "practitioner", day("2020-01-06"), day("2024-08-30")),)),
    Staff("leanne", Name("Leanne", "Foy"), "Agency social worker",
          (Post("north", "practitioner", day("2025-02-17"), day("2025-10-10")),),
          registration="SW900344"),
    Staff("yusuf", Name("Yusuf", "Rahman"), "Social worker",
          (Post("north", "practitioner", day("2020-04-01"), day("2023-07-28")),),
          registration="SW900173"),
    Staff("ellen", Name("Ellen", "Marsh"), "Social worker",
          (Post("north", "practitioner", day("2022-09-05"), day("2025-05-30")),),
          registration="SW900249"),
    Staff("peter", Name("Peter", "Hallworth"), "Independent reviewing officer",
          (Post("review", "chair", day("2013-04-01"), day("2023-12-22")),), registration="SW900009"),
)  # fmt: skip

PEOPLE = (
    Person("alfie", (Name("Alfie", "Brannigan"),), day("2020-01-18"), sex="M", pronouns="he",
           ethnicity="WBRI", is_child=True, identifiers=(Identifier("upn", "A331000022340"),)),
    Person("dawn", (Name("Dawn", "Brannigan"),), day("1991-08-12"), sex="F", pronouns="she"),
    Person("lee_b", (Name("Lee", "Brannigan"),), day("1988-02-27"), sex="M", pronouns="he",
           note="Uses a wheelchair; mornings are the worst."),
    Person("skye", (Name("Skye", "Lathom"),), day("2022-06-02"), sex="F", pronouns="she",
           ethnicity="WBRI", is_child=True),
    Person("summer", (Name("Summer", "Lathom"),), day("2022-06-02"), sex="F", pronouns="she",
           ethnicity="WBRI", is_child=True),
    Person("mossop", (Name("Rowan", "Mossop"),), day("2017-02-14"), sex="F", pronouns="she",
           ethnicity="MWBC", is_child=True,
           note="Not Rowan Moss: one letter, ten days and a river apart."),
    Person("darius", (Name("Darius", "Fell"),), day("2011-10-09"), sex="M", pronouns="he",
           ethnicity="BCRB", is_child=True),
    Person("nell", (Name("Nell", "Arkwright"),), day("2013-03-27"), sex="F", pronouns="she",
           ethnicity="WBRI", is_child=True),
    Person("theo", (Name("Theo", "Castle"),), day("2019-11-30"), sex="M", pronouns="he",
           ethnicity="WBRI", is_child=True),
    Person("mina", (Name("Mina", "Dalloway"),), day("2021-05-06"), sex="F", pronouns="she",
           ethnicity="WOTH", is_child=True),
    Person("alfie_again", (Name("Alfie", "Branigan"),), day("2020-01-18"), sex="M", is_child=True,
           note="Alfie Brannigan, written down a second time by somebody who took the name by ear."),
)  # fmt: skip

INVOLVEMENTS = (
    Involvement("alfie", day("2026-10-05"), reason="School worried about a parent's health"),
    Involvement("skye", day("2025-11-17"), reason="Housing and a parent on her own with twins"),
    Involvement("summer", day("2025-11-17"), reason="Housing and a parent on her own with twins"),
    Involvement("mossop", day("2026-03-09"), reason="Young carer"),
    Involvement("darius", day("2024-09-02"), reason="Missing from home"),
    Involvement("nell", day("2024-02-05"), day("2024-06-14"), "Request for support",
                "No longer in need"),
    Involvement("theo", day("2026-01-12"), reason="Known to several councillors"),
    Involvement("mina", day("2021-05-07"), day("2023-02-24"), "Care proceedings", "Adopted"),
    Involvement("alfie_again", day("2026-11-18"), reason="Health visitor worried about the stairs"),
)  # fmt: skip

ASSIGNMENTS = (
    Assignment("alfie", "north", "jo", day("2026-10-06")),
    Assignment("skye", "north", "jo", day("2025-11-19")),
    Assignment("summer", "north", "jo", day("2025-11-19")),
    Assignment("mossop", "south", "tom", day("2026-03-11")),
    Assignment("darius", "south", "tom", day("2024-09-04")),
    Assignment("nell", "south", "tom", day("2024-02-06"), day("2024-06-14")),
    Assignment("theo", "south", "colin", day("2026-01-12")),
    Assignment("mina", "north", "yusuf", day("2021-05-10"), day("2023-02-24")),
    Assignment("alfie_again", "north", "niamh", day("2026-11-19")),
)  # fmt: skip

EPISODES = (
    Episode("referral", ("alfie",), day("2026-10-05"), day("2026-10-05"), "School", "Assessment"),
    Episode("assessment", ("alfie",), day("2026-10-06"), detail="Due by 7 December 2026."),
    Episode("child_in_need_plan", ("skye", "summer"), day("2026-01-15")),
    Episode("child_in_need_plan", ("mossop",), day("2026-04-20")),
    Episode("child_in_need_plan", ("darius",), day("2024-10-21")),
    Episode("missing", ("darius",), day("2026-09-12"), day("2026-09-13"), outcome="Came home himself"),
    Episode("assessment", ("nell",), day("2024-02-06"), day("2024-03-28"), outcome="Short-term help"),
    Episode("child_in_need_plan", ("theo",), day("2026-02-16")),
    Episode("looked_after", ("mina",), day("2021-05-07"), day("2023-02-24"), outcome="Adopted"),
)  # fmt: skip

EVENTS = (
    Event(day("2026-11-18"), "call", ("alfie_again",), "Health visitor rings about the stairs",
          "A boy of six, his father fell on the stairs with him there. Mum is Dawn, works nights. Gave the "
          "name on the telephone. Nobody found under it.", "sam"),
    Event(day("2026-10-05"), "call", ("alfie",), "Referral from Fellgate Primary",
          "Mrs Okafor, the head's deputy, rang. Alfie is late most days and tells the class he makes "
          "his own breakfast because \"Daddy has poorly legs\". School know the family and like them. "
          "Parents know about this call and are relieved.", "sam", quality="good"),
    Event(day("2026-10-14"), "visit", ("alfie",), "First visit, seen alone",
          "Clean, busy house, a stair gate in the wrong place, and a father who apologised for his "
          "wheelchair. Alfie showed me round.", "jo", seen=True, seen_alone=True,
          words=(OwnWords("alfie", "I can do toast. I can't do the kettle, that's Mummy's."),),
          quality="good"),
    Event(day("2026-11-11"), "visit", ("alfie",), "Visit with occupational therapist",
          "Stairs measured. Grant form left with mum.", "jo", seen=True, seen_alone=False,
          quality="poor"),
    Event(day("2025-11-19"), "visit", ("skye", "summer"), "First visit",
          "Twins asleep. Spoke to mum in the kitchen. Flat cold, mould in small bedroom, photos taken "
          "with her agreement.", "jo", seen=True, seen_alone=False),
    Event(day("2026-01-15"), "meeting", ("skye", "summer"), "Child in need meeting",
          "Plan agreed: housing, nursery places for both girls from Easter, one morning a week for "
          "mum at the family centre.", "jo"),
    Event(day("2026-09-07"), "good_news", ("skye", "summer"), "New flat",
          "Keys today. Two bedrooms, a bath, dry walls. Mum cried, then made tea on a camping stove.",
          "jo", words=(OwnWords("skye", "Our house has a upstairs."),), quality="good"),
    Event(day("2026-11-05"), "visit", ("skye", "summer"), "Visit to nursery",
          "Both girls seen in the sand. Summer talks for two; Skye has started to answer for herself.",
          "jo", seen=True, seen_alone=True),
    Event(day("2026-03-11"), "visit", ("mossop",), "First visit",
          "Rowan looks after her mum on bad days. Bright, funny, tired.", "tom", seen=True,
          seen_alone=True,
          words=(OwnWords("mossop", "If you tell school, can you tell them I don't want a fuss."),)),
    Event(day("2026-10-20"), "visit", ("mossop",), "Visit at school",
          "All fine. Young carers group Thursdays.", "tom", seen=True, seen_alone=True,
          quality="poor"),
    Event(day("2026-09-14"), "visit", ("darius",), "Return conversation",
          "Darius had been at his cousin's watching football and his phone was flat. He did not know "
          "that anybody was looking. We agreed a number he can ring from any phone.", "tom", seen=True,
          seen_alone=True, words=(OwnWords("darius", "I wasn't missing. I knew where I was."),),
          quality="good"),
    Event(day("2024-06-14"), "note", ("nell",), "Closing", "Closed. Family says help was useful.",
          "tom", quality="poor"),
    Event(day("2026-01-12"), "note", ("theo",), "File restricted",
          "Restricted at the request of the director; allocation held by the manager.", "colin"),
)  # fmt: skip

FACTS = (
    Fact("alfie", "household", "Alfie, his mother Dawn and his father Lee.", day("2026-10-14"),
         "First visit", basis="saw", by="jo"),
    Fact("skye", "household", "Skye, her twin Summer and their mother Kayleigh.", day("2026-09-07"),
         "Visit to the new flat", basis="saw", by="jo"),
    Fact("summer", "household", "Summer, her twin Skye and their mother Kayleigh.",
         day("2026-09-07"), "Visit to the new flat", basis="saw", by="jo"),
    Fact("mossop", "household", "Rowan and her mother Tanya.", day("2026-03-11"), "First visit",
         basis="saw", by="tom"),
)  # fmt: skip

REFERRAL_ALFIE = FilledRecord(
    "alfie-referral-2026", "referral-information", ("alfie",), "Referral, October 2026",
    day("2026-10-05"), "sam",
    {
        "request.received_on": "2026-10-05", "request.source": "2A",
        "request.referrer": "Mrs Okafor, deputy head, Fellgate Primary, 01632 960 480",
        "request.reason": "Late most days. Alfie, six, tells the class that he makes his own breakfast because "
        "\"Daddy has poorly legs\". His mother works nights at the bakery.",
        "request.harm": "no", "family_view.aware": "yes",
        "family_view.say": [{"who": "Dawn Brannigan", "person": "dawn", "on": "2026-10-05",
                             "said": "I'd have rung you myself if I'd known you could.", "for": "family"}],
        "decision.analysis": "Nobody is doing anything wrong, and a boy of six is the day shift.",
        "decision.outcome": "assess", "decision.decided_on": "2026-10-06", "decision.need": "N3",
        "decision.told": "Both parents, at home, 6 October",
    },
    finished_on=day("2026-10-05"), authorised_on=day("2026-10-06"), authorised_by="priya",
    due=day("2026-10-06"), quality="good",
)  # fmt: skip

ASSESSMENT_ALFIE = FilledRecord(
    "alfie-assessment-2026", "assessment", ("alfie",), "Assessment, November 2026", day("2026-10-06"),
    "jo",
    {
        "why.reason": "School worried about a parent's health. Alfie gets himself up, dressed and out.",
        "why.started_on": "2026-10-06",
        "why.people": [{"name": "Dawn Brannigan", "role": "mother"}, {"name": "Lee Brannigan", "role": "father"},
                       {"name": "Helen Okafor", "role": "school"}],
        "parenting.care": "Lee cannot stand in the mornings. Dawn comes in at eight and is asleep by nine.",
        "parenting.warmth": "They laugh at each other's jokes, and so does he.",
        "family.housing": "Twelve stairs and no rail. The grant form for a lift went in on 13 November.",
        "views.shared_on": "2026-11-19",
    },
    {"alfie": {
        "analysis.means": "Alfie can do toast, buttons and the front door. He has stopped asking anybody to do "
        "them with him.",
        "analysis.risk": "The kettle, the road, and a father on the stairs with nobody else in the house.",
        "analysis.strong": "Two parents who told us more than we asked. A school that noticed.",
        "decision.in_need": "yes", "decision.next": "plan",
        "decision.why": "A rail, a lift and an hour of somebody's time each morning would nearly do.",
        "decision.need": "N3", "decision.factors": ["6A"],
        "words.said": [{"who": "Alfie", "person": "alfie", "on": "2026-10-14", "said": "I can do toast. I can't do "
                        "the kettle, that's Mummy's.", "for": "everyone"}],
        "words.seen_on": "2026-10-14", "words.alone": "yes",
        "growing.education": "Reads to his father in the afternoons.",
        "growing.feelings": "Proud of himself, and tired.",
    }},
    finished_on=day("2026-11-20"), state="ready", quality="good",
)  # fmt: skip

COUNCIL = Story(
    key="council",
    title=NAME,
    people=PEOPLE,
    relationships=(
        Relationship("dawn", "mother", "alfie", day("2020-01-18"), source="Birth certificate seen"),
        Relationship("lee_b", "father", "alfie", day("2020-01-18"), source="Birth certificate seen"),
        Relationship("dawn", "mother", "alfie_again", source="Health visitor"),
        Relationship("dawn", "partner", "lee_b"),
        Relationship("skye", "sibling", "summer", day("2022-06-02")),
    ),
    teams=TEAMS,
    staff=STAFF,
    involvements=INVOLVEMENTS,
    assignments=ASSIGNMENTS,
    episodes=EPISODES,
    events=tuple(sorted(EVENTS, key=lambda event: event.on)),
    facts=FACTS,
    records=(REFERRAL_ALFIE, ASSESSMENT_ALFIE),
    alerts=(
        Alert(("darius",), "Goes to his cousin's when he is upset. Ring the number in the summary "
              "before ringing the police.", day("2026-09-13"), day("2027-03-13"), "tom"),
    ),
    closures=(
        Closure("theo", "restricted", day("2026-01-12"),
                "The family is known to several councillors.", ("colin", "priya")),
        Closure("mina", "sealed", day("2023-02-24"), "Adopted.", ("alasdair",)),
    ),
    conflicts=(
        Conflict("darius", "sam", "Lives in the same street.", day("2024-09-03")),
    ),
)  # fmt: skip
