"""Who Kai's people are, where he has lived, and what stands in law."""

from portal.demo.story import (
    Address,
    Alert,
    Assignment,
    CaseSummary,
    Due,
    Episode,
    Fact,
    Family,
    FamilyAccount,
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

K = ("kai",)
MILL_COURT = ("Flat 14, Mill Court, Northmoor", "NM2 1KI")
BARTONS = ("31 Station Approach, Northmoor", "NM4 2VC")
WHITLOCKS = ("6 Sycamore Close, Northmoor", "NM4 8OM")

PEOPLE = (
    Person(
        "kai",
        (Name("Kai", "Ahmed"),),
        born=day("2012-06-19"),
        sex="M",
        pronouns="he",
        first_language="English",
        ethnicity="MWAS",
        faith="Muslim",
        communication="Would rather be asked in the car. Texts more than he talks. Speaks some Urdu "
        "with his mum and likes to be asked about it.",
        disabilities=("NONE",),
        is_child=True,
        addresses=(
            Address(*MILL_COURT, day("2012-06-21"), day("2021-10-12")),
            Address(*BARTONS, day("2021-10-12"), day("2021-11-19"), "placement"),
            Address(*WHITLOCKS, day("2021-11-19"), kind="placement"),
        ),
        phones=(Phone("07700 900172", safe="His own. Text, not ring, in school hours."),),
        email="kai.a@example.org",
        identifiers=(Identifier("nhs", "999 151 2306"), Identifier("upn", "X331000016238")),
    ),
    Person(
        "samira",
        (Name("Samira", "Ahmed"),),
        born=day("1985-02-11"),
        sex="F",
        pronouns="she",
        ethnicity="APKN",
        faith="Muslim",
        communication="English and Urdu. When she is unwell, short sentences and one person at a time.",
        addresses=(Address(*MILL_COURT, day("2009-09-01")),),
        phones=(Phone("07700 900179", safe="Mornings are best."),),
        email="samira.ahmed@example.org",
    ),
    Person("daniel", (Name("Daniel", "Price"),), born=day("1983-07-05"), died=day("2015-03-22"),
           sex="M", pronouns="he", note="Died in a road accident when Kai was two."),
    Person("amina", (Name("Amina", "Ahmed"),), born=day("2008-03-15"), sex="F", pronouns="she",
           phones=(Phone("07700 900183"),), note="Studies to be a paramedic; lives with her aunt."),
    Person("nasreen", (Name("Nasreen", "Malik"),), born=day("1979-12-20"), sex="F", pronouns="she",
           phones=(Phone("01632 960533", "home"),),
           addresses=(Address("40 Castle Rise, Northmoor", "NM1 8CO", day("2005-01-01")),)),
    Person("denise", (Name("Denise", "Whitlock"),), born=day("1968-05-02"), sex="F", pronouns="she",
           phones=(Phone("01632 960547", "home"), Phone("07700 900188")),
           addresses=(Address(*WHITLOCKS, day("1998-08-01")),), note="Approved foster carer since 2011."),
    Person("roy", (Name("Roy", "Whitlock"),), born=day("1965-11-17"), sex="M", pronouns="he",
           addresses=(Address(*WHITLOCKS, day("1998-08-01")),), note="Approved foster carer since 2011."),
    Person("barton", (Name("Jean", "Barton"),), born=day("1959-04-08"), sex="F", pronouns="she",
           addresses=(Address(*BARTONS, day("1990-01-01")),), note="Approved foster carer, now retired."),
)  # fmt: skip

FAMILIES = (
    Family("ahmed-family", "Ahmed", (
        Member("samira", day("2008-03-15")),
        Member("daniel", day("2010-05-01"), day("2015-03-22"), "Died."),
        Member("amina", day("2008-03-15"), day("2021-10-12"), "Went to live with her aunt."),
        Member("kai", day("2012-06-19")),
    )),
)  # fmt: skip

RELATIONSHIPS = (
    Relationship("samira", "mother", "kai", day("2012-06-19"), source="Birth certificate seen"),
    Relationship("daniel", "father", "kai", day("2012-06-19"), day("2015-03-22"),
                 "Birth certificate seen"),
    Relationship("samira", "mother", "amina", day("2008-03-15")),
    Relationship("amina", "half_sibling", "kai", day("2012-06-19")),
    Relationship("nasreen", "aunt_uncle", "kai", day("2012-06-19")),
    Relationship("nasreen", "sibling", "samira", day("1985-02-11")),
    Relationship("barton", "foster_carer", "kai", day("2021-10-12"), day("2021-11-19")),
    Relationship("denise", "foster_carer", "kai", day("2021-11-19")),
    Relationship("roy", "foster_carer", "kai", day("2021-11-19")),
    Relationship("denise", "partner", "roy", day("1990-09-15")),
)  # fmt: skip

RESPONSIBILITIES = (
    Responsibility("samira", "kai", "Mother", day("2012-06-19"), document_seen="Birth certificate"),
    Responsibility("daniel", "kai", "On the birth certificate", day("2012-06-19"), day("2015-03-22"),
                   "Birth certificate"),
    Responsibility("", "kai", "Care order of 23 June 2022",
                   day("2022-06-23"), holder_name="Northmoor Council", document_seen="Care order",
                   delegated=("Nights with friends: Denise and Roy", "Haircuts, clubs, day trips: "
                              "Denise and Roy", "School trips in this country: Denise and Roy",
                              "Passport and trips abroad: the council, asking Samira first")),
)  # fmt: skip

ACCOUNTS = (FamilyAccount("young", "kai", "kai.a@example.org"),)

INVOLVEMENTS = (
    Involvement("kai", day("2019-11-04"), day("2020-09-18"), "A parent's illness",
                "No longer in need"),
    Involvement("kai", day("2021-10-11"), reason="A parent's illness"),
)  # fmt: skip

ASSIGNMENTS = (
    Assignment("kai", "two", "martin", day("2019-11-06"), day("2019-12-20"), ending="Left"),
    Assignment("kai", "north", "priya", day("2020-01-06"), day("2020-09-18"), ending="Closed"),
    Assignment("kai", "north", "yusuf", day("2021-10-11"), day("2023-07-28"), ending="Left"),
    Assignment("kai", "north", "ellen", day("2023-07-31"), day("2025-05-30"), ending="Left"),
    Assignment("kai", "north", "jo", day("2025-06-02")),
    Assignment("kai", "review", "peter", day("2021-10-14"), day("2023-12-22"), "chair", "Retired"),
    Assignment("kai", "review", "gwen", day("2024-01-08"), None, "chair"),
    Assignment("kai", "north", "niamh", day("2021-11-19"), None, "co_worker"),
)  # fmt: skip

EPISODES = (
    Episode("referral", K, day("2019-11-04"), day("2019-11-05"), "A parent's illness", "Assessment",
            codes=mapping({"source": "3A", "need": "N3"})),
    Episode("assessment", K, day("2019-11-06"), day("2020-01-10"), "", "Child in need plan"),
    Episode("child_in_need_plan", K, day("2020-01-15"), day("2020-09-18"), "", "Ended, closed"),
    Episode("referral", K, day("2021-10-11"), day("2021-10-11"), "A parent's illness", "Assessment",
            codes=mapping({"source": "3D", "need": "N3"})),
    Episode("assessment", K, day("2021-10-11"), day("2021-12-03"), "", "Looked after",
            codes=mapping({"factors": "4B"})),
    Episode("looked_after", K, day("2021-10-12")),
    Episode("legal_status", K, day("2021-10-12"), day("2022-01-19"), "Accommodated with agreement",
            codes=mapping({"legal": "V2"})),
    Episode("legal_status", K, day("2022-01-20"), day("2022-06-22"), "Interim care order",
            codes=mapping({"legal": "C1"})),
    Episode("legal_status", K, day("2022-06-23"), None, "Care order", codes=mapping({"legal": "C2"})),
    Episode("placement", K, day("2021-10-12"), day("2021-11-19"), "Foster carer, Jean Barton",
            "Planned move", codes=mapping({"placement": "U6"})),
    Episode("placement", K, day("2021-11-19"), None, "Foster carers, Denise and Roy Whitlock",
            detail="Agreed as Kai's long-term home on 14 February 2023.",
            codes=mapping({"placement": "U4"})),
    Episode("missing", K, day("2024-08-17"), day("2024-08-17"), outcome="Found at the hospital with his "
            "mother, four hours"),
)  # fmt: skip

ALERTS = (
    Alert(K, "Photographs of Kai only as he agrees: he decides which of them his mum may post.",
          day("2024-03-11"), day("2027-03-11"), "jo"),
)  # fmt: skip

PEN_PICTURES = (
    PenPicture("kai", day("2021-12-03"), "yusuf",
               "Kai is nine. He is polite, watchful and very good at long division. He keeps his school "
               "bag packed. He has not cried in front of anybody here and asks every day how his mum is."),
    PenPicture("kai", day("2026-09-28"), "jo",
               "Kai is fourteen and five foot eight and does not want to talk about either. He bowls "
               "leg-breaks, draws a comic that half of his year can quote, and makes the best dal in "
               "Sycamore Close, which Roy will dispute. He is Denise and Roy's, and he is his mum's, and "
               "he does not see why anybody should ask him to choose a word for it. He notices who "
               "remembers. He says sorry with food."),
)  # fmt: skip

SUMMARIES = (
    CaseSummary("kai", day("2023-07-24"), "yusuf",
                "Care order June 2022. With Denise and Roy since Nov 2021, matched long term Feb 2023. "
                "Sees mum every other Saturday at the centre. Doing well. New worker from 31/7."),
    CaseSummary("kai", day("2026-09-28"), "jo",
                "Kai came into care at nine, in October 2021, when his mum Samira was too unwell to look "
                "after him and there was nobody at home to notice that he was doing it instead. There is "
                "a care order. He has lived with Denise and Roy Whitlock since 19 November 2021 and means "
                "to stay. Samira has been well for twenty months, and Kai would like to sleep at hers on "
                "some Saturdays: I have looked into it and think that he should. He is settled at school, "
                "with a form tutor whom he rates. He has asked to see his own file, a bit at a time, with "
                "me. Review on 3 December."),
)  # fmt: skip

FACTS = (
    Fact("kai", "household", "Kai, his mother Samira and his sister Amina.", day("2019-11-06"),
         "First visit", basis="saw", by="martin"),
    Fact("kai", "household", "Kai, with Denise and Roy Whitlock; a guinea pig called Biscuit.",
         day("2026-10-22"), "Visit", basis="saw", by="jo"),
    Fact("kai", "address", "6 Sycamore Close, Northmoor NM4 8OM", day("2026-10-22"), "Visit",
         basis="saw", by="jo"),
    Fact("kai", "school", "Mere Lane Primary School", day("2021-10-13"), "School", by="yusuf"),
    Fact("kai", "school", "St Oswin's High School, Year 10; form tutor Mr Bello", day("2026-09-04"),
         "School", by="jo"),
    Fact("kai", "language", "English; some Urdu with his mum", day("2021-10-20"), "Visit",
         basis="told", told_by="Kai", by="yusuf"),
    Fact("kai", "ethnicity", "White and Asian: \u201cmy dad was from Hull and my mum is from here but "
         "Lahore\u201d", day("2023-09-11"), "Visit", basis="told", told_by="Kai", by="ellen"),
    Fact("kai", "religion", "Muslim. Halal; fasts at weekends in Ramadan; mosque with his uncle on "
         "Fridays in the holidays.", day("2026-03-20"), "Visit", basis="told", told_by="Kai", by="jo"),
    Fact("kai", "communication", "Would rather be asked in the car. Texts more than he talks.",
         day("2025-06-20"), "Visit", basis="saw", by="jo"),
    Fact("kai", "disability", "None", day("2021-10-20"), "Health assessment", by="yusuf"),
    Fact("kai", "health", "Well. Glasses for the board, worn under protest. Nut allergy, mild.",
         day("2026-10-01"), "Yearly health assessment", by="jo"),
    Fact("kai", "gp", "Dr Quaye, Elm Bank Surgery", day("2021-11-22"), "Registration", by="yusuf"),
    Fact("kai", "dentist", "Quayside Dental, seen in August 2026", day("2026-08-19"), "Denise",
         basis="told", told_by="Denise", by="jo"),
    Fact("kai", "parental_responsibility", "Samira Ahmed, and Northmoor Council by the care order of "
         "23 June 2022.", day("2022-06-23"), "Care order seen", basis="saw", by="yusuf"),
    Fact("kai", "safe_contact", "Text Kai. Denise on 01632 960547. Samira mornings.",
         day("2026-10-22"), "Visit", basis="told", told_by="Kai", by="jo"),
    Fact("kai", "risk", "None known.", day("2026-10-22"), "Visit", by="jo"),
    Fact("kai", "professionals", "Reviewing officer: Gwen Pritchard. Fostering: Niamh Corrigan. School: "
         "Mr Bello. Young Minds: Fran, until 2024.", day("2026-09-28"), "File", by="jo"),
    Fact("kai", "time_with_mum", "Every other Saturday, 10 till 6, at hers since April 2026.",
         day("2026-10-24"), "Samira and Kai", basis="told", told_by="Samira", by="jo"),
    Fact("kai", "strengths_difficulties_score", "22", day("2022-03-14"), "Denise's answers", by="yusuf"),
    Fact("kai", "strengths_difficulties_score", "9", day("2026-03-16"), "Denise's answers", by="jo"),
    Fact("kai", "feels_about_nights_at_mums", "He would like to; Roy thinks that it is too soon.",
         day("2026-10-22"), "Visit", "disputed", "told", "Kai, Samira and Roy", "jo"),
)  # fmt: skip

PLANS = (
    Plan("ahmed-cin-2020", "child_in_need", K, day("2020-01-15"), day("2020-09-18")),
    Plan("ahmed-care", "care", K, day("2021-10-25"), None, (
        PlanAction("Decide about nights at his mum's, with Kai in the room", "Jo Adeyemi",
                   day("2026-12-03")),
        PlanAction("Passport, before the cricket tour in May", "Jo Adeyemi", day("2026-12-18")),
        PlanAction("Read the next part of the file together: the move in 2021", "Jo and Kai",
                   day("2026-12-10")),
        PlanAction("Life story book: the pages about Dad, with Aunt Nasreen", "Denise and Nasreen",
                   day("2026-10-31")),
        PlanAction("Savings account told to Kai, with the amount", "Jo Adeyemi", day("2026-06-30"),
                   day("2026-06-24")),
        PlanAction("Glasses that he will wear", "Denise", day("2026-09-30"), day("2026-09-19")),
    )),
)  # fmt: skip

DUES = (
    Due("kai", "Statutory visit, every six weeks", day("2026-12-03"), "Looked after children"),
    Due("kai", "Review", day("2026-12-03"), "At most six months after the last"),
    Due("kai", "Report for the review, shown to Kai first", day("2026-11-26"), "Five working days before"),
    Due("kai", "Personal education plan, autumn", day("2026-11-20"), "Every term", day("2026-11-27"),
        "Mr Bello was away; Kai wanted him there", "priya"),
    Due("kai", "Yearly health assessment", day("2026-10-13"), "Every year", done=day("2026-10-01")),
)  # fmt: skip
