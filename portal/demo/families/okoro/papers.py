"""Paper about the Okoros."""

from portal.demo.stationery import (
    COUNCIL,
    HEALTH,
    HOUSING,
    INFIRMARY,
    LARCH_HOUSE,
    MERE_LANE,
    back,
    letter,
    note,
)
from portal.demo.story import (
    Fields,
    Gap,
    Paper,
    PaperPage,
    Picture,
    Table,
    Text,
    Ticks,
    Wear,
    Written,
    day,
)

T = ("tia",)
ALL = ("tia", "ada", "chidi")

WARD_2024 = Paper(
    "okoro-ward-2024", "Letter, special care", "letter", "Northmoor Royal Infirmary", day("2024-09-12"), T,
    letter(
        INFIRMARY, on=day("2024-09-12"), greeting="Dear colleague", face="serif", received=day("2024-09-13"),
        about="Tia (Ogechukwu) Okoro, born 9 July 2024 at 29 weeks, 1,080 g",
        pages=((
            "Tia is now 2.4 kg and breathes for herself by day. A scan in August showed damage to the left side "
            "that will affect her right arm and both legs. Her hearing test was not passed on either side.",
            "Her parents have been here every day of the sixty-five. They sleep in turns and have never both "
            "slept. They are courteous, exact and exhausted, and will tell you that they are managing.",
        ),),
        signed="M. Delacroix", title="Sister, special care",
    ),
    telling="They are courteous, exact and exhausted, and will tell you that they are managing.",
)  # fmt: skip

BOARD_2024 = Paper(
    "okoro-board-2024", "Photograph of the whiteboard", "photograph", "Jo Adeyemi", day("2024-11-21"), T,
    (
        PaperPage(
            (
                Gap(4),
                Written("N 8pm-2am   E 2am-5 (early turn)   N 5am-", hand="hurried", size=10),
                Written("02 on 0.1 - alarm = check nose FIRST", hand="hurried", size=10),
                Written("feed 9 / 12 / 3 / 6    50 ml slow", hand="hurried", size=10),
                Written("smiled 6.10pm   (Chidi saw)", hand="rounded", size=10),
                Written("I love you.  Eat something.", hand="rounded", size=10),
            ),
            colour="colour", wear=Wear(skew=-2.4, lens=True), kind="handwriting", seed="whiteboard 2024",
        ),
    ),
    filed_by="jo", telling="\u201cI love you. Eat something.\u201d",
)  # fmt: skip

HOUSING_2025 = Paper(
    "okoro-housing-2025", "Letter, Northmoor Homes, band A", "letter", "Northmoor Homes",
    day("2025-01-13"), T,
    letter(
        HOUSING, on=day("2025-01-13"), ref="A/MC3/9", about="Mr and Mrs Okoro, Flat 3, Mill Court",
        received=day("2025-01-15"), wear=Wear(skew=1.3, holes=True, shade=0.4),
        pages=((
            "I attended with the oxygen supplier. There are fifty-one stairs. I carried a cylinder up them once "
            "and have put the family in band A.",
            "A ground-floor house in Harbour View will be free in March. It is south of the river: please tell "
            "me if that makes a difference to the care.",
        ),),
        signed="Feyi Olatunde", title="Tenancy officer",
    ),
    to_family=True, telling="There are fifty-one stairs. I carried a cylinder up them once and have put the "
    "family in band A.",
)  # fmt: skip

DIAGNOSIS_2025 = Paper(
    "okoro-diagnosis-2025", "Letter, Dr Bellamy", "letter", "Northmoor Royal Infirmary",
    day("2025-02-18"), T,
    letter(
        INFIRMARY, on=day("2025-02-18"), greeting="Dear Mr and Mrs Okoro", face="serif",
        about="Tia Okoro, born 9 July 2024: what we said on Tuesday", received=day("2025-02-24"),
        pages=(
            (
                "You asked me to put it on paper, because neither of you could remember afterwards which of us had "
                "said what.",
                "Tia has cerebral palsy. That means that the part of her brain that sends messages to her muscles "
                "was hurt before or just after she was born. It will not get worse. What she learns to do with it "
                "can get a great deal better.",
                "She also has epilepsy. The fit last week frightened you both and was, as fits go, a short one. The "
                "blue box goes where Tia goes. Four minutes, then the medicine, then 999.",
            ),
            (
                "You asked whether it was anything that you did. It was not. It was not the flight at Christmas, and "
                "it was not the early turn.",
                "You asked what she will be able to like. Already: her father's key, the colour red, being sung to "
                "by somebody on a telephone, and winning. I expect that the list will grow.",
                "I shall see you in May, and Maddy will come to the house.",
            ),
        ),
        signed="Dr Imogen Bellamy", title="Consultant community paediatrician",
    ),
    telling="You asked what she will be able to like. Already: her father's key, the colour red …",
)  # fmt: skip

SCHOOL_2025 = Paper(
    "okoro-school-2025", "Letter, Mere Lane Primary, brother and sister", "letter",
    "Mere Lane Primary School", day("2025-04-29"), ("ada", "chidi"),
    letter(
        MERE_LANE, on=day("2025-04-29"), greeting="Dear Mr Fairley", about="Chidi and Ada Okoro",
        received=day("2025-05-01"),
        pages=((
            "I enclose, with his leave, a page of Chidi's maths book. The sums are right. Down the margin are times, "
            "to the second, of his sister's fits.",
            "Ada is eloquent and cross, and I should be more worried if she were not. She has told us that at home "
            "there is a box for Tia, a book for Mum and a bus for Dad, and that she would like a thing.",
        ),),
        signed="Ruth Anand", title="Head teacher",
    ),
    telling="There is a box for Tia, a book for Mum and a bus for Dad, and she would like a thing.",
)  # fmt: skip

ADA_2025 = Paper(
    "okoro-ada-2025", "Ada's minutes of the meeting", "minutes", "Ada Okoro", day("2025-07-03"), ALL,
    (
        PaperPage(
            (Gap(2),
             Written("MINITS by Ada Okoro age 7\n"
                     "1 Mum gets a lady at night. good\n"
                     "2 Tia goes to a house 1 time a month. Dad is sad about it but it is going to be ok\n"
                     "3 Chidi goes to a club for people like him. he said nothing. he was pleased I can tell\n"
                     "4 I get Saterdays. THIS IS IN THE MINITS\n"
                     "5 Mr Farley has to ring every body back", hand="child", size=10.5),),
            colour="colour", wear=Wear(skew=1.9), kind="handwriting", seed="Ada's minutes 2025",
        ),
    ),
    telling="\u201cI get Saterdays. THIS IS IN THE MINITS\u201d",
)  # fmt: skip

FORM_2025 = Paper(
    "okoro-larch-2025", "Larch House: getting to know Tia", "form", "Larch House", day("2025-09-19"), T,
    (
        PaperPage(
            (
                LARCH_HOUSE, Text("Getting to know you", weight="heading"),
                Fields((("Name", "Tia Okoro"), ("Likes to be called", "Tia, Tia-Tia, Madam (dad)"),
                        ("Born", "9 / 7 / 24")), label_mm=44, written="rounded", boxed=True),
                Ticks("Eats", ("by mouth", "by tube", "both"), ("both",)),
                Ticks("Hears", ("well", "with aids", "not"), ("with aids",)),
                Ticks("Sleeps", ("through", "wakes", "who can say"), ("who can say",)),
                Ticks("Fits", ("none", "sometimes", "often"), ("sometimes",)),
                Written("Yes = long look. No = eyes shut. Cross = eyebrows. If she does the eyebrows apologise, it is "
                        "quicker. Blue box ALWAYS. No banana. She likes to be told what is coming.",
                        hand="rounded", size=7.6),
            ),
            face="sans", points=11.5, foot="Page 1 of 2", wear=Wear(skew=-1.5, shade=0.6, speckle=0.8),
            kind="form", seed="Larch 2025 1",
        ),
        PaperPage(
            (
                Gap(4),
                Table(("Time", "What happens at home", "Who usually"),
                      (("6.30", "wash, aids in, song", "Mum"), ("7.00", "video with Grandma", "all"),
                       ("12.00", "feed 120 ml, sit up 30 min", "Mum"), ("4.10", "window, bus 31", "Ada"),
                       ("7.30", "bed, left side, fan on", "Dad or Chidi")), (2, 6, 3), written="hurried"),
                Written("Things that frighten us: that you will not hear her, because she is quiet when it is bad "
                        "and loud when it is nothing.  Ngozi", hand="rounded", size=7.6),
            ),
            face="sans", points=11.5, foot="Page 2 of 2", wear=Wear(skew=-1.1, shade=0.6, speckle=0.8),
            kind="form", seed="Larch 2025 2",
        ),
        back("Larch 2025", holes=False),
    ),
    telling="She is quiet when it is bad and loud when it is nothing.",
)  # fmt: skip

WEEKEND_2025 = Paper(
    "okoro-weekend-2025", "Note home from Larch House", "note", "Larch House", day("2025-11-30"), T,
    (note("Tia's weekend! Fri: cross till 9 then asleep on Bronwen. Sat: swimming (feet only), chose MUSIC with "
          "her hands THREE times, fit 1 min 40 at 4pm no medicine needed, good colour after. Sun: looked at the "
          "red balloon for the whole of church on the radio. We would like her back. B x", hand="rounded",
          size=8.4, paper="a5", ruled=False, seed="weekend 2025", colour="colour"),),
    telling="We would like her back.",
)  # fmt: skip

DEAF_2026 = Paper(
    "okoro-deaf-2026", "Report, teacher of the deaf", "report", "Northmoor Community Health",
    day("2026-03-24"), T,
    letter(
        HEALTH, on=day("2026-03-24"), greeting="Dear Mr Fairley", about="Tia Okoro, born 9 July 2024",
        received=day("2026-03-26"),
        pages=((
            "Tia wears her aids for nine hours a day, which is more than most adults manage. She turns to speech at "
            "a conversational level on the left, and on the right if it is interesting.",
            "She has three signs. I am told that she has four; the fourth may be an eyebrow. Her sister interprets at "
            "about ninety per cent, and charges.",
            "Please see that nursery has a radio aid before she starts and not after.",
        ),),
        signed="Callum Hurst", title="Teacher of the deaf",
    ),
    telling="Her sister interprets at about ninety per cent, and charges.",
)  # fmt: skip

GRANT_2026 = Paper(
    "okoro-grant-2026", "Letter, lift grant", "letter", "Northmoor Council", day("2026-05-12"), T,
    letter(
        COUNCIL, on=day("2026-05-12"), ref="DFG/27HV", greeting="Dear Mr and Mrs Okoro",
        about="Your application for a disabled facilities grant",
        pages=((
            "We are pleased to approve \u00a322,400.00 towards a through-floor lift at 27 Harbour View.",
            "Work cannot begin before 4 January 2027. You do not need to do anything. You will be told the day at "
            "least two weeks before, and somebody will show Chidi how it works, as he asked.",
        ),),
        signed="P. Lindqvist", title="Adaptations", wear=Wear(skew=0.6),
    ),
    to_family=True,
)  # fmt: skip

EYES_2026 = Paper(
    "okoro-eyes-2026", "Letter, eye clinic, cancelled", "letter", "Northmoor Royal Infirmary",
    day("2026-06-29"), T,
    letter(
        INFIRMARY, on=day("2026-06-29"), greeting="Dear Parent or Carer", face="serif",
        about="OKORO Tia 09/07/2024: appointment 30 June 2026", wear=Wear(skew=-2.0, fade=0.3, speckle=1.0),
        pages=((
            "Unfortunately your appointment has had to be CANCELLED. This is the second time that it has been "
            "changed and we apologise. A new appointment will follow.",
            "Please do not reply to this letter.",
        ),),
        ending="", signed="", received=day("2026-07-02"),
    ),
)  # fmt: skip

SITTER_2026 = Paper(
    "okoro-sitter-2026", "E-mail from the nursing agency", "email", "Tidewater Care", day("2026-09-11"), T,
    (
        PaperPage(
            (
                Fields((("From", "rota@tidewater.example.org"), ("To", "tom.fairley@northmoor.example.org"),
                        ("Sent", "11 September 2026 16:58"), ("Subject", "T.O. nights")), label_mm=24),
                Text("Hi Tom, bad news sorry. Rosa has handed in her notice from today, family reasons, and we have "
                     "nobody else with gastrostomy and rescue meds signed off. Earliest we can train is December. I "
                     "know what this means for them. I have not rung mum, I thought it should be you. Kath"),
            ),
            face="sans", wear=Wear(skew=0.1), seed="sitter e-mail 2026",
        ),
    ),
    filed_by="tom",
)  # fmt: skip

DRAWING_2026 = Paper(
    "okoro-drawing-2026", "Chidi's drawing of the house with the lift", "photograph", "Chidi Okoro",
    day("2026-05-20"), ("chidi",),
    (
        PaperPage(
            (Gap(4), Picture("house drawing", 112),
             Written("House with lift (the lift is inside). Tia goes up. I do not have to carry. C.O.",
                     hand="child", size=9.5)),
            colour="colour", wear=Wear(skew=2.2, lens=True), kind="photo", seed="Chidi's drawing 2026",
        ),
    ),
    telling="\u201cTia goes up. I do not have to carry.\u201d",
)  # fmt: skip

PAPERS = (
    WARD_2024, BOARD_2024, HOUSING_2025, DIAGNOSIS_2025, SCHOOL_2025, ADA_2025, FORM_2025, WEEKEND_2025,
    DEAF_2026, GRANT_2026, DRAWING_2026, EYES_2026, SITTER_2026,
)  # fmt: skip
