"""Paper about Kai, most of it kept because he may want it one day; and the pages that are his own."""

from portal.demo.stationery import (
    CAMHS,
    COUNCIL,
    COURT,
    HEALTH,
    INFIRMARY,
    MERE_LANE,
    OSWINS,
    back,
    letter,
    note,
)
from portal.demo.story import (
    Fields,
    Gap,
    Head,
    OwnPage,
    Paper,
    PaperPage,
    Picture,
    Rule,
    Signed,
    Stamp,
    Table,
    Text,
    Ticks,
    Wear,
    Written,
    day,
)

K = ("kai",)

AGREEMENT_2021 = Paper(
    "ahmed-agreement-2021", "Agreement that Kai be looked after", "form", "Northmoor Council",
    day("2021-10-12"), K,
    (
        PaperPage(
            (
                COUNCIL, Text("Agreement between a parent and the council", weight="heading"),
                Fields((("Child", "Kai Ahmed   19.6.12"), ("Parent", "Samira Ahmed"),
                        ("Where he will live", "with Mrs J Barton, foster carer"),
                        ("From", "12 October 2021, this evening")), label_mm=44, written="rounded", boxed=True),
                Text("I understand that this is my choice, that I keep parental responsibility, that I may see "
                     "my child, and that I may ask for him back. Somebody who does not work for the council has "
                     "been with me while I decided."),
                Ticks("Explained by", ("speaking", "writing", "interpreter"), ("speaking", "writing")),
                Ticks("Advocate there", ("yes", "no", "not wanted"), ("yes",)),
                Ticks("Well enough to decide today", ("yes", "no", "not sure: asked the doctor"),
                      ("not sure: asked the doctor",)),
            ),
            face="sans", points=11.5, foot="Page 1 of 2", wear=Wear(skew=0.8, holes=True), kind="form",
            seed="agreement 2021 1",
        ),
        PaperPage(
            (
                Gap(4),
                Written("What I want people to know about Kai: halal please. He needs a desk. He will say he "
                        "is fine. He likes the crusts. Do not let him do the bins he thinks it is his job. He "
                        "had a bad chest when he was 4.", hand="rounded", size=8),
                Written("I will be better. Please tell him I said will.", hand="rounded", size=8),
                Fields((("Signed", "S. Ahmed"), ("Advocate", "M Fyfe"), ("Doctor", "Dr A Quaye, 6.10 pm"),
                        ("Social worker", "Y Rahman")), label_mm=44, written="hurried", boxed=True),
            ),
            face="sans", points=11.5, foot="Page 2 of 2", wear=Wear(skew=-0.6, holes=True), kind="form",
            seed="agreement 2021 2",
        ),
    ),
    telling="\u201cI will be better. Please tell him I said will.\u201d",
)  # fmt: skip

SCHOOL_2021 = Paper(
    "ahmed-school-2021", "Letter, Mere Lane Primary", "letter", "Mere Lane Primary School",
    day("2021-10-15"), K,
    letter(
        MERE_LANE, on=day("2021-10-15"), greeting="Dear Mr Rahman", about="Kai Ahmed, Year 5",
        received=day("2021-10-18"),
        pages=((
            "You asked what we knew. Less than we should have.",
            "Kai has been asleep in lessons on six days since the beginning of term. He has always done his "
            "homework. He has signed his own reading record since May in a very good copy of his mother's hand; "
            "we noticed on Monday, because he had dated one of them the thirty-first of June.",
            "He asked today whether his seat would be kept. I have written his name on the underside of the "
            "chair and shown him.",
        ),),
        signed="Ruth Anand", title="Head teacher",
    ),
    telling="He has signed his own reading record since May in a very good copy of his mother's hand.",
)  # fmt: skip

LIST_2021 = Paper(
    "ahmed-list-2021", "Kai's list for his mum", "note", "Kai Ahmed", day("2021-10-29"), K,
    (
        PaperPage(
            (Gap(3),
             Written("WHAT I ATE so you dont worry\n"
                     "Mon - weetabix x2, chese sandwich, chicken (halal, I asked)\n"
                     "Tue - toast x3, school dinner, fish fingers\n"
                     "Wed - porridge it was ok, pasta\n"
                     "Thu - weetabix x3, jacket potato, dal but Jeans dal is not dal\n"
                     "Fri - egg\n"
                     "WHAT I NEED TO KNOW\n"
                     "1 are you eating  2 are you sleeping  3 who put the doors back  4 what day",
                     hand="child", size=9.5, ruled=True),),
            colour="colour", wear=Wear(skew=1.6, fold=True), kind="handwriting", seed="Kai's list 2021",
        ),
    ),
    telling="\u201cWHAT I ATE so you dont worry\u201d",
)  # fmt: skip

YOUNG_MINDS_2022 = Paper(
    "ahmed-young-minds-2022", "Letter, Young Minds, first meeting", "letter", "Young Minds Service",
    day("2022-03-10"), K,
    letter(
        CAMHS, on=day("2022-03-10"), greeting="Dear Mr Rahman", about="Kai Ahmed, born 19 June 2012",
        received=day("2022-03-14"),
        pages=((
            "Kai came with Denise and interviewed me. I passed, he says, on two points out of three.",
            "He is not depressed. He is off duty for the first time since he was seven and does not know what to "
            "do with his hands. He worries at night that his mother will forget to eat, which is a thing that "
            "did happen.",
            "I should like to see him every other Wednesday. We have agreed that what he tells me is his, unless "
            "somebody could be hurt, and that I shall tell him before I tell you.",
        ),),
        signed="Fran Docherty", title="Therapist",
    ),
    in_confidence=True,
    telling="He is off duty for the first time since he was seven and does not know what to do with his hands.",
)  # fmt: skip

TO_THE_JUDGE = Paper(
    "ahmed-judge-2022", "Letter from Samira Ahmed to the court", "note", "Samira Ahmed",
    day("2022-05-18"), K,
    (
        note("Dear Judge, I am the mother of Kai. I have read the social workers statement and most of it is "
             "true. I was ill and I did not know I was ill because that is what the illness is. When I am well I "
             "am a good mother and I can prove it, he can do long division and he says please. When I am not "
             "well he does everything and he is nine.", size=8.2, seed="to the judge 1", colour="colour"),
        note("I am not asking for him back this year. I am asking that nobody writes that I did not want him. I "
             "would like Saturdays. I would like him told that I agreed because I love him and not because I "
             "could not be bothered to fight. Denise is a good woman, she rings me if he has a temperature. "
             "Yours faithfully, Samira Ahmed (Mrs)", size=8.2, seed="to the judge 2", colour="colour",
             wear=Wear(skew=0.7)),
    ),
    court_paper=True,
    telling="\u201cI am asking that nobody writes that I did not want him.\u201d",
)  # fmt: skip

ORDER_2022 = Paper(
    "ahmed-order-2022", "Care order", "court", "Family Court at Northmoor", day("2022-06-23"), K,
    (
        PaperPage(
            (
                COURT, Gap(2),
                Fields((("Case number", "NM22C00046"), ("Applicant", "Northmoor Council"),
                        ("Respondent", "Samira Ahmed"), ("Child", "Kai Ahmed, born 19 June 2012, by his "
                         "guardian Mrs P. Whyte"), ("Before", "Her Honour Judge Whitcombe"),
                        ("On", "23 June 2022")), label_mm=34),
                Text("CARE ORDER", weight="heading", align="centre"),
                Text("IT IS ORDERED THAT", weight="bold"),
                Text("1. The child Kai Ahmed is placed in the care of Northmoor Council until he is eighteen, "
                     "unless the court says otherwise before then."),
                Text("2. The court approves the care plan of 9 June 2022: that he go on living with Mr and Mrs "
                     "Whitlock, and that he see his mother on two Saturdays in each month, and more as she is "
                     "well."),
                Text("3. No order as to costs."),
            ),
            face="serif", points=11, foot="Page 1 of 2", wear=Wear(skew=0.2, staple=True), seed="order 2022 1",
        ),
        PaperPage(
            (
                Gap(6), Text("Recitals", weight="bold"),
                Text("The court read two letters, one from Kai and one from his mother, and thanks them both. "
                     "It finds that Kai suffered harm through his mother's illness and not through any want of "
                     "love. It records that she agreed to this plan because she loves him."),
                Text("Kai asked the court to write that the screws were kept in order. It is so written."),
                Rule(),
                Text("Sealed copies: council, Mrs Ahmed, guardian.", weight="small"),
            ),
            face="serif", points=11, foot="Page 2 of 2", wear=Wear(skew=-0.3), seed="order 2022 2",
            marks=(Stamp("SEALED", day("2022-06-23"), 0.7, 0.5, 5),),
        ),
    ),
    court_paper=True,
    telling="Kai asked the court to write that the screws were kept in order. It is so written.",
)  # fmt: skip

SWIMMING = Paper(
    "ahmed-swimming-2022", "Certificate: 25 metres", "certificate", "Northmoor Baths",
    day("2022-11-02"), K,
    (
        PaperPage(
            (Gap(10), Text("NORTHMOOR BATHS", weight="heading", align="centre"),
             Text("This is to certify that", align="centre"),
             Text("KAI AHMED", weight="heading", align="centre"),
             Text("swam 25 metres, and then 25 more", align="centre", after=6),
             Picture("rosette", 80), Signed("T. Odell", "Instructor, 2 November 2022")),
            colour="colour", points=14, wear=Wear(skew=-1.0), seed="swimming 2022",
        ),
    ),
    telling="Swam 25 metres, and then 25 more.",
)  # fmt: skip

PANEL_2023 = Paper(
    "ahmed-panel-2023", "Letter to Kai from the panel", "letter", "Northmoor Council",
    day("2023-02-15"), K,
    letter(
        COUNCIL, on=day("2023-02-15"), greeting="Dear Kai", about="Yesterday",
        pages=((
            "You could not come because of your maths test, so I am writing to tell you what happened in the "
            "room.",
            "There were nine people round a table. Everybody had read what you wrote. We asked Denise and Roy "
            "what they would miss most if you left, and Roy said the noise and Denise said the quiet, and then "
            "they looked at each other.",
            "We decided that Sycamore Close is your home for as long as you are growing up. That is what \u201clong "
            "term\u201d means. You asked whether it is till you are eighteen or till you are old. The paper says "
            "eighteen. Denise says old.",
            "I hope that the test went well.",
        ),),
        ending="Yours", signed="Marion Tate", title="Chair of the panel", wear=Wear(skew=0.4),
    ),
    telling="The paper says eighteen. Denise says old.",
)  # fmt: skip

GOODBYE_2023 = Paper(
    "ahmed-goodbye-2023", "Letter to Kai from Yusuf Rahman", "letter", "Yusuf Rahman",
    day("2023-07-28"), K,
    letter(
        COUNCIL, on=day("2023-07-28"), greeting="Dear Kai", face="serif",
        pages=((
            "You asked me to write down the reasons, in order, so here they are.",
            "1. Your mum was ill and could not look after you safely. She did not choose it.\n"
            "2. You were looking after her, very well, and you were nine.\n"
            "3. Your aunt had one bed, and Amina was nearer to it.\n"
            "4. I asked a judge. The judge asked everybody, and you.",
            "None of the four is \u201cbecause of something Kai did\u201d. I have looked.",
            "I am enclosing copies of your lists. The eleven on the wall are among them; I took photographs that "
            "night, because I thought that you would want to know one day how much you did.",
            "Be a boy for a bit. You have earned it.",
        ),),
        ending="Your friend", signed="Yusuf Rahman", title="", wear=Wear(skew=-0.3),
    ),
    telling="None of the four is \u201cbecause of something Kai did\u201d. I have looked.",
)  # fmt: skip

BISCUIT = Paper(
    "ahmed-biscuit-2023", "Photograph: Biscuit", "photograph", "Roy Whitlock", day("2023-05-06"), K,
    (PaperPage((Picture("guinea pig"),), size="snapshot", colour="colour", wear=Wear(skew=0.0), kind="photo",
               seed="biscuit 2023"),),
    telling="Biscuit, who may not have samosas.",
)  # fmt: skip

YOUNG_MINDS_END = Paper(
    "ahmed-young-minds-2024", "Letter, Young Minds, ending", "letter", "Young Minds Service",
    day("2024-05-02"), K,
    letter(
        CAMHS, on=day("2024-05-02"), greeting="Dear Ms Marsh", about="Kai Ahmed, born 19 June 2012",
        received=day("2024-05-07"),
        pages=((
            "Kai and I finished today, after fifty-one Wednesdays. He read this first and took out a paragraph.",
            "He sleeps. He has stopped counting what other people eat. He can say \u201cnot my job\u201d out loud, "
            "and has taught it to two friends.",
            "When his mother is unwell again, as she may be, he will want facts, quickly, from somebody he "
            "knows. Please do not protect him from them; he fills in gaps with worse.",
        ),),
        signed="Fran Docherty", title="Therapist", wear=Wear(skew=0.9, holes=True),
    ),
    in_confidence=True,
    telling="He will want facts, quickly, from somebody he knows. Please do not protect him from them; he fills "
    "in gaps with worse.",
)  # fmt: skip

COMIC = Paper(
    "ahmed-comic-2024", "Captain Samosa, number one", "other", "Kai Ahmed", day("2024-12-18"), K,
    (
        PaperPage((Gap(2), Picture("comic", 170),
                   Written("CAPTAIN SAMOSA no 1 by Kai A. 20p. All money to food bank. Do not copy this Dylan",
                           hand="child", size=9)),
                  colour="colour", wear=Wear(skew=0.8), kind="photo", seed="comic 2024"),
    ),
    telling="\u201cAll money to food bank. Do not copy this Dylan\u201d",
)  # fmt: skip

CRICKET = Paper(
    "ahmed-cricket-2025", "Scorecard and note: five for nineteen", "certificate", "Northmoor Cricket Club",
    day("2025-08-30"), K,
    (
        PaperPage(
            (
                Head("plain", "Northmoor Cricket Club", ("Under-13 cup final, 30 August 2025",)),
                Table(("Bowler", "Overs", "Maidens", "Runs", "Wickets"),
                      (("J. Pell", "4", "0", "22", "1"), ("D. Okeke", "4", "1", "15", "2"),
                       ("K. Ahmed", "4", "1", "19", "5"), ("S. Rowe", "3", "0", "20", "1")), (4, 2, 2, 2, 2)),
                Text("Won by 31 runs. Man of the match: K. Ahmed."),
                Written("Kai, I have umpired for thirty years and I did not pick the last one either. Keep it "
                        "for the school. R. Thewlis", hand="hurried", size=8),
            ),
            face="sans", wear=Wear(skew=-0.9), seed="cricket 2025", colour="colour",
        ),
    ),
    telling="\u201cI have umpired for thirty years and I did not pick the last one either.\u201d",
)  # fmt: skip

DOCTOR_2026 = Paper(
    "ahmed-doctor-2026", "Letter about Samira Ahmed, her doctor", "letter", "Northmoor Royal Infirmary",
    day("2026-02-18"), K,
    letter(
        INFIRMARY, on=day("2026-02-18"), face="serif", about="Samira Ahmed, born 11 February 1985",
        received=day("2026-02-20"),
        pages=((
            "With Mrs Ahmed's written agreement, and with her copy of this in her hand, I can say the following.",
            "She has been well for eleven months. She takes her medicine. She recognises the signs, which are "
            "lists, doors and not sleeping, and has asked her sister and the pharmacist to say so if they see "
            "them.",
            "I support time with Kai at home in the daytime now, and nights later. If she becomes unwell it will "
            "take days and not hours, and she would want him to go back to the Whitlocks at the first sign.",
        ),),
        signed="Dr Ewan Strachan", title="Consultant psychiatrist",
    ),
    in_confidence=True,
    telling="If she becomes unwell it will take days and not hours, and she would want him to go back to the "
    "Whitlocks at the first sign.",
)  # fmt: skip

BIRTHDAY = Paper(
    "ahmed-birthday-2026", "Photograph: fourteen", "photograph", "Denise Whitlock", day("2026-06-19"), K,
    (
        PaperPage((Picture("cake"),), size="snapshot", colour="colour", wear=Wear(skew=0.0), kind="photo",
                  seed="cake 2026"),
        note("For Kai's book. Fourteen and one for his dad. Everyone came. Roy made the cake and it leans. D.",
             paper="a5", ruled=False, size=8.5, seed="cake back 2026"),
    ),
    telling="Fourteen and one for his dad. Everyone came.",
)  # fmt: skip

REPORT_2026 = Paper(
    "ahmed-report-2026", "School report, Year 9", "report", "St Oswin's High School", day("2026-07-14"), K,
    (
        PaperPage(
            (
                OSWINS, Text("Report, summer 2026", weight="heading"),
                Fields((("Name", "Kai Ahmed"), ("Form", "9B, Mr Bello"), ("Attendance", "97.8 per cent"),
                        ("Detentions", "3, all for drawing")), label_mm=34),
                Table(("Subject", "Now", "Target", "Comment"),
                      (("English", "5", "6", "Writes dialogue as if he were listening to it"),
                       ("Maths", "6", "7", "Quick, bored, kind to the stuck"),
                       ("Science", "5", "6", "Revise earlier"),
                       ("Food", "7", "7", "Exceptional. Washes up"),
                       ("Art", "7", "8", "The comic counts"),
                       ("PE", "6", "7", "Leg spin should be on the syllabus")), (3, 1.4, 1.6, 6)),
                Text("Kai is the person I put next to anybody new. In January he asked to speak in assembly about "
                     "what not to say to people in care. He had slides. I learned two things."),
                Signed("A. Bello", "Form tutor"),
            ),
            face="sans", points=11.5, wear=Wear(skew=0.5), seed="Oswins 2026",
        ),
        back("Oswins 2026", holes=False),
    ),
    telling="Kai is the person I put next to anybody new.",
)  # fmt: skip

HEALTH_2026 = Paper(
    "ahmed-health-2026", "Yearly health assessment", "form", "Northmoor Community Health",
    day("2026-10-01"), K,
    (
        PaperPage(
            (
                HEALTH, Text("Health assessment, 10 to 18", weight="heading"),
                Fields((("Name", "Kai Ahmed"), ("Born", "19 / 6 / 12"), ("Seen", "1 October 2026, by himself")),
                       label_mm=34, written="hurried", boxed=True),
                Ticks("Height and weight", ("done", "not wanted"), ("done",)),
                Ticks("Eyes", ("tested this year", "due"), ("tested this year",)),
                Ticks("Teeth", ("seen this year", "due"), ("seen this year",)),
                Ticks("Immunisations", ("up to date", "not"), ("up to date",)),
                Ticks("Would like to talk to somebody about", ("sleep", "food", "relationships", "smoking",
                                                               "worry", "nothing today"), ("nothing today",)),
                Written("Kai says: I'm fine, this is my fifth one of these, can it be a text next year", hand="child",
                        size=7.5),
                Written("5ft 8. Bowling shoulder, shown stretches. Glasses present, on head.", hand="hurried",
                        size=7),
            ),
            face="sans", points=11.5, wear=Wear(skew=1.4, shade=0.4), kind="form", seed="health 2026",
        ),
    ),
    telling="\u201cthis is my fifth one of these, can it be a text next year\u201d",
)  # fmt: skip

PAPERS = (
    AGREEMENT_2021, SCHOOL_2021, LIST_2021, YOUNG_MINDS_2022, TO_THE_JUDGE, ORDER_2022, SWIMMING,
    PANEL_2023, BISCUIT, GOODBYE_2023, YOUNG_MINDS_END, COMIC, CRICKET, DOCTOR_2026, BIRTHDAY, REPORT_2026,
    HEALTH_2026,
)  # fmt: skip

OWN_PAGES = (
    OwnPage("kai", day("2026-06-20"), "Yesterday",
            "Everyone was in one garden and nobody was weird. Mum talked to Jean for an hour about spices. I "
            "thought it would feel like two lives and it felt like one with a lot of chairs.",
            readers="Only me"),
    OwnPage("kai", day("2026-07-02"), "Reading my file, part 1",
            "Martin wrote 'kids fine'. We were not fine, we were good at it. If you are reading this and you "
            "write things about kids: write one actual thing. What they were holding or something.",
            readers="Jo and whoever trains social workers"),
    OwnPage("kai", day("2026-08-30"), "Biscuit",
            "He is five which is old for a guinea pig. I am not talking about it.",
            BISCUIT.pages[0], "Denise and Roy"),
    OwnPage("kai", day("2026-09-29"), "Nights at Mum's",
            "I want to try it. Not to live. I want to wake up there once and see what the light does. I don't "
            "think that needs a meeting but ok.", readers="Jo, Gwen, Mum, Denise and Roy"),
    OwnPage("kai", day("2026-11-07"), "No 6 is out", "The dinner lady gets her own cape. For Jean.",
            COMIC.pages[0], "Everybody"),
)  # fmt: skip
