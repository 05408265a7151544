"""Paper about Rowan and Ivy that came after the first volume: 2020 to this month."""

from portal.demo.stationery import (
    BECKSIDE,
    COUNCIL,
    COURT,
    FELLGATE,
    HEALTH,
    HOUSING,
    INFIRMARY,
    POLICE,
    back,
    letter,
    note,
)
from portal.demo.story import (
    Fields,
    Gap,
    Head,
    Paper,
    PaperPage,
    Picture,
    Rule,
    Scribble,
    Signed,
    Stamp,
    Table,
    Text,
    Ticks,
    Wear,
    Written,
    day,
)

R = ("rowan",)
BOTH = ("rowan", "ivy")

NFA_2020 = Paper(
    "moss-nfa-2020", "Letter to Kerry Moss, no further action", "letter", "Front Door",
    day("2020-05-11"), R,
    letter(
        COUNCIL, on=day("2020-05-11"), greeting="Dear Ms Moss", about="Our telephone call of 1 May",
        pages=((
            "Thank you for talking to me. Somebody rang us about noise, and I have to ask when that "
            "happens. I found a boy who is being a train because he cannot go out, and a mother who "
            "misses her own mother. I have written that down and nothing else.",
            "I am not going to do anything more. We keep a note that the call was made and what came of "
            "it. You can ask to see it.",
            "You asked about a supermarket slot. The community hub will ring you: I gave them your "
            "number with your leave.",
        ),),
        signed="Sam Whitaker", title="Duty social worker", wear=Wear(skew=0.2),
    ),
    telling="I found a boy who is being a train because he cannot go out.",
)  # fmt: skip

DAMP_2021 = Paper(
    "moss-damp-2021", "Letter, Northmoor Homes, damp at Weir Court", "letter", "Northmoor Homes",
    day("2021-03-31"), R,
    letter(
        HOUSING, on=day("2021-03-31"), ref="WC6/D", greeting="Dear Ms Tunnicliffe",
        about="Flat 6, Weir Court: Ms K Moss", received=day("2021-04-06"),
        pages=((
            "Our surveyor attended on 29 March. Mould growth was found to the external wall of the small "
            "bedroom behind the bed, and to the bathroom ceiling.",
            "The wall has been washed down and treated. The tenant has been advised to ventilate and to "
            "keep furniture away from the wall. The room is 1.9 metres wide, so I accept that the second "
            "piece of advice is not easily followed.",
            "A humidity meter has been left. We shall return in October.",
        ),),
        signed="D. Achebe", title="Surveyor", wear=Wear(skew=-0.8, holes=True, shade=0.3),
    ),
    filed_by="bev", to_family=True,
    telling="The room is 1.9 metres wide, so I accept that the second piece of advice is not easily "
    "followed.",
)  # fmt: skip

TRANSITION_2021 = Paper(
    "moss-transition-2021", "Nursery to school: all about Rowan", "form", "Beckside Nursery",
    day("2021-07-09"), R,
    (
        PaperPage(
            (
                BECKSIDE,
                Text("Moving on to school", weight="heading"),
                Fields((("Name", "Rowan Moss"), ("Born", "4 Feb 2017"), ("Going to", "Fellgate Primary"),
                        ("Key person", "Jas Dhillon")), label_mm=36, written="rounded", boxed=True),
                Ticks("Talking", ("a few words", "short sentences", "long stories"), ("long stories",)),
                Ticks("Using the toilet", ("needs help", "needs reminding", "by himself"), ("by himself",)),
                Ticks("Saying goodbye", ("hard", "all right if he knows who is coming back", "easy"),
                      ("all right if he knows who is coming back",)),
                Written("Loves water, the sea, anything that turns round. Can write ROWAN and MUM. Knows "
                        "an alarming amount about tides.", hand="rounded", size=7),
            ),
            face="sans", foot="1 of 2", wear=Wear(skew=0.9), kind="form", seed="transition 2021 1",
        ),
        PaperPage(
            (
                Gap(4),
                Written("What worries him: loud men, being last, the hand dryer. What helps: tell him the "
                        "plan. Then do the plan.", hand="rounded", size=7.4),
                Written("From Mum: please ring me and not just write, I put letters in a drawer. I am "
                        "working on the drawer.", hand="hurried", size=7.6),
                Picture("house drawing", 84),
                Written("me at big scool", hand="child", size=11),
            ),
            face="sans", colour="colour", foot="2 of 2", wear=Wear(skew=-0.6), kind="handwriting",
            seed="transition 2021 2",
        ),
    ),
    telling="What helps: tell him the plan. Then do the plan.",
)  # fmt: skip

NURSE_2023 = Paper(
    "moss-nurse-2023", "Letter, school nurse", "letter", "Northmoor Community Health",
    day("2023-03-03"), R,
    letter(
        HEALTH, on=day("2023-03-03"), ref="SN/HL/0417", greeting="Dear colleague",
        about="Rowan Moss, born 4 February 2017, Year 1, Fellgate Primary", received=day("2023-03-06"),
        pages=(
            (
                "I am writing about a boy whom I like very much and about whom I am becoming concerned. I "
                "have discussed this letter with his mother, Kerry Moss, who asked me to put in that she "
                "is doing her best. I believe that she is.",
                "I am not asking for an investigation. I am asking whether somebody could help this family "
                "to get to four appointments and to stop dreading the post.",
                "I set out what I have seen under three headings: growth, teeth, and one thing more, so "
                "that you can judge for yourselves.",
            ),
            (
                Text("Growth", weight="bold"),
                "At school entry in September 2021 Rowan was on the 25th centile for weight and the 50th "
                "for height. At my review in March 2022 he was on the 16th for weight, and on 27 February "
                "this year on the 9th. His height has not moved. He is not ill. He is lively and clever "
                "and eats what is put before him.",
                "He has a school meal. Breakfast is what he can reach. His mother works nights at the "
                "laundry and is asleep when he gets up. She leaves a bowl and a spoon out for him, and I "
                "have seen the photograph that she keeps of a row of them.",
                Text("Teeth", weight="bold"),
                "He has had toothache since before Christmas. Two lower molars are decayed. There have been "
                "three dental appointments, on 11 January, 25 January and 15 February, and one with the "
                "asthma nurse. None was kept. The letters were in brown envelopes, and there is a drawer.",
            ),
            (
                Text("One thing more", weight="bold"),
                "On Monday 27 February, when he was changed for PE, a bruise was seen at school on his left "
                "shin, about the size of a two pence piece, with a graze. He told me that he had been in "
                "goal. His teacher, the caretaker and the boy who kicked him all told me the same, unasked, "
                "in the course of the day. I have no concern about it and I mention it so that the next "
                "person who sees it does not have to start again.",
                "I weighed up whether to write it at all. There is a history, which I know only in outline, "
                "of Rowan's father having been violent to his mother when Rowan was a baby. I thought it "
                "better that an innocent bruise be written down by somebody who had asked.",
                "He is not afraid to go home. He is a little afraid of the dentist.",
            ),
            (
                Text("What I should like", weight="bold"),
                "1. Somebody to go with them to the dentist. Ms Moss says that she would go if she were "
                "collected.\n2. Breakfast club on the days after night shifts. The school will waive the "
                "charge if it is asked.\n3. The asthma review to be done at school; I can do it.\n4. A white "
                "envelope.",
                "I shall weigh him again in June and let you know, whether or not you have been able to do "
                "any of this.",
            ),
        ),
        signed="Alison Greaves", title="School nurse", wear=Wear(skew=0.7, holes=True, staple=True),
        scribble=Scribble("EH agreed 7/3, RT", 0.62, 0.9),
    ),
    telling="A bruise was seen at school on his left shin … I have no concern about it and I mention it "
    "so that the next person who sees it does not have to start again.",
)  # fmt: skip

DENTIST_2023 = Paper(
    "moss-dentist-2023", "Note from the dentist", "letter", "Quayside Dental", day("2023-04-20"), R,
    (note("Rowan was very brave. 2 out (lower Es), 1 filling. Soft food tonight. Back in 6/12. He asked to "
          "keep them both, one for the fairy and one for looking at.  S. Murthy, dentist",
          hand="hurried", paper="a5", ruled=False, size=8, seed="dentist 2023"),),
)  # fmt: skip

EARLY_HELP_END = Paper(
    "moss-early-help-2023", "Letter, early help has ended", "letter", "Family Help",
    day("2023-09-22"), R,
    letter(
        COUNCIL, on=day("2023-09-22"), greeting="Dear Kerry and Rowan", about="Saying goodbye for now",
        pages=((
            "We said in March that we would meet four times and see whether the four things could be done. "
            "They have been. Rowan has had his teeth seen to, has breakfast before a day at school, has a "
            "new inhaler that he can explain to anybody, and weighs what a boy who runs everywhere ought to.",
            "Kerry, you changed your shifts, you opened the drawer, and you rang me twice when you did not "
            "have to. Rowan, you told a dentist the difference between an incisor and a canine.",
            "This is the end of our work together. If things get hard, Mrs Okafor is the first person to "
            "ring. You would not be starting again from nothing: it is all written down, and this time some "
            "of it is good.",
        ),),
        ending="With warm wishes", signed="Rachel Tunnicliffe", title="Early help co-ordinator",
        wear=Wear(skew=0.3),
    ),
    telling="It is all written down, and this time some of it is good.",
)  # fmt: skip

MOVE_2024 = Paper(
    "moss-move-2024", "Letter, Northmoor Homes, transfer", "letter", "Northmoor Homes",
    day("2024-07-15"), R,
    letter(
        HOUSING, on=day("2024-07-15"), ref="T/3ELM", greeting="Dear Sir or Madam",
        about="Ms K Moss and child: transfer",
        pages=((
            "Please note that the above tenant has been transferred from Flat 6, Weir Court, to 3 Elm Row "
            "with effect from 12 July 2024, on grounds of damp (category 1).",
            "This letter is sent to all services named on the tenant's form. If you do not hold a file, "
            "please destroy it.",
        ),),
        ending="Yours faithfully", signed="Lettings", wear=Wear(skew=-1.6, shade=0.5, speckle=0.6),
    ),
    to_family=True,
)  # fmt: skip

KINDNESS_2024 = Paper(
    "moss-kindness-2024", "Certificate: kindness", "certificate", "Fellgate Primary School",
    day("2024-11-29"), R,
    (
        PaperPage(
            (
                Gap(8), FELLGATE, Gap(6),
                Text("Certificate of Kindness", weight="heading", align="centre", after=6),
                Picture("rosette", 78),
                Text("awarded to", align="centre"),
                Text("ROWAN MOSS", weight="heading", align="centre"),
                Text("for teaching the new boy the whole of the playground, including the bit behind the "
                     "shed, and for not minding when he was better at marbles", align="centre", after=8),
                Signed("H. Okafor", "29 November 2024"),
            ),
            colour="colour", points=14, wear=Wear(skew=1.2), seed="certificate 2024",
        ),
    ),
    telling="For teaching the new boy the whole of the playground.",
)  # fmt: skip

SCHOOL_2025 = Paper(
    "moss-school-referral-2025", "Letter, Fellgate Primary, referral", "letter",
    "Fellgate Primary School", day("2025-03-12"), R,
    letter(
        FELLGATE, on=day("2025-03-12"), greeting="Dear colleague", received=day("2025-03-14"),
        about="Rowan Moss, born 4 February 2017, Year 3: written follow-up to my call this morning",
        pages=(
            (
                "Rowan has been late nineteen times since the first week of January. His attendance is 82 "
                "per cent. He arrives hungry and wears the same jumper most days. He has begun to sit with "
                "his back to the wall.",
                "His mother has a new partner, Craig Tully, who brings him in a van. Mr Tully has shouted at "
                "him at the gate three times that I have noted, about shoes, about a bag and about nothing. "
                "He has never to my knowledge touched him.",
                "I know this family. In the past his mother has accepted help and used it. What is different "
                "now is that when I ring her, she asks somebody else in the room what to say.",
            ),
            (
                "I told her on Monday that I was going to ring you. She said \u201cfine\u201d, and then, when "
                "she had walked half way back to the van, she turned round and said \u201cthank you\u201d, not "
                "loudly.",
                "Rowan says that he is all right. He says it quickly. Yesterday he asked me whether lighthouse "
                "keepers were allowed to bring their mums.",
                "He sees his grandmother, Maureen Hallam, on Tuesdays and Thursdays, and on Wednesdays and "
                "Fridays he is on time.",
            ),
        ),
        signed="Helen Okafor", title="Deputy head and safeguarding lead",
    ),
    telling="On Wednesdays and Fridays he is on time.",
)  # fmt: skip

GATE_2025 = Paper(
    "moss-gate-2025", "Letter, Fellgate Primary, man at the gate", "letter",
    "Fellgate Primary School", day("2025-05-13"), R,
    letter(
        FELLGATE, on=day("2025-05-13"), greeting="Dear Ms Foy", about="Rowan Moss: Monday 12 May",
        received=day("2025-05-14"),
        pages=((
            "For the court, as you asked. At 3.10 pm a man stood by the bus shelter opposite. At 3.20 he asked "
            "Mrs Brannigan, whose son is in Reception, whether she knew which house Kerry Moss had moved to. "
            "She said that she did not, and told me.",
            "I knew him from a photograph that the police had shown us as Dale Moss. I brought Rowan through "
            "the kitchen and drove him to his grandmother myself, with Mrs Lacey.",
            "Rowan had seen him. He asked me in the car who the man was. I said that he was somebody the "
            "school did not know well enough. Rowan said: \u201cHe had my ears.\u201d",
            "The gate is now locked at three, and the bus shelter is on the camera.",
        ),),
        signed="Helen Okafor", title="Deputy head and safeguarding lead",
    ),
    in_confidence=True, telling="Rowan said: \u201cHe had my ears.\u201d",
)  # fmt: skip

ORDER_2025 = Paper(
    "moss-order-2025", "Order: non-molestation and prohibited steps", "court",
    "Family Court at Northmoor", day("2025-06-02"), R,
    (
        PaperPage(
            (
                COURT, Gap(2),
                Fields((("Case number", "NM25F00118"), ("Applicant", "Kerry Moss"),
                        ("Respondent", "Dale Moss"), ("Child", "Rowan Moss, born 4 February 2017"),
                        ("Before", "Her Honour Judge Whitcombe"), ("On", "2 June 2025")), label_mm=34),
                Text("NON-MOLESTATION ORDER AND PROHIBITED STEPS ORDER", weight="heading", align="centre"),
                Text("Notice to Dale Moss: if you disobey paragraphs 1 to 4 you commit an offence for which you "
                     "may be arrested.", weight="bold"),
                Text("1. The respondent must not use or threaten violence against the applicant or the child."),
                Text("2. The respondent must not go to, or within 200 metres of, the applicant's home, Fellgate "
                     "Primary School, or 12 Tannery Lane."),
                Text("3. The respondent must not seek to discover where the applicant and the child live, from "
                     "any person or body."),
                Text("4. The respondent must not communicate with the applicant or the child except by letter "
                     "through the applicant's solicitor."),
            ),
            face="serif", points=11, foot="Page 1 of 3", wear=Wear(skew=0.3, staple=True), seed="order 2025 1",
        ),
        PaperPage(
            (
                Gap(8),
                Text("5. The respondent must not remove the child from the care and control of the applicant, "
                     "or of any person to whom she has entrusted him, nor from his school."),
                Text("6. The respondent retains parental responsibility. Information about the child's health "
                     "and schooling shall be given to him only in the form and at the times that the court may "
                     "later direct; none has been directed."),
                Text("7. This order lasts until 4 pm on 1 June 2027."),
                Text("8. The applicant's address, and the names and addresses of services that she uses, are "
                     "confidential and have been removed from every document served."),
                Text("9. Permission to the respondent to apply on seven days' notice for an assessment of his "
                     "work with the programme, if he has completed it."),
            ),
            face="serif", points=11, foot="Page 2 of 3", wear=Wear(skew=-0.3), seed="order 2025 2",
        ),
        PaperPage(
            (
                Gap(8),
                Text("Recitals", weight="bold"),
                Text("The court read a statement of the applicant, a letter of the school and a log of the "
                     "police. The respondent told the court that he had wanted only to see how tall the boy was. "
                     "The court accepts that this may be so. It is not the test."),
                Text("The respondent indicated that he would attend the programme again."),
                Gap(10), Rule(),
                Text("Sealed copies: applicant, respondent, school, M. Hallam, Northmoor Council, police.",
                     weight="small"),
            ),
            face="serif", points=11, foot="Page 3 of 3", wear=Wear(skew=0.2), seed="order 2025 3",
            marks=(Stamp("SEALED", day("2025-06-02"), 0.72, 0.55, 6),),
        ),
    ),
    received=day("2025-06-04"), court_paper=True,
    telling="The respondent must not seek to discover where the applicant and the child live, from any "
    "person or body.",
)  # fmt: skip

SOLICITOR_2025 = Paper(
    "moss-solicitor-2025", "Letter, solicitors for Dale Moss", "letter", "Thwaite and Lunn",
    day("2025-06-20"), R,
    letter(
        Head("plain", "Thwaite and Lunn, Solicitors",
                        ("3 Assembly Row, Northmoor NM1 3KO", "Telephone 01632 960 880")),
        on=day("2025-06-20"), ref="TL/DM/44", greeting="Dear Sirs", about="Our client: Mr Dale Moss",
        face="serif", received=day("2025-06-23"), ending="Yours faithfully", signed="Thwaite and Lunn",
        pages=((
            "We act for the above. Our client wishes to be assessed for supervised contact with his son and "
            "has re-enrolled on the programme, of which he has attended two sessions.",
            "In order that papers may be served, kindly confirm the child's present address and school.",
            "Our client has asked us to say that he is sorry to have frightened anybody.",
        ),),
        scribble=Scribble("NO address, NO school.\nTo legal. PN", 0.55, 0.72, colour="red"),
    ),
    in_confidence=True,
)  # fmt: skip

REPORT_2025 = Paper(
    "moss-report-2025", "School report, Year 3", "report", "Fellgate Primary School",
    day("2025-07-18"), R,
    (
        PaperPage(
            (
                FELLGATE, Text("Report to parents, summer 2025", weight="heading"),
                Fields((("Name", "Rowan Moss"), ("Class", "Year 3, Rowan class (he enjoys this)"),
                        ("Attendance", "84.1 per cent"), ("Late", "41 sessions")), label_mm=34),
                Table(("Subject", "Where he is", "Effort"),
                      (("Reading", "working beyond", "1"), ("Writing", "expected", "2"),
                       ("Mathematics", "expected", "2"), ("Science", "working beyond", "1"),
                       ("PE", "expected", "1"), ("Art", "expected", "1")), (3, 4, 2)),
                Text("Rowan reads with a torch of concentration. He has asked me eleven questions this year that "
                     "I have had to look up. He is generous, he notices the lonely, and he does not always tell "
                     "us when he needs something himself."),
                Text("Next year I should like him to arrive. When he is here he is here entirely."),
                Signed("C. Battle", "Class teacher"),
            ),
            face="sans", points=11.5, wear=Wear(skew=0.5), seed="report 2025",
        ),
        back("report 2025", holes=False),
    ),
    telling="He does not always tell us when he needs something himself.",
)  # fmt: skip

MEDICAL_2025 = Paper(
    "moss-medical-2025", "Child protection medical, report", "report", "Northmoor Royal Infirmary",
    day("2025-09-23"), R,
    letter(
        INFIRMARY, on=day("2025-09-23"), ref="CP/25/0091", greeting="", face="serif",
        about="Report of examination: Rowan Moss, born 04/02/2017, NHS number 999 140 2179",
        received=day("2025-09-25"),
        pages=(
            (
                "Examined on 23 September 2025 at 10.15 in the children's clinic, at the request of Northmoor "
                "Council, with the consent of his mother, who was present, and of Rowan, who asked whether it "
                "would hurt and was told that it would not.",
                "History from Rowan: on Friday after school he was riding his scooter down Elm Row. He was going "
                "fast. He hit the kerb by a blue van and went over on his left side, and the handle grip went "
                "into his arm. He did not tell anybody because it was not bleeding.",
                "History from Ms Moss: she was at work. Rowan told her on Saturday when she saw it in the bath.",
                "Height 128.1 cm, 25th centile. Weight 23.9 kg, 9th centile.",
            ),
            (
                "Findings. Outer aspect of the left upper arm: one oval bruise 6.5 by 4 cm, yellow and brown, no "
                "pattern, no fingertip marks on the inner aspect. Both shins: several small bruises of different "
                "ages. Left elbow: healing graze with grit. Nothing else. Teeth filled. Chest clear.",
                "Opinion. The bruise and the graze are consistent with the fall that he describes and with its "
                "date. Ageing of bruises by colour is unreliable. A single grip through a sleeve could leave a "
                "bruise like this on the outer arm, though I should expect a mark on the inner side. I cannot "
                "exclude it.",
                "He was a delightful boy who explained Fresnel lenses to a student nurse. He should have more to "
                "eat.",
            ),
        ),
        ending="", signed="Dr Imogen Bellamy", title="Consultant community paediatrician",
    ),
    in_confidence=True,
    telling="Consistent with the fall that he describes … A single grip through a sleeve could leave a "
    "bruise like this. I cannot exclude it.",
)  # fmt: skip

SCOOTER_2025 = Paper(
    "moss-scooter-2025", "Note from Kerry Moss about the scooter", "note", "Kerry Moss",
    day("2025-10-01"), R,
    (note("To whoever is reading this. I know how it looks. Rowan told me in the bath on Saturday he came off "
          "the scooter and I believed him because he had grit in his elbow and I picked it out. I should of "
          "rung school. I didnt because I thought this would happen and it has. Craig shouts, I have told him. "
          "If I thought he had hurt him he would be out and you would not have to ask me. I have done it before. "
          "Kerry Moss", hand="rounded", size=8, seed="scooter note 2025", wear=Wear(skew=1.4, fold=True)),),
    telling="I didnt because I thought this would happen and it has.",
)  # fmt: skip

BOOKING_2025 = Paper(
    "moss-booking-2025", "Letter, maternity booking", "letter", "Northmoor Royal Infirmary",
    day("2025-11-24"), R,
    letter(
        INFIRMARY, on=day("2025-11-24"), greeting="Dear Ms Adeyemi", face="serif",
        about="Kerry Moss, born 19/09/1994. Expected date 14 May 2026",
        pages=((
            "Ms Moss booked with us on 20 November at fifteen weeks, with her mother. She was open about the past. "
            "She is well. She does not drink or smoke. Blood pressure normal, iron low.",
            "She asked that nothing be posted to the house. We text, with the word \u201cdentist\u201d.",
        ),),
        signed="Sade Obi", title="Community midwife", wear=Wear(skew=-0.5, holes=True),
    ),
)  # fmt: skip

PLAY_2025 = Paper(
    "moss-play-2025", "Photograph of a drawing: the lighthouse in the play", "photograph", "Rowan Moss",
    day("2025-12-19"), R,
    (
        PaperPage(
            (Gap(6), Picture("house drawing", 110),
             Written("This is the light house and that is me in side it. Everyone can see me and I can see "
                     "everyone", hand="child", size=10)),
            colour="colour", wear=Wear(skew=-3.1, lens=True), kind="photo", seed="play drawing 2025",
        ),
    ),
    telling="\u201cEveryone can see me and I can see everyone\u201d",
)  # fmt: skip

SCHOOL_JAN = Paper(
    "moss-school-jan-2026", "Letter, Fellgate Primary, lateness", "letter", "Fellgate Primary School",
    day("2026-01-16"), R,
    letter(
        FELLGATE, on=day("2026-01-16"), about="Rowan Moss, Year 4", received=day("2026-01-19"),
        pages=((
            "Eleven lates in ten days. On Tuesday he came in his mother's coat, with the sleeves rolled, and told "
            "us that it was more waterproof. On Thursday he was asleep on the bags at ten to nine.",
            "He had written out a timetable of the evening for himself, which I copy: 4 telly. 5 Mum goes. 5.30 "
            "beans. 6 Craig. 7 voices. 8 bed. There is a line through Craig.",
        ),),
        signed="Helen Okafor", title="Deputy head and safeguarding lead",
    ),
    telling="There is a line through Craig.",
)  # fmt: skip

POLICE_FEB = Paper(
    "moss-police-feb-2026", "Police notification, child alone", "form", "Moorland Constabulary",
    day("2026-02-08"), R,
    (
        PaperPage(
            (
                POLICE,
                Text("Notification: child at risk", weight="heading"),
                Fields((("Log", "1377 of 08/02/2026"), ("Time of call", "21.28"), ("Attended", "21.40"),
                        ("Address", "3 Elm Row, Northmoor"), ("Officer", "PC 5102 Lister"),
                        ("Child", "Rowan MOSS, 04/02/2017 (nine last Wednesday)")), label_mm=34),
                Rule(),
                Text("A neighbour saw a light moving about in a dark house. The front door was locked. A child's "
                     "voice asked through the letter box for the password. I said that I did not know the "
                     "password. He said that was the right answer and asked me to hold my card against the "
                     "glass."),
                Text("He was alone, wearing a coat, with a torch and three library books under the kitchen "
                     "table, on cushions. The electricity was off at the meter. It was 9 degrees in the "
                     "kitchen. He had eaten cold beans. He was calm. He said that his mum was at work and "
                     "that Craig was \u201cten minutes, since five\u201d."),
            ),
            face="sans", points=11.5, foot="Page 1 of 2", wear=Wear(skew=-0.4, staple=True),
            marks=(Stamp("RECEIVED", day("2026-02-09"), 0.83, 0.158),), seed="police Feb 2026 1",
        ),
        PaperPage(
            (
                Gap(6),
                Text("His grandmother, Mrs Hallam, came in twenty minutes in a taxi. Before he would leave he "
                     "wrote a note for his mother and put it against the kettle. I took a photograph of it and "
                     "left the note: \u201cGone to Nanas. Nothing bad. The meter is on 0. Love Rowan. I saved the "
                     "torch.\u201d"),
                Ticks("Was the child", ("seen", "spoken to", "hurt", "afraid"), ("seen", "spoken to")),
                Ticks("Criminal matters", ("none", "neglect, to be considered", "arrest"),
                      ("neglect, to be considered",)),
                Ticks("Risk", ("standard", "medium", "high"), ("medium",)),
                Text("Mother arrived at 22.50, running. She was told outside. She sat down on the step."),
            ),
            face="sans", points=11.5, foot="Page 2 of 2", wear=Wear(skew=-0.2), kind="form",
            seed="police Feb 2026 2",
        ),
    ),
    received=day("2026-02-09"),
    telling="\u201cGone to Nanas. Nothing bad. The meter is on 0. Love Rowan. I saved the torch.\u201d",
)  # fmt: skip

MIDWIFE_FEB = Paper(
    "moss-midwife-2026", "Letter, community midwife", "letter", "Northmoor Royal Infirmary",
    day("2026-02-19"), BOTH,
    letter(
        INFIRMARY, on=day("2026-02-19"), face="serif", about="Kerry Moss and unborn baby, expected 14 May 2026",
        received=day("2026-02-23"),
        pages=((
            "For the conference. Ms Moss has kept four of seven antenatal appointments, all of the last two. "
            "The baby is growing on the 50th centile. Ms Moss is anaemic and takes her tablets.",
            "She is the only mother this year who has asked me what her older child will need.",
            "I have not met Mr Tully. He has been waiting in the van on each occasion.",
        ),),
        signed="Sade Obi", title="Community midwife",
    ),
)  # fmt: skip

SCHOOL_CONFERENCE = Paper(
    "moss-school-conference-2026", "School's report for the first conference", "report",
    "Fellgate Primary School", day("2026-02-24"), R,
    letter(
        FELLGATE, on=day("2026-02-24"), greeting="", ending="", received=day("2026-02-25"),
        about="Report to the initial conference, 3 March 2026: Rowan Moss, born 4 February 2017",
        pages=(
            (
                Table(("", "Autumn", "Spring to date"),
                      (("Attendance", "83.6 %", "80.2 %"), ("Late", "22", "17"),
                       ("Noted hungry", "9 days", "14 days"), ("Fell asleep", "1", "4"),
                       ("Telephone calls answered by a parent", "40 %", "55 %")), (5, 2, 3)),
                "What is going well. He comes. He is never sent home, never unkind and never behind. His mother "
                "has been to every meeting since Ms Adeyemi began to hold them at his grandmother's.",
                "What we are worried about. He is running the evening by himself. He knows how to read a "
                "meter. He is eight centimetres shorter than his coat.",
            ),
            (
                "What Rowan says. We asked what he would like grown-ups to do. He thought about it over a "
                "weekend and came back with a sheet of paper on which he had written: \u201c1. Turn up. 2. Say if "
                "you can't. 3. Have food in. 4. Not shout in the car.\u201d",
                "What we think. He is a loved child who is being left to manage. We should like the conference "
                "to see that both halves of that sentence are true.",
            ),
        ),
        signed="Helen Okafor", title="Deputy head and safeguarding lead",
    ),
    telling="He is a loved child who is being left to manage. We should like the conference to see that both "
    "halves of that sentence are true.",
)  # fmt: skip

DECISION_MARCH = Paper(
    "moss-conference-2026", "Decisions of the initial conference", "minutes", "Reviewing Service",
    day("2026-03-05"), BOTH,
    letter(
        COUNCIL, on=day("2026-03-05"), greeting="Dear Kerry",
        about="What was decided on 3 March for Rowan and for the baby",
        pages=(
            (
                "You asked me to write it so that you could read it on the bus. Here it is.",
                Text("What was decided", weight="bold"),
                "Everybody there, you included, thought that Rowan and the baby need a protection plan. The "
                "reason is neglect: that is the word the law has for a child not getting enough of what he needs, "
                "for long enough to matter. It is not a word for not loving him.",
                Text("What must happen", weight="bold"),
                "1. Rowan is never alone in the house. If work rings, Nana comes first, then you go.\n"
                "2. The meter is put on a tariff that cannot cut out at night.\n"
                "3. Breakfast club from after Easter.\n4. A bed.\n"
                "5. Jo sees Rowan by himself at least every two weeks.\n6. The midwife sees you every week.",
            ),
            (
                Text("What could change it", weight="bold"),
                "We look again on 2 June. If these six things are happening, and go on happening, the plan ends. "
                "If Rowan is left alone again, or if somebody in the house frightens him, we would meet at once, "
                "and you would need a solicitor.",
                Text("If you do not agree", weight="bold"),
                "You can tell me, or tell somebody who is not me: the advocate is on 01632 960 070.",
                "Rowan's drawing is enclosed. I made a copy, as he allowed.",
            ),
        ),
        signed="Gwen Pritchard", title="Independent chair",
    ),
    telling="It is not a word for not loving him.",
)  # fmt: skip

NANA_MARCH = Paper(
    "moss-nana-2026", "Letter from Maureen Hallam", "note", "Maureen Hallam", day("2026-03-26"), BOTH,
    (note("Dear Miss Adeyemi, I was asked at the meeting what support I can offer and I went red and said "
          "whatever is needed. That is not an answer so here is one. I can do Tuesdays and Thursdays. I can do "
          "any night in a crisis. I cannot do money. I was not a good mother to Kerry for about three years when "
          "her dad went, and somebody from the council wrote it down, a Mrs Ransome, she was very fair. I have "
          "not had a drink since 2007. I would like Kerry to see what she wrote if you still have it, as long as "
          "I am there. Maureen Hallam", size=8, seed="Nana March 2026", wear=Wear(skew=-0.5)),),
    in_confidence=True,
    telling="I was not a good mother to Kerry for about three years … and somebody from the council wrote it "
    "down, a Mrs Ransome, she was very fair.",
)  # fmt: skip

ASTHMA_2026 = Paper(
    "moss-asthma-2026", "Discharge summary, asthma", "letter", "Northmoor Royal Infirmary",
    day("2026-04-13"), R,
    (
        PaperPage(
            (
                INFIRMARY, Text("Discharge summary", weight="heading"),
                Fields((("Patient", "Rowan MOSS 04/02/2017"), ("Ward", "4"), ("In", "12/04/2026 23.15"),
                        ("Out", "13/04/2026 14.00"), ("To", "Dr Lowther; copy J. Adeyemi")), label_mm=30),
                Text("Acute wheeze, responded to nebulisers. Saturations 97 per cent in air at discharge. Steroid "
                     "three days. New large volume spacer given and technique taught to Rowan, who then taught it "
                     "to bed 6."),
                Text("Home has had damp. Mother stayed throughout. Clinic in June and October."),
            ),
            face="typewriter", points=11, colour="black and white", dpi=200,
            fax="13-APR-2026 14:31   N.R.I. WARD 4            01632 960 558            P.01",
            wear=Wear(skew=-1.0, speckle=1.1), seed="asthma 2026",
        ),
    ),
    received=day("2026-04-13"),
)  # fmt: skip

BIRTH_2026 = Paper(
    "moss-birth-2026", "Discharge summary, birth of Ivy Moss", "letter", "Northmoor Royal Infirmary",
    day("2026-05-13"), ("ivy",),
    letter(
        INFIRMARY, on=day("2026-05-13"), greeting="Dear Ms Adeyemi", face="serif", received=day("2026-05-15"),
        about="Baby of Kerry Moss, born 11 May 2026 at 06.12 (Ivy)",
        pages=((
            "Girl, 3,120 g, 50th centile. Apgars 9 and 10. Mother and baby well. Feeding by bottle and breast by "
            "choice. Mrs Hallam present at birth. Mr Tully came at eleven and stayed for twenty minutes.",
            "Discharged to the address that you hold, which is not printed here. Midwife daily until day ten.",
            "Rowan visited twice. He read the whole of the fire notice to his sister.",
        ),),
        signed="Sade Obi", title="Community midwife",
    ),
)  # fmt: skip

POLICE_MAY = Paper(
    "moss-police-may-2026", "Police notification, door kicked", "form", "Moorland Constabulary",
    day("2026-05-19"), BOTH,
    (
        PaperPage(
            (
                POLICE,
                Text("Notification of a child present at an incident", weight="heading"),
                Fields((("Log", "1420 of 19/05/2026"), ("Time of call", "22.05"), ("Address", "3 Elm Row"),
                        ("Officer", "PC 5102 Lister"), ("Adults", "Kerry MOSS, Craig TULLY (03/12/1991)"),
                        ("Children", "Rowan MOSS, 9. Ivy MOSS, eight days.")), label_mm=34),
                Rule(),
                Text("Ms Moss rang. She had told Mr Tully to leave. He kicked the kitchen door from its top hinge "
                     "and went. No injury. Ms Moss was in the hall with her back against the bathroom door."),
                Text("The tap was running. The boy would not open until his mother had said the word that they "
                     "have agreed. He was sitting in the dry bath with the baby in a towel. He asked me whether I "
                     "was the one from before. I was."),
                Ticks("Risk", ("standard", "medium", "high"), ("medium",)),
                Ticks("Passed to", ("children's services", "Lantern Trust", "health visitor"),
                      ("children's services", "Lantern Trust", "health visitor")),
            ),
            face="sans", points=11.5, wear=Wear(skew=0.6, staple=True), seed="police May 2026",
            marks=(Stamp("RECEIVED", day("2026-05-20"), 0.83, 0.158),),
        ),
    ),
    received=day("2026-05-20"),
    telling="He was sitting in the dry bath with the baby in a towel. He asked me whether I was the one from "
    "before. I was.",
)  # fmt: skip

ROWANS_LETTER = Paper(
    "moss-rowans-letter", "Rowan's letter to the conference", "letter", "Rowan Moss",
    day("2026-06-01"), R,
    (
        PaperPage(
            (
                Gap(4),
                Written("Dear peple at the meeting", hand="child", size=11),
                Written("My name is Rowan. I am 9. I am the one it is about. I am fine most of the time. I like "
                        "it now because it is quiet and Mum sings. I dont like it when grown ups whisper in the "
                        "hall because I can hear it is wispering but not what.", hand="child", size=11),
                Written("Please can the light not go off. Please can Nana not be tired. If Craig comes back can "
                        "someone tell me before and not after.", hand="child", size=11),
                Written("There is 1 good thing about a light house which is you can see it and it can not see "
                        "you so you dont have to do anything.", hand="child", size=11),
                Written("yours sinserely Rowan Moss", hand="child", size=11),
            ),
            colour="colour", wear=Wear(skew=1.3, fold=True), kind="handwriting", seed="Rowan's letter 2026",
        ),
    ),
    telling="\u201cI am the one it is about.\u201d",
)  # fmt: skip

REPAIRS_2026 = Paper(
    "moss-repairs-2026", "Letter, Northmoor Homes, repairs", "letter", "Northmoor Homes",
    day("2026-06-22"), BOTH,
    letter(
        HOUSING, on=day("2026-06-22"), ref="T/3ELM/2251", about="3 Elm Row: damp in the back bedroom",
        received=day("2026-06-24"),
        pages=((
            "The wall reads 31 per cent. It is rising damp behind a plaster that should never have been put on. I "
            "have ordered the work for the week of 17 August; if a plasterer can be found sooner he will be.",
            "Until then the boy should not sleep against it. Ms Moss has turned the room round.",
        ),),
        signed="D. Achebe", title="Surveyor", wear=Wear(skew=-1.1, holes=True),
        scribble=Scribble("chased 18/8, 9/9, 1/10. done 21/10!!", 0.45, 0.86),
    ),
    to_family=True,
)  # fmt: skip

REPORT_2026 = Paper(
    "moss-report-2026", "School report, Year 4", "report", "Fellgate Primary School",
    day("2026-07-21"), R,
    (
        PaperPage(
            (
                FELLGATE, Text("Report to parents, summer 2026", weight="heading"),
                Fields((("Name", "Rowan Moss"), ("Class", "Year 4, Willow"),
                        ("Attendance", "84.3 per cent for the year, 91.0 since Easter")), label_mm=34),
                Table(("Subject", "Where he is", "Effort"),
                      (("Reading", "working well beyond", "1"), ("Writing", "expected", "1"),
                       ("Mathematics", "expected", "2"), ("Science", "working beyond", "1"),
                       ("Geography", "coastal, exceptional", "1"), ("PE", "expected", "1")), (3, 4, 2)),
                Text("Since April Rowan has arrived. He is the same boy and there is more of him. He put his hand "
                     "up in June to say that he did not understand, for the first time in the two terms that I "
                     "have taught him, and the class went quiet and then somebody else did it too."),
                Text("He read aloud at the leavers' service in a voice that reached the back."),
                Signed("T. Aldous", "Class teacher"),
            ),
            face="sans", points=11.5, wear=Wear(skew=-0.4), seed="report 2026",
        ),
        back("report 2026", holes=False),
    ),
    telling="Since April Rowan has arrived. He is the same boy and there is more of him.",
)  # fmt: skip

DENTIST_2026 = Paper(
    "moss-dentist-2026", "Letter, dentist", "letter", "Quayside Dental", day("2026-08-14"), R,
    letter(
        Head("surgery", "Quayside Dental", ("40 Quay Street, Northmoor NM1 4KI",)),
        on=day("2026-08-14"), about="Rowan Moss, 04/02/2017", face="serif",
        pages=((
            "Two small fillings on 13 August under local. Brought by his grandmother, on time. Varnish in "
            "February. He has named one of our fish.",
        ),),
        signed="S. Murthy", title="Dentist", wear=Wear(skew=0.9),
    ),
)  # fmt: skip

SEA_2026 = Paper(
    "moss-sea-2026", "Photograph: three days at the sea", "photograph", "Rowan Moss",
    day("2026-08-05"), R,
    (
        PaperPage((Picture("beach"),), size="snapshot", colour="colour", wear=Wear(skew=0.0), kind="photo",
                  seed="beach 2026"),
        PaperPage(
            (Gap(4), Written("Back of photo: This is the sea on the 5th of August 2026. The light house is behind "
                             "the person taking it which is Nana so she got the sea and not the light house. 199 "
                             "steps. Please keep this in my file for when I am old. Rowan", hand="child", size=9)),
            size="a5", colour="colour", wear=Wear(skew=-1.5), kind="handwriting", seed="beach back 2026",
        ),
    ),
    received=day("2026-08-11"), filed_by="jo",
    telling="\u201cPlease keep this in my file for when I am old.\u201d",
)  # fmt: skip

PANTRY_2026 = Paper(
    "moss-pantry-2026", "Letter, Northmoor Pantry", "letter", "Northmoor Pantry", day("2026-09-18"), BOTH,
    letter(
        Head("charity", "Northmoor Pantry", ("Fellgate Community Hall", "Telephone 01632 960 650")),
        on=day("2026-09-18"), about="Member 0388", wear=Wear(skew=0.8),
        pages=((
            "Kerry has shopped with us nine Saturdays out of ten since July. She and Rowan now stack the shelves "
            "from nine to ten before we open, which is not a condition of anything.",
        ),),
        signed="Bill Yarrow", title="Volunteer",
    ),
    to_family=True,
)  # fmt: skip

APOLOGY_2026 = Paper(
    "moss-apology-2026", "Letter of apology, asthma clinic", "letter", "Northmoor Royal Infirmary",
    day("2026-10-09"), R,
    letter(
        INFIRMARY, on=day("2026-10-09"), ref="IG/26/118", face="serif", about="Rowan Moss, 04/02/2017",
        received=day("2026-10-12"),
        pages=((
            "I write to say that we were wrong and how it happened. An appointment for 2 October was posted on 17 "
            "September to an address in Copper Street that was entered in 2017. The new address had been given to "
            "the ward in April and was never carried across to the clinic, which keeps a list of its own.",
            "The letter held the name of the clinic and the day. It held no address. It has not been returned.",
            "Both lists now show a marker, and no letter will be printed for Rowan: we shall ring his mother. We "
            "have reported ourselves. I have written to Ms Moss and offered to come and say this to her face.",
        ),),
        signed="Joanna Field", title="Information governance lead",
    ),
    in_confidence=True,
    telling="I write to say that we were wrong and how it happened.",
)  # fmt: skip

HEALTH_VISITOR_2026 = Paper(
    "moss-hv-2026", "Letter, health visitor", "letter", "Northmoor Community Health",
    day("2026-11-12"), BOTH,
    letter(
        HEALTH, on=day("2026-11-12"), ref="BS/HL/IM", received=day("2026-11-13"),
        about="Ivy Moss, born 11 May 2026, NHS number 999 143 8882 (and her brother Rowan, born 4 February 2017)",
        pages=(
            (
                "I weighed Ivy at home yesterday morning, on the scales that I have used since she was born. She is "
                "5.1 kg. Her weight has dropped to the 2nd centile. She was on the 50th when she was born, the 25th "
                "in August and the 9th in October. Her length and her head have followed their own lines.",
                "She is alert, clean and loved. She turned to her brother's voice on the stairs before I had heard "
                "it. She has no fever, no rash and no sickness. She takes about half of what I should expect at "
                "night and tires before the end of a bottle.",
                "Her mother keeps the feed diary on the fridge and it is honest: there are gaps in it, and she has "
                "written \u201casleep, sorry\u201d in two of them. I do not think that this is a baby who is not being "
                "offered food. I think that it may be a baby for whom feeding is hard work, and I want her seen.",
            ),
            (
                "I have asked the paediatrician for the earliest day, which is 2 December, and I have told the desk "
                "that I shall ring every morning for a cancellation. If she loses weight next week I shall not wait.",
                "I have to mention Rowan. Some of the entries in the diary, after midnight, are in his hand. I do not "
                "hold it against anybody. I showed his mother, and she looked at them for a while and said that she "
                "had thought that she had written those.",
                "What I would ask of the core group on the 26th: a night for Kerry to sleep, twice a week, and "
                "somebody other than Rowan to hear the baby first.",
            ),
        ),
        signed="Beth Sumner", title="Health visitor",
        scribble=Scribble("rang BS 13/11, on agenda 26th. JA", 0.5, 0.84),
    ),
    telling="Her weight has dropped to the 2nd centile.",
)  # fmt: skip

LETTERS = (
    NFA_2020, DAMP_2021, TRANSITION_2021, NURSE_2023, DENTIST_2023, EARLY_HELP_END, MOVE_2024,
    KINDNESS_2024, SCHOOL_2025, GATE_2025, ORDER_2025, SOLICITOR_2025, REPORT_2025, MEDICAL_2025,
    SCOOTER_2025, BOOKING_2025, PLAY_2025, SCHOOL_JAN, POLICE_FEB, MIDWIFE_FEB, SCHOOL_CONFERENCE,
    DECISION_MARCH, NANA_MARCH, ASTHMA_2026, BIRTH_2026, POLICE_MAY, ROWANS_LETTER, REPAIRS_2026,
    REPORT_2026, DENTIST_2026, SEA_2026, PANTRY_2026, APOLOGY_2026, HEALTH_VISITOR_2026,
)  # fmt: skip
