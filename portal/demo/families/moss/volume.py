"""The paper file, volume 1: 2017 to 2019, with one sheet from 2006 that was filed in it by mistake.

Twenty-five sheets as the records room scanned them, worst last.
"""

from portal.demo.stationery import (
    BECKSIDE,
    COUNCIL,
    COURT,
    HEALTH,
    HOUSING,
    INFIRMARY,
    LANTERN,
    POLICE,
    back,
    letter,
    memo,
    note,
)
from portal.demo.story import (
    Fields,
    Gap,
    Paper,
    PaperPage,
    Picture,
    Rule,
    Scribble,
    Stamp,
    Table,
    Text,
    Ticks,
    Wear,
    Written,
    day,
)

COVER = PaperPage(
    (
        COUNCIL,
        Gap(12),
        Text("PAPER FILE", weight="heading", align="centre"),
        Gap(6),
        Fields(
            (
                ("Surname", "MOSS"),
                ("First name", "Rowan"),
                ("Date of birth", "4.2.17"),
                ("File number", "CF/2017/0388"),
                ("Volume", "1"),
                ("From", "May 2017"),
                ("To", "Feb 2019"),
                ("Worker", "H Stott, then M Ogden"),
            ),
            label_mm=44, written="hurried", boxed=True,
        ),
        Gap(8),
        Ticks("This volume holds", ("case notes", "letters", "court papers", "photographs",
                                    "something in confidence"),
              ("case notes", "letters", "court papers", "photographs")),
        Ticks("Other files", ("mother as a child", "brother or sister", "none known"),
              ("mother as a child",), crossed=True),
    ),
    face="sans",
    wear=Wear(skew=1.1, holes=True, shade=0.3),
    marks=(Stamp("CLOSED", day("2019-02-14"), 0.74, 0.86, -14), Scribble("box 12 shelf C", 0.62, 0.93)),
    kind="form",
    seed="moss volume cover",
)  # fmt: skip

POLICE_MAY = (
    PaperPage(
        (
            POLICE,
            Text("Notification of a child present at an incident", weight="heading"),
            Fields((("Log", "1093 of 14/05/2017"), ("Time of call", "22.10"),
                    ("Address", "8 Copper Street, Northmoor"), ("Officer", "PC 4471 Dunmore"),
                    ("Adults", "Kerry MOSS, 19/09/1994. Dale MOSS, 27/06/1989."),
                    ("Child", "Rowan MOSS, 04/02/2017, seen")), label_mm=34),
            Rule(),
            Text("Call from a neighbour reporting raised voices and something breaking. On arrival the "
                 "front door was open. Female in kitchen, calm, a wet tea towel round her left wrist. "
                 "She stated that she had caught it in the cupboard. Male had left on foot before "
                 "arrival."),
            Text("The baby was asleep in a car carrier on the kitchen table. He was clean and warm. The "
                 "house was clean. Bottles made up in the fridge. The cupboard door was not damaged."),
            Text("When the male's name was mentioned the female moved to stand between the officer and "
                 "the child. She did not appear to know that she had done so."),
        ),
        face="sans", foot="Page 1 of 2", wear=Wear(skew=-0.7, holes=True, staple=True),
        marks=(Stamp("RECEIVED", day("2017-05-15"), 0.83, 0.158),), seed="police May 2017 1",
    ),
    PaperPage(
        (
            Gap(6),
            Ticks("Risk assessment", ("standard", "medium", "high"), ("medium",)),
            Ticks("Previous calls to this address", ("none", "one", "two to five", "more"), ("one",)),
            Ticks("Was the child", ("seen", "spoken to", "too young", "not there"), ("seen", "too young")),
            Text("Previous call: 3 January 2017, argument, no offence, Mrs Moss eight months pregnant."),
            Text("Action: positive action not taken, no complaint. Advice given. Health visitor and "
                 "children's services informed. Safe contact number held by the unit and not printed "
                 "here."),
            Text("Officer's view", weight="bold"),
            Text("I have been to many of these. What I noticed was the quiet. I would like somebody to "
                 "go back in daylight."),
        ),
        face="sans", foot="Page 2 of 2", wear=Wear(skew=-0.4, holes=True), kind="form",
        seed="police May 2017 2",
    ),
)  # fmt: skip

REFERRAL_FORM = (
    PaperPage(
        (
            Text("NORTHMOOR CHILDREN'S SERVICES", weight="bold", after=1),
            Text("Contact and referral form C1 (rev. 2012)", weight="heading"),
            Fields((("Child's name", "Rowan MOSS"), ("Date of birth", "4/2/17"),
                    ("Address", "8 Copper St, NM2 7MO"), ("Who rang", "Police, PC Dunmore"),
                    ("Date and time", "15/5/17   9.05 am"), ("Taken by", "H Stott")),
                   label_mm=42, written="hurried", boxed=True),
            Ticks("Is the parent aware of this referral?", ("Yes", "No", "Not known"), ("Yes",)),
            Ticks("First language", ("English", "Other"), ("English",)),
            Ticks("Interpreter needed", ("Yes", "No"), ("No",)),
            Ticks("Who has parental responsibility?", ("Mother", "Father", "Other", "Not known"),
                  ("Mother", "Father")),
            Ticks("Main reason", ("Abuse or neglect", "Disability", "Parent's illness",
                                  "Family in acute stress", "Family dysfunction", "Low income"),
                  ("Abuse or neglect",)),
            Fields((("What was said", "raised voices, mum's wrist hurt, denied. baby asleep in room. "
                     "neighbour has heard it before"),), label_mm=42, written="hurried", boxed=True),
        ),
        face="sans", wear=Wear(skew=1.8, shade=0.7, speckle=1.6, holes=True), kind="form",
        seed="referral form 2017 1",
    ),
    PaperPage(
        (
            Gap(4),
            Table(("Agency", "Name", "Spoken to", "What they know"),
                  (("Health visitor", "Beth Sumner", "16/5", "4 visits, thriving, mum anxious"),
                   ("GP", "Elm Bank", "16/5", "postnatal check missed"),
                   ("Police", "PC Dunmore", "15/5", "see form"),
                   ("Nursery / school", "none", "", "")), (3, 3, 2, 5), written="hurried"),
            Ticks("Decision within one working day",
                  ("no further action", "advice", "early help", "assessment", "strategy discussion"),
                  ("assessment",)),
            Fields((("Decided by", "R Calder TM"), ("Date", "15/5/17")), label_mm=42,
                   written="rounded", boxed=True),
            Ticks("Mother told of decision by", ("phone", "letter", "visit"), ("phone",)),
            Fields((("Notes", "try not to ring after 6. she will be at her mum's Thurs"),),
                   label_mm=42, written="hurried", boxed=True),
        ),
        face="sans", wear=Wear(skew=2.3, shade=0.85, speckle=2.0, holes=True), kind="form",
        seed="referral form 2017 2",
    ),
)  # fmt: skip

VISIT_NOTES = (
    note(
        "19/5/17 HV Copper St 2pm   K + Rowan\n"
        "House v. tidy. K watches clock. R on mat, smiling, follows her voice. Clean, good colour, "
        "5.9kg on HV scales last wk.\n"
        "K - he is lovely when he is lovely. Wrist support. \"cupboard\".\n"
        "Asked about before R born. Row in Jan over the cot. D took the door off so she couldnt lock "
        "it. Put it back next day & said sorry.\n"
        "She has \u00a320 in a tea caddy. Mother knows where.\n"
        "To do - HV joint visit, Lantern leaflet (NOT in post), see K at Mrs Hallams.",
        hand="hurried", size=7.6, seed="visit notes 2017 1",
        wear=Wear(skew=-1.3, holes=True),
        marks=(Scribble("typed up 22/5 HS", 0.6, 0.92, colour="red"),),
    ),
    note(
        "25/5/17 at MGM, Tannery Lane\n"
        "K talked for an hour. MGM had baby, said nothing, v. good.\n"
        "Safety plan on back of appt card:\n"
        "1 bag at Mums - done\n"
        "2 ring Mum, say 'have you got my blue cardigan' = come now\n"
        "3 next door have a key\n"
        "4 999, leave phone on\n"
        "K asked if I would have to tell D that she told me. Said no. Said I write it down but he "
        "doesnt read it.\n"
        "-> is that true? check w. Ruth re access to file",
        hand="hurried", size=7.6, seed="visit notes 2017 2", wear=Wear(skew=-0.9, holes=True),
        marks=(Scribble("3rd party info - do not\ndisclose to father. RC", 0.55, 0.86, colour="red"),),
    ),
)  # fmt: skip

HEALTH_VISITOR = letter(
    HEALTH,
    on=day("2017-06-07"),
    ref="BS/HL/RM",
    greeting="Dear Hilary",
    about="Rowan Moss, born 4 February 2017, 8 Copper Street",
    received=day("2017-06-09"),
    pages=(
        (
            "Further to our joint visit I put in writing what I said in the car.",
            "Rowan is a well baby. He was 5.9 kg on 2 June, on the 25th centile, where he has always "
            "been. He smiles, turns and babbles. His injections are up to date.",
            "His mother is attentive to a degree that I found tiring to watch. She anticipates every "
            "sound. When her telephone buzzed she answered before looking. She laughed at a joke of "
            "mine and then looked at the door.",
            "She has not told me that anything happened. She has asked me three times whether babies "
            "remember.",
            "I shall visit fortnightly, at times when Mr Moss is at work, and I should be grateful if "
            "you would not write to the house.",
        ),
    ),
    signed="Beth Sumner",
    title="Health visitor",
    wear=Wear(skew=0.8, holes=True),
)

MEMO_2006 = memo(
    to="Mrs D. Forsyth, Team Manager, Area Two",
    sender="P. Ransome, Family Aide",
    on=day("2006-03-14"),
    subject="HALLAM, Kerry (dob 19.9.94) and Lee (dob 8.3.91), 12 Tannery Lane",
    paragraphs=(
        "I called this morning at your request. Mrs. Hallam was not yet in from nights. The children "
        "let me in. Lee (15) was asleep in his clothes on the settee. Kerry (11) was ironing a school "
        "blouse and had the grill on for bread.",
        'Kerry told me that her mother is in by eight "most times" and that she herself is never '
        "late for school because she sets two clocks. She asked me not to write down about the clocks "
        "in case it got Mrs. Hallam into trouble. I have thought about it and I am writing it down.",
        "There is food in the house but not much that a child can manage. I counted nine bottles by "
        "the back step. Kerry says that they are Mr. Pym's. I do not know who Mr. Pym is.",
        "She is a capable, polite, watchful girl. I do not think that she is neglected in the way that "
        "the school mean. I think that she is tired and that nobody has asked.",
        "Suggest: laundry grant, breakfast at the school if it can be arranged, and somebody for Mrs. "
        "Hallam to talk to who is not from here.",
    ),
    wear=Wear(skew=-1.4, holes=True, speckle=1.2, fade=0.12),
    marks=(Scribble("NFA 3/06 DF", 0.64, 0.87, colour="black"),),
)

INFIRMARY_NOV = letter(
    INFIRMARY,
    on=day("2017-11-26"),
    ref="ED/17/88214",
    greeting="Dear Doctor",
    about="Mrs Kerry MOSS, 19/09/1994",
    face="serif",
    received=day("2017-11-28"),
    pages=(
        (
            "This lady attended the emergency department on Sunday afternoon with her brother. She had "
            "a laceration of 2 cm above the right eyebrow, cleaned and glued. No loss of consciousness.",
            "She first described a fall against a cupboard. Later, alone with Sister Adu, she said that "
            "her husband had thrown a plate near her and that it had broken on the wall.",
            "Her son Rowan, nine months, was in his high chair at the table. He was brought in with her "
            "and was examined with her consent: there were small fragments of china in his clothing and "
            "no injury.",
            "She was given the safe card in the lavatory. Children's services informed by telephone at "
            "17.20. She knows this, and was relieved or was being polite; I could not tell.",
        ),
    ),
    signed="Tunde Bakare",
    title="Emergency department",
    wear=Wear(skew=0.5, holes=True, fold=True),
    scribble=Scribble("strat 27/11", 0.7, 0.9, colour="red"),
)

MEMO_2017 = memo(
    to="H. Stott",
    sender="R. Calder, Team Manager, Locality Two",
    on=day("2017-12-13"),
    subject="MOSS, Rowan: outcome of section 47 enquiry",
    paragraphs=(
        "I have read your report and agree with it. Harm substantiated; not at continuing risk while "
        "Mr. Moss lives at his mother's under bail. We shall not ask for a conference.",
        "I want it on file that this was close. If he goes back to the house, ring me on the day, not "
        "at the next review, and we look at it again from the start.",
        "Three things to put right. (1) There is no note that anybody has spoken to Mr. Moss about "
        "Rowan, as opposed to about Kerry. (2) The health visitor has asked twice not to be written to "
        "at the house and we have done it once. (3) There is a memo of 2006 about Kerry as a child at "
        "the back of this file. It should not be here. Nobody has told her that we hold it.",
    ),
)

HOUSING_2018 = letter(
    HOUSING,
    on=day("2018-02-08"),
    ref="RENT/COP8",
    greeting="Dear Sir or Madam",
    about="8 Copper Street: tenancy in the name of Mr D Moss",
    pages=(
        (
            "We are asked to comment on whether Mrs Moss could take over the above tenancy.",
            "The tenancy is in Mr Moss's sole name. Without his agreement or an order of the court the "
            "tenancy cannot pass. Mrs Moss may apply as homeless from the property, which in the "
            "circumstances would be accepted.",
            "We can fit a second lock and a letter-box guard free of charge at her request, whoever "
            "holds the tenancy.",
        ),
    ),
    ending="Yours faithfully",
    signed="Lettings",
    wear=Wear(skew=-0.6, holes=True, shade=0.4),
)

NURSERY = (
    PaperPage(
        (
            BECKSIDE,
            Text("Rowan's first half year with us", weight="heading"),
            Fields((("Name", "Rowan Moss"), ("Born", "4 February 2017"), ("Key person", "Jas"),
                    ("Days", "Tuesday and Thursday, 9 till 1"), ("Date", "20 June 2018")), label_mm=34),
            Text("Rowan came to us in January at eleven months, in the Ladybird room. He cried for two "
                 "mornings and then he met the water tray."),
            Text("He likes: pouring, ducks, the blue cup, being first at the window. He does not like: "
                 "the door banging, men's voices in the corridor, being put down when he is asleep."),
            Text("He walks now, with one hand for the wall. He says dat, duck, more and Nana. He gives "
                 "his biscuit away and then looks surprised that it is gone."),
            Text("When the boiler man came in May, Rowan got under the changing table and was very "
                 "quiet. Jas got under it too. We mention it because he was quiet and not because he "
                 "was crying."),
        ),
        face="sans", foot="Page 1 of 2", wear=Wear(skew=0.6, holes=True), seed="nursery 2018 1",
        colour="colour",
    ),
    PaperPage(
        (
            Gap(4),
            Table(("", "Not yet", "Sometimes", "Often"),
                  (("Settles after goodbye", "", "", "x"), ("Plays beside others", "", "x", ""),
                   ("Asks for help", "x", "", ""), ("Sleeps", "", "x", ""), ("Eats", "", "", "x")),
                  (4, 2, 2, 2), written="rounded"),
            Written("Mum's comment: He is my best thing. Thank you for not making a fuss about the "
                    "coat. Kerry", hand="rounded", size=8),
            Written("What Jas would like next person to know: he needs to see your face before he "
                    "hears your voice.", hand="hurried", size=7.4),
            Picture("house drawing", 78),
        ),
        face="sans", foot="Page 2 of 2", wear=Wear(skew=0.9, holes=True), seed="nursery 2018 2",
        colour="colour", kind="form",
    ),
)  # fmt: skip

POSTCARD = PaperPage(
    (
        Gap(6),
        Written("To the nice lady. We are at the sea. It is raining and we do not mind. Rowan has "
                "sat on the harbour wall all morning with a chip watching the boats. He says BOAT. "
                "He slept the whole night. I did too.  Kerry x", hand="rounded", size=7.6),
        Gap(3),
        Written("Miss H Stott, Social Services, Civic Hall, Northmoor", hand="rounded", size=6.4),
    ),
    size="a5", colour="colour", wear=Wear(skew=-2.2), kind="handwriting", seed="postcard 2018",
    marks=(Stamp("RECEIVED", day("2018-07-30"), 0.78, 0.9, 8, "blue"),),
)  # fmt: skip

SNAP = PaperPage(
    (Picture("beach"),), size="snapshot", colour="colour", wear=Wear(skew=0.0), kind="photo",
    seed="beach 2018",
)  # fmt: skip

POLICE_AUGUST = PaperPage(
    (
        POLICE,
        Text("Notification of a child present at an incident", weight="heading"),
        Fields((("Log", "1544 of 25/08/2018"), ("Time of call", "23.21"),
                ("Address", "8 Copper Street, Northmoor"), ("Officer", "PS 3320 Obuya"),
                ("Child", "Rowan MOSS, 04/02/2017, seen asleep")), label_mm=34),
        Rule(),
        Text("Caller was Mrs Moss herself, whispering, from behind the bathroom door, with the telephone "
             "on the floor so that both hands were free to hold the bolt. The line was kept open. Officers "
             "at the door in six minutes. Mr Moss arrested in the hall."),
        Text("Mrs Moss was treated by ambulance staff for a sprained wrist and bruising. Statement given "
             "at 01.15 in her mother's kitchen. She said: \u201cWrite it how I say it. I don't want it tidied.\u201d"),
        Text("The child slept throughout, in his own cot, with the wardrobe pushed across the door. Mrs "
             "Moss had done that first."),
        Ticks("Risk assessment", ("standard", "medium", "high"), ("high",)),
        Ticks("Passed to", ("children's services", "Lantern Trust", "health visitor", "probation"),
              ("children's services", "Lantern Trust", "health visitor")),
    ),
    face="sans", points=11.5, wear=Wear(skew=-0.5, holes=True),
    marks=(Stamp("RECEIVED", day("2018-08-28"), 0.83, 0.158),), seed="police August 2018",
)  # fmt: skip

ORDER_2018 = (
    PaperPage(
        (
            COURT,
            Gap(2),
            Fields((("Case number", "NM18F00231"), ("Applicant", "Kerry Moss"),
                    ("Respondent", "Dale Moss"), ("Before", "District Judge Farrant"),
                    ("On", "9 October 2018")), label_mm=34),
            Text("NON-MOLESTATION ORDER", weight="heading", align="centre"),
            Text("Important notice to the respondent, Dale Moss", weight="bold"),
            Text("This order tells you what you must not do. You should read it carefully. If you do not "
                 "obey it you may be sent to prison."),
            Text("IT IS ORDERED THAT", weight="bold"),
            Text("1. The respondent must not use or threaten violence against the applicant, nor against "
                 "the relevant child, Rowan Moss, born 4 February 2017, and must not instruct, encourage or "
                 "suggest that any other person should do so."),
            Text("2. The respondent must not come within 100 metres of any place where he knows or believes "
                 "the applicant to be living."),
            Text("3. The respondent must not communicate with the applicant except through her solicitor."),
        ),
        face="serif", points=11, foot="Page 1 of 2", wear=Wear(skew=0.2, holes=True, staple=True),
        seed="order 2018 1",
    ),
    PaperPage(
        (
            Gap(8),
            Text("4. This order shall last until 4 pm on 8 October 2019 unless it is set aside or varied."),
            Text("5. The applicant's address is not to be disclosed to the respondent."),
            Text("6. No order as to costs."),
            Text("The court heard the applicant in person, with a worker of the Lantern Trust beside her. "
                 "The respondent did not attend, although served on 28 September."),
            Rule(),
            Text("Note: a copy is to be delivered to the officer in charge of Northmoor police station.",
                 weight="small"),
        ),
        face="serif", points=11, foot="Page 2 of 2", wear=Wear(skew=-0.2, holes=True),
        marks=(Stamp("SERVED", day("2018-10-12"), 0.7, 0.6, 5, "blue"),), seed="order 2018 2",
    ),
)  # fmt: skip

LANTERN_2018 = letter(
    LANTERN,
    on=day("2018-11-15"),
    greeting="Dear Martin",
    about="Kerry Moss and Rowan",
    face="serif",
    pages=(
        (
            "Kerry has asked me to send you this and has read it first.",
            "She has been to eight of ten mornings. In the first she sat by the door with her coat on. "
            "In the eighth she told a newcomer where to sit so that nobody could come up behind her.",
            "Rowan comes to the playroom. He has stopped checking whether the door is shut. He has "
            "begun, which we are glad to see, to be naughty.",
            "She is anxious about being closed to you and more anxious about being kept open. Could you "
            "say plainly which it will be, and when?",
        ),
    ),
    signed="Noreen",
    title="The Lantern Trust",
    wear=Wear(skew=1.0, holes=True, fold=True),
)

RECEIPT = PaperPage(
    (
        Text("NORTHMOOR DISCOUNT", weight="heading", align="centre", after=1),
        Text("Carpets beds & baby", align="centre"),
        Rule(),
        Text("18/01/19   14:07", after=3),
        Text("COT BED MATTRESS     34.99", after=0.5),
        Text("BLACKOUT CURTAIN     12.00", after=0.5),
        Text("KETTLE               11.50", after=0.5),
        Text("SAUCEPAN SET         19.99", after=2),
        Rule(),
        Text("TOTAL               \u00a378.48", weight="bold", after=1),
        Text("CASH                \u00a380.00", after=0.5),
        Text("CHANGE               \u00a31.52", after=3),
        Text("Thank you", align="centre"),
    ),
    face="typewriter", size="receipt", dpi=200, points=9, wear=Wear(skew=1.2, fade=0.35),
    marks=(Scribble("S17 MO", 0.45, 0.82),), seed="receipt 2019",
)  # fmt: skip

CLOSING = letter(
    COUNCIL,
    on=day("2019-02-14"),
    greeting="",
    ending="",
    about="Closing summary: Rowan Moss, born 4 February 2017. File CF/2017/0388",
    face="serif",
    pages=(
        (
            "Why we were involved. Police told us in May 2017 that Rowan, then a baby, had been in the "
            "room when his father hurt his mother. It happened again in November 2017 and in August 2018.",
            "What was done. An assessment; a child in need plan from 10 July 2017; a section 47 enquiry in "
            "November 2017; help from the Lantern Trust; a refuge from 3 September 2018; a non-molestation "
            "order of 9 October 2018; a new home on 18 January 2019.",
            "What changed. Kerry left. She did it herself, at night, with a plan that was eighteen months "
            "old and still worked, down to the cardigan. Mr Moss has a community order and a programme, "
            "and has asked for nothing.",
        ),
        (
            "What did not. Nobody from here has sat down with Mr Moss to talk about being Rowan's father. "
            "The file does not say why. If he comes back into Rowan's life, that is where to begin.",
            "What Rowan is like. He is two. He says what he wants and expects to get it, and that is new. "
            "He runs at the sea.",
            "Kerry's words, for the file: \u201cI'd like it to say that I rang. It always says police were "
            "called. I called them.\u201d",
            "If we are asked again: read the paper, talk to Maureen Hallam, and do not write to the house "
            "without asking whose house it is.",
        ),
    ),
    signed="Martin Ogden",
    title="Social worker, Locality Two",
    wear=Wear(skew=0.3, holes=True),
)

CARD = PaperPage(
    (
        Gap(10),
        Written("Dear Martin and everyone", hand="rounded", size=8),
        Written("Thank you for the curtain. It sounds silly but he sleeps and so I sleep. Thank you to "
                "Hilary as well if you see her. Rowan is two today and has had jelly.", hand="rounded",
                size=8),
        Written("from Kerry and a squiggle", hand="rounded", size=8),
        Picture("rosette", 48),
    ),
    size="a5", colour="colour", wear=Wear(skew=2.0), kind="handwriting", seed="card 2019",
)  # fmt: skip

VOLUME = Paper(
    "moss-volume",
    "Moss, paper file volume 1, 2017 to 2019",
    "volume",
    "Locality Two",
    day("2019-02-14"),
    ("rowan",),
    (
        COVER,
        *POLICE_MAY,
        *REFERRAL_FORM,
        *VISIT_NOTES,
        HEALTH_VISITOR[0],
        back("health visitor 2017"),
        MEMO_2006,
        INFIRMARY_NOV[0],
        MEMO_2017,
        HOUSING_2018[0],
        *NURSERY,
        POSTCARD,
        SNAP,
        POLICE_AUGUST,
        *ORDER_2018,
        LANTERN_2018[0],
        RECEIPT,
        *CLOSING,
        CARD,
    ),
    received=day("2026-10-13"),
    volume="Moss, volume 1",
    court_paper=True,
    telling="\u201cI'd like it to say that I rang. It always says police were called. I called them.\u201d",
)
