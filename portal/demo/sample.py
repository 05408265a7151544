"""A stack of post about Rowan Moss, as it might reach the records room on one Friday in November.

`sample_stack()` paints the files, `TRUTH` says what stands on each page, and `FINDS` lists words
worth trying once the stack is filed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import typst

from portal.demo.paper import Painted, as_jpeg, as_pdf, as_png, as_tiff, paint, painted
from portal.demo.stationery import (
    FELLGATE,
    HEALTH,
    HOUSING,
    INFIRMARY,
    SURGERY,
    back,
    letter,
    note,
)
from portal.demo.story import (
    Fields,
    Gap,
    PaperPage,
    Picture,
    Rule,
    Scribble,
    Table,
    Text,
    Ticks,
    Wear,
    Written,
    day,
)

#: Stand on the third page of the school's letter and nowhere else in Northmoor.
THIRD_PAGE_WORDS = "red school bag behind the radiator"

POST_PDF = "post-20-november.pdf"
DRAWING_JPEG = "phone-photo-drawing.jpg"
RECEIPT_PNG = "pantry-receipt.png"
HOUSING_TIFF = "housing-inspection.tiff"
MINUTES_PDF = "core-group-15-october.pdf"

ReadAs = Literal["text layer", "scan", "blank", "form", "handwriting", "photo"]


@dataclass(frozen=True)
class TruePage:
    """What a careful person would say of one page of the stack."""

    file: str
    page: int
    read_as: ReadAs
    about: tuple[str, ...]
    kind: str
    phrases: tuple[str, ...] = ()
    upright: bool = True


SCHOOL_LETTER = letter(
    FELLGATE,
    on=day("2026-11-19"),
    ref="HO/R5/MOSS",
    about="Rowan Moss, born 4 February 2017, Year 5 (Hazel class): school's report for the "
    "conference on 1 December 2026",
    received=day("2026-11-20"),
    pages=(
        (
            "Thank you for asking us to write before the review conference. I have tried to put down "
            "what we see rather than what we think, and to say plainly which is which. I have read "
            "this letter to Rowan's mother, Kerry Moss, in my office this morning, and I have marked "
            "the one place where she remembers things differently.",
            "Rowan has been with us since Reception. He is nine. He is a kind, watchful boy who "
            "notices when another child has nobody to sit with. He reads well above his age, mostly "
            "about the sea, and he has a joke for every member of staff. His class teacher this year "
            "is Mr Idris Pell; his key adult since September is Mrs Dot Lacey, who runs breakfast "
            "club and whom he has known since he was four.",
            "Attendance this term is 88.4 per cent (last term 81.9). He has been late on eleven "
            "mornings out of fifty-three, always on days when breakfast club was closed or when his "
            "sister Ivy had been unwell in the night. He has not been late once on a Thursday, which "
            "is the day that his grandmother brings him.",
            "His mother has come to both parents' evenings and to the harvest assembly, with Ivy in "
            "the sling. She answers the telephone when we ring, which was not so a year ago. I want "
            "the conference to know that, because it is easy to write only about the bad mornings.",
        ),
        (
            Text("Food", weight="bold"),
            "Since half term Rowan has come to breakfast club every day that it is open. He eats "
            "quickly and asks for seconds before he has finished. Mrs Lacey keeps a bowl back for him "
            "without making anything of it. In October his class teacher noted on four separate days "
            "that he was hungry by ten o'clock; since breakfast club was paid for by the plan, this "
            "has been noted once.",
            "He qualifies for a school meal and has it daily. He does not like anybody to see him "
            "take a second roll. We have asked the dinner team simply to put two on his tray.",
            Text("Clothes and tiredness", weight="bold"),
            "His uniform is clean. The shoes that were wet through in September have been replaced. "
            "He fell asleep in the library on 3 November and again on 10 November. On the second "
            "occasion he told Mr Pell that he had been \u201cdoing the bottle because Mum had only "
            "just got off\u201d. His mother says that this happened once, and that he asked to do it. "
            "This is the place where she and I remember it differently.",
            Text("Learning", weight="bold"),
            "He is at the expected standard in mathematics and above it in reading. His writing has "
            "come on a great deal since he was allowed to write about lighthouses. He has read every "
            "book we own on lighthouses and has started to correct them.",
        ),
        (
            Text("Monday 16 November", weight="bold"),
            "I want to set this day down carefully, because Rowan asked me to \u201csay it right\u201d.",
            "On Monday afternoon Mr Lacey, our caretaker, was bleeding the heating in the Year 5 "
            f"cloakroom and found a {THIRD_PAGE_WORDS}. It is Rowan's old one from Year 2; he now "
            "carries a blue one. He had pushed it down far enough that nobody would see it from the "
            "door. Inside, each wrapped in a paper towel, were four bread rolls, two of them hard, an "
            "apple, a carton of milk a week past its date, five nappies in Ivy's size and a five pound "
            "note folded very small.",
            "I asked Mrs Lacey to be with us, and I told Rowan at once that he was not in trouble. He "
            "thought for a while. Then he said: \u201cIt's for if there isn't any. It's for Ivy. So Mum "
            "doesn't have to go out in the dark and leave us.\u201d I asked whether Mum does go out in "
            "the dark. He said: \u201cNot any more. But before. I don't want it to be before again.\u201d",
            "The five pounds is what his grandmother gave him for his reading certificate. The nappies "
            "came one at a time from the cupboard at the toddler group on Thursdays; Nana knew about "
            "two of them.",
            "He asked whether he could keep it there. I said that he could keep the bag, that Mrs Lacey "
            "would put fresh things in it every Friday with him, and that it would hang on the hook "
            "beside his coat, where he can see it. He has checked it each morning since. Today he did "
            "not check it until dinner time.",
        ),
        (
            Text("What we think", weight="bold"),
            "Rowan is safer and better fed than he was in the spring. He does not yet believe that it "
            "will last. The bag is not evidence that there was no food at home last Monday; his mother "
            "opened her cupboards to me over the telephone, item by item, and I believe her. It is "
            "evidence of what he remembers.",
            "When I told his mother, she was quiet, and then she said that she used to do the same "
            "with biscuits when she was small, and that nobody ever found hers.",
            Text("What we would ask the conference for", weight="bold"),
            "1. That breakfast club goes on to the end of the summer term, and is not tied to the plan.\n"
            "2. That somebody other than his mother tells him what happens with Ivy at night, and who "
            "gets up.\n"
            "3. That Thursdays with Nana stay as they are.\n"
            "4. That he is asked about the bag only by people he knows, and only once.",
            "Rowan would like you to know that he has been chosen to switch on the lights at the "
            "Christmas fair, and that anybody from the conference may come.",
        ),
    ),
    signed="Helen Okafor",
    title="Deputy head and safeguarding lead",
)  # fmt: skip

NURSE_LETTER = letter(
    HEALTH,
    on=day("2026-11-17"),
    ref="SN/HL/0417",
    about="Rowan Moss, born 4 February 2017, 3 Elm Row, Northmoor",
    received=day("2026-11-20"),
    wear=Wear(skew=3.2, holes=True),
    pages=(
        (
            "I saw Rowan in school on 16 and 17 November, first with Mrs Lacey and then, because he "
            "asked, without her.",
            "He weighed 25.9 kg, which brings him back to the 16th centile. In March he was on the "
            "4th. His height has followed its own line throughout. His teeth have been seen to: two "
            "fillings in August, and a fluoride varnish to follow in February. He told me that the "
            "dentist has a fish tank and that one of the fish is called Gary.",
            "He sleeps in his own room since the bed came. He goes up at half past eight and reads. "
            "He wakes when the baby wakes, \u201cto check who is going\u201d. I have talked to his mother "
            "about a monitor on her own side of the landing, and she has asked for one through the "
            "baby bank.",
            "His asthma is well managed. The inhaler was in date and in his bag, and he showed me how "
            "he uses it, with the spacer. There has been no attendance at the infirmary since April.",
            "I should like to see him again in the second week of January. I have told him the date, "
            "and he has written it on his hand.",
        ),
    ),
    signed="Alison Greaves",
    title="School nurse",
)

RENT_LETTER = letter(
    HOUSING,
    on=day("2026-11-12"),
    ref="T/3ELM/2251",
    greeting="Dear Ms Adeyemi",
    about="Ms Kerry Moss, 3 Elm Row, Northmoor NM3 6VC",
    wear=Wear(skew=-0.5, fold=True, turned=180),
    face="serif",
    pages=(
        (
            "Thank you for your call of 9 November. I can confirm the following for the conference.",
            "The arrears on the account stood at \u00a3412.60 on 1 November, against \u00a31,186.20 on "
            "1 March. Ms Moss has kept to the arrangement of \u00a315 a week on every week but one, and "
            "rang us on that one. No action is being taken and none is planned.",
            "The extractor fan and the back bedroom wall were done on 21 October. The surveyor will "
            "come back in January to test for damp, when the wall has had a winter on it.",
            "You asked about the locks. They were changed on 22 May at no charge. Two keys were issued, "
            "both to Ms Moss. We have put a marker on the tenancy so that nobody is given the address "
            "or told who lives there, whatever reason is offered.",
            "We know that Rowan's name is on the transfer list for a three-bedroom house. The family "
            "has moved from band C to band B. I cannot honestly say that it will be soon.",
        ),
    ),
    signed="Feyi Olatunde",
    title="Tenancy officer",
)

MEETING_FORM = PaperPage(
    (
        Text("Northmoor Education Welfare: meeting in school", weight="heading"),
        Fields(
            (
                ("Name of pupil", "Rowan Moss"),
                ("Date of birth", "4 / 2 / 17"),
                ("School", "Fellgate Primary"),
                ("Class", "Hazel (Y5)"),
                ("Date of meeting", "5 November 2026"),
                ("Who came", "Kerry Moss, Nana, Mrs Okafor, Mr Pell, D. Lacey"),
            ),
            label_mm=44, written="rounded", boxed=True,
        ),
        Ticks("Attendance since last meeting", ("better", "the same", "worse"), ("better",)),
        Ticks("Did the child take part?", ("in the room", "by letter", "through an adult", "no"),
              ("by letter", "through an adult")),
        Ticks("Agreed today", ("breakfast club", "walking bus", "phone call by 9.15",
                               "home visit", "no further action"),
              ("breakfast club", "phone call by 9.15")),
        Table(("What gets in the way", "What will help", "Who"),
              (("Ivy's bad nights", "Nana brings him Thurs + Fri", "M. Hallam"),
               ("no breakfast club on training days", "flask + roll to take home", "D. Lacey"),
               ("he waits for the baby to settle", "Mum to text if late, no questions", "K. Moss")),
              (4, 5, 2), written="hurried"),
        Ticks("Next meeting", ("in 4 weeks", "in 6 weeks", "in 12 weeks"), ("in 6 weeks",), crossed=True),
        Fields((("Signed", "K Moss"), ("For the school", "H Okafor")), label_mm=44,
               written="hurried", boxed=True),
    ),
    face="sans",
    wear=Wear(skew=-1.7, shade=0.75, speckle=1.4),
    kind="form",
    seed="education welfare form 5 November 2026",
)  # fmt: skip

NANA_NOTE = note(
    "Dear Jo\n"
    "You said to write it down if I cannot say it in the meeting with everybody looking. So. "
    "I can have Rowan Thursday and Friday nights till Easter, and both of them if Kerry is poorly. "
    "I cannot have them for good. My knees will not do a baby on the stairs and I would only let "
    "them down. I am 63 not 36.\n"
    "Kerry is doing well. She rang me on Sunday just to talk about a film. We have not done that "
    "since before him.\n"
    "If Dale's mother rings again I shall say what you told me to say, which is nothing.\n"
    "Yours truly\n"
    "Maureen Hallam\n"
    "PS he ate three helpings of crumble",
    hand="rounded",
    size=8.2,
    wear=Wear(skew=-1.1, fold=True),
    seed="Nana's note, November 2026",
)

GP_LETTER = letter(
    SURGERY,
    on=day("2026-11-09"),
    ref="PL/km",
    greeting="Dear Colleague",
    about="Rowan Moss, 04/02/2017, NHS number 999 140 2179",
    face="serif",
    wear=Wear(skew=0.9, shade=0.8, speckle=0.8, fade=0.1),
    ending="Yours sincerely",
    pages=(
        (
            "I write at the request of his mother, who was present and has had a copy.",
            "Rowan came with his grandmother on 6 November about headaches. He has had them on school "
            "mornings for three weeks. His eyesight had not been tested since he was five; he now has "
            "a sight test on 24 November. His examination was normal, and he was cheerful.",
            "I asked him, as I ask all children, how things are at home. He said: \u201cBetter. It is "
            "quieter. Ivy is loud but that is only Ivy.\u201d",
            "His asthma review was completed on the same day. His immunisations are up to date. Ms Moss "
            "has kept every appointment for both children since May.",
            "I have no new concern to bring to the conference, and I would like that written down as "
            "carefully as a concern would be.",
        ),
    ),
    signed="Paul Lowther",
    title="General practitioner",
)

HOSPITAL_FAX = PaperPage(
    (
        INFIRMARY,
        Text("FACSIMILE", weight="heading"),
        Fields((("To", "Team North, Northmoor Council"), ("Attention", "Jo Adeyemi"),
                ("From", "Children's Outpatients, Clinic 4"), ("Date", "13 November 2026"),
                ("Pages", "1 including this one")), label_mm=28),
        Rule(),
        Text("Re: Rowan MOSS, born 04.02.2017", weight="bold"),
        Text("We confirm that the above child attended the asthma clinic on 13 November 2026 with his "
             "mother and half-sister. Peak flow is improved. Preventer inhaler to continue, two puffs "
             "morning and night, with the large purple spacer."),
        Text("He was weighed (25.7 kg) and is making up ground. Next appointment 12 May 2027 at 10.20. "
             "The previous appointment of 2 October was missed because the letter went to the address "
             "in Copper Street, which we hold no longer."),
        Text("The clinic asks that any change of address be given to us by the mother herself, by "
             "telephone, as a marker has been placed on the record."),
        Text("Sister M. Delacroix", after=1),
        Text("Clinic 4"),
    ),
    face="typewriter",
    colour="black and white",
    dpi=200,
    fax="13-NOV-2026 15:42   N.R.I. CHILDRENS OPD        01632 960 557            P.01",
    marks=(Scribble("Jo - not urgent\nBev", 0.66, 0.24, colour="black"),),
    wear=Wear(skew=0.7, speckle=0.9, fade=0.1),
    seed="fax 13 November 2026",
)  # fmt: skip

POST = (
    *SCHOOL_LETTER,
    NURSE_LETTER[0],
    back("nurse letter"),
    RENT_LETTER[0],
    MEETING_FORM,
    back("welfare form", holes=False),
    NANA_NOTE,
    GP_LETTER[0],
    HOSPITAL_FAX,
)

DRAWING = PaperPage(
    (
        Gap(4),
        Picture("family drawing", 118),
        Written("My famly. Ivy is on the end becuase she is new. The sun is on Nanas side. "
                "by Rowan Moss age 9", hand="child", size=10.5),
    ),
    colour="colour",
    wear=Wear(skew=2.6, lens=True),
    kind="photo",
    seed="Rowan's drawing, November 2026",
)  # fmt: skip

RECEIPT = PaperPage(
    (
        Text("NORTHMOOR PANTRY", weight="heading", align="centre", after=1),
        Text("Fellgate Community Hall", align="centre", after=1),
        Text("Members' shop, one basket a week", align="centre"),
        Rule(),
        Text("14/11/2026 10:52   Till 2", after=1),
        Text("Member 0388  MOSS R + K", after=3),
        Text("Porridge oats          0.00", after=0.5),
        Text("Milk 4 pt              0.00", after=0.5),
        Text("Bread x2               0.00", after=0.5),
        Text("Baked beans x4         0.00", after=0.5),
        Text("Apples bag             0.00", after=0.5),
        Text("Eggs 12                0.00", after=0.5),
        Text("Nappies size 3         0.00", after=2),
        Rule(),
        Text("Basket               \u00a33.50", weight="bold", after=1),
        Text("CASH                 \u00a33.50", after=3),
        Text("Next visit from 21/11", align="centre", after=1),
        Text("You are welcome here", align="centre"),
    ),
    face="typewriter",
    size="receipt",
    dpi=200,
    points=9,
    wear=Wear(skew=-0.4, fade=0.22),
    seed="pantry receipt",
)

INSPECTION = tuple(
    PaperPage(
        blocks,
        face="sans",
        colour="black and white",
        dpi=200,
        foot=f"Inspection 3 Elm Row, sheet {number} of 3",
        wear=Wear(skew=skew, holes=True, speckle=0.4),
        seed=f"housing inspection {number}",
        kind="form" if number == 2 else "scan",
    )
    for number, skew, blocks in (
        (
            1,
            0.5,
            (
                HOUSING,
                Text("Inspection after repair", weight="heading"),
                Fields((("Property", "3 Elm Row, Northmoor NM3 6VC"), ("Tenant", "Ms K Moss"),
                        ("Occupants", "one adult, Rowan (9), Ivy (6 months)"),
                        ("Inspected", "28 October 2026, by appointment"),
                        ("Surveyor", "D. Achebe")), label_mm=34),
                Text("The back bedroom, where Rowan sleeps, was stripped to brick on 19 October, "
                     "treated, boarded and plastered. The wall reads 14 per cent at 300 mm, against "
                     "31 per cent in June. New extractor fan in the kitchen runs on a humidistat and "
                     "cannot be switched off at the wall."),
                Text("The bedroom has a bed, a lamp, a bookcase and a rug. There is a cot in the front "
                     "bedroom. Smoke alarms on both floors tested and working. Boiler serviced 2 "
                     "September."),
                Text("The young man of the house asked me what the meter was for, and then told me "
                     "which corner used to be the worst. He was right."),
            ),
        ),
        (
            2,
            -0.8,
            (
                Text("Room by room", weight="heading"),
                Table(("Room", "June", "October", "Action"),
                      (("Front bedroom", "18 %", "12 %", "none"),
                       ("Back bedroom", "31 %", "14 %", "re-test January"),
                       ("Bathroom", "22 %", "15 %", "reseal bath"),
                       ("Kitchen", "19 %", "11 %", "none"),
                       ("Living room", "16 %", "11 %", "draught at door"),
                       ("Hall and stairs", "15 %", "10 %", "none")), (4, 2, 2, 4)),
                Ticks("Smoke alarm", ("working", "not working", "missing"), ("working",)),
                Ticks("Stair gate", ("fitted", "not fitted", "not needed"), ("not fitted",)),
                Ticks("Window restrictors", ("all", "some", "none"), ("all",)),
                Text("Stair gate: tenant has one in its box from the baby bank. Fitted by the surveyor "
                     "before leaving."),
            ),
        ),
        (
            3,
            0.3,
            (
                Text("To be done", weight="heading"),
                Text("1. Reseal bath: order raised, by 30 November.\n"
                     "2. Brush strip to front door: order raised, by 30 November.\n"
                     "3. Moisture test, back bedroom: surveyor, week of 18 January 2027."),
                Text("Tenant's own words: \u201cIt's the first time he's wanted the door shut at night.\u201d"),
                Text("Copy to: tenant; J. Adeyemi, Northmoor Council, with the tenant's agreement."),
                Text("D. Achebe, surveyor"),
            ),
        ),
    )
)  # fmt: skip

MINUTES_SOURCE = """
#set document(title: "Core group, 15 October 2026", author: "Northmoor Council",
  date: datetime(year: 2026, month: 10, day: 16))
#set page(paper: "a4", margin: 25mm, numbering: "1 of 1")
#set text(size: 11pt, lang: "en", region: "GB")
= Core group for Rowan Moss and Ivy Moss
*Thursday 15 October 2026, 1.30 pm, Fellgate Primary School*

Rowan Moss, born 4 February 2017. Ivy Moss, born 11 May 2026.

*There:* Kerry Moss (mother), Maureen Hallam (grandmother), Jo Adeyemi (social worker), Helen Okafor
(school), Alison Greaves (school nurse), Beth Sumner (health visitor), Shabnam Iqbal (family support).
*Sent words:* Feyi Olatunde (Northmoor Homes), Dr Lowther (surgery).

== What Rowan asked us to say
Rowan wrote his part with Mrs Lacey and asked for it to be read first. "I like it when Nana gets me. I
like my new bed. I want to
know if Ivy is poorly or just small. I do not want to move schools even if there
is a house."

== What is better
Kerry has kept all but one appointment since June. Breakfast club is in place. The back bedroom will be
plastered next week. Craig Tully has not been to the house since 19 May, as far as anybody here knows, and
Kerry said how she would tell us if that changed.

== What still worries us
Ivy's weight has fallen from the 25th to the 9th centile since August. Beth will weigh her weekly and Kerry
will keep the feed diary on the fridge. Rowan is tired in school and has said that he gets up to help.

#pagebreak()
== What we agreed
+ Weekly weighing at the toddler group, Thursdays at ten. *Beth and Kerry, from 22 October.*
+ Paediatric referral for Ivy, not to wait for the next review. *Beth, by 19 October.*
+ A night plan on one sheet: who gets up, and what Rowan does, which is stay in bed. *Kerry and Shabnam, by
  22 October.*
+ Nana has Rowan on Thursday nights, and Friday nights in weeks when Kerry asks. *Maureen, from today.*
+ Kerry starts the Lantern Trust group on Tuesday mornings; the crèche place is held. *Kerry, 3 November.*
+ School rings Jo the same day if Rowan says that he has been alone with Ivy. *Helen.*

== If things go wrong
Kerry rings Maureen first, then Jo, then 01632 960 001 at any hour. Nobody will be cross.

== Next
Core group Thursday 26 November 2026, 1.30 pm, at school. Review conference Tuesday 1 December 2026.
"""


def _phone_photo(drawing: PaperPage) -> Painted:
    return Painted(paint(drawing), drawing.dpi)


def sample_stack(moved: Callable[[Any], Any] = lambda part: part) -> dict[str, bytes]:
    """File name to bytes: a twelve-page PDF of mixed scans, a JPEG, a PNG, a TIFF of three frames
    and a born-digital PDF of two pages. Takes some seconds; the same bytes every time.

    `moved` moves the dates in what is written; see `portal.demo.later`."""
    return {
        POST_PDF: as_pdf(painted(moved(POST))),
        DRAWING_JPEG: as_jpeg(_phone_photo(moved(DRAWING))),
        RECEIPT_PNG: as_png(painted((moved(RECEIPT),))[0]),
        HOUSING_TIFF: as_tiff(painted(moved(INSPECTION))),
        MINUTES_PDF: typst.compile(moved(MINUTES_SOURCE).encode()),
    }


BOTH = ("rowan", "ivy")
TRUTH = (
    TruePage(
        POST_PDF, 1, "scan", ("rowan",), "letter", ("Fellgate Primary School", "88.4 per cent")
    ),
    TruePage(POST_PDF, 2, "scan", ("rowan",), "letter", ("expected standard", "lighthouses")),
    TruePage(POST_PDF, 3, "scan", ("rowan",), "letter", (THIRD_PAGE_WORDS, "five pound")),
    TruePage(POST_PDF, 4, "scan", ("rowan",), "letter", ("Christmas fair", "Helen Okafor")),
    TruePage(POST_PDF, 5, "scan", ("rowan",), "letter", ("16th centile", "Alison Greaves")),
    TruePage(POST_PDF, 6, "blank", ("rowan",), "letter"),
    TruePage(POST_PDF, 7, "scan", BOTH, "letter", ("extractor fan", "arrears"), upright=False),
    TruePage(POST_PDF, 8, "form", ("rowan",), "form", ("meeting in school", "breakfast club")),
    TruePage(POST_PDF, 9, "blank", ("rowan",), "form"),
    TruePage(POST_PDF, 10, "handwriting", BOTH, "note"),
    TruePage(POST_PDF, 11, "scan", ("rowan",), "letter", ("sight test", "Elm Bank Surgery")),
    TruePage(POST_PDF, 12, "scan", ("rowan",), "letter", ("purple spacer", "Outpatients")),
    TruePage(DRAWING_JPEG, 1, "photo", ("rowan",), "photograph"),
    TruePage(RECEIPT_PNG, 1, "scan", BOTH, "other", ("NORTHMOOR PANTRY", "Porridge oats")),
    TruePage(HOUSING_TIFF, 1, "scan", BOTH, "report", ("extractor fan", "plastered")),
    TruePage(HOUSING_TIFF, 2, "form", BOTH, "report", ("Room by room", "Stair gate")),
    TruePage(HOUSING_TIFF, 3, "scan", BOTH, "report", ("Moisture test",)),
    TruePage(MINUTES_PDF, 1, "text layer", BOTH, "minutes", ("What Rowan asked us to say",)),
    TruePage(MINUTES_PDF, 2, "text layer", BOTH, "minutes", ("night plan on one sheet",)),
)


@dataclass(frozen=True)
class Find:
    """Words to try, and what they lead to."""

    words: str
    finds: str
    in_sample: bool = False
    """Only after the sample stack has been scanned and filed."""


FINDS = (
    Find(THIRD_PAGE_WORDS, "page 3 of the school's letter, with the line marked on the scan", True),
    Find("night plan", "the core group minutes, which were never on paper", True),
    Find("lighthouse", "Rowan's school, and his own words"),
    Find("2nd centile", "the health visitor's letter about Ivy"),
    Find("bruise school", "the assessment of October 2025 and the letters around it"),
    Find(
        "ironing a school blouse",
        "a memo of 2006 about Kerry as a girl, filed in Rowan's volume by mistake",
    ),
    Find("Kerry", "every page where Rowan's mother is named"),
)
