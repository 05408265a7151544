"""Kai in the council's forms, and what he said back."""

from portal.demo.story import FilledRecord, Reply, Shared, day

K = ("kai",)


def _said(who: str, person: str, on: str, said: str, readers: str = "family") -> dict[str, str]:
    return {"who": who, "person": person, "on": on, "said": said, "for": readers}


PLAN_2020 = FilledRecord(
    "ahmed-plan-2020", "childs-plan", K, "Child in need plan, January 2020", day("2020-01-15"), "priya",
    {
        "worries.why": "When their mum is unwell, Kai and Amina run the house.",
        "strengths.what": "Their mum gets help early now. Their aunt is ten minutes away.",
        "change.what": "A grown-up does the cooker and the curtains.",
        "doing.actions": [
            {"what": "Sign the early-warning card", "who": "Samira and Dr Quaye", "by": "2020-02-14"},
            {"what": "Stay over when Samira is not sleeping", "who": "Nasreen", "by": "as needed"},
        ],
        "worse.plan": "Ring Nasreen, then the crisis line, then 01632 960 001.",
        "again.on": "2020-04-15",
        "frame.kind": "need", "frame.starts_on": "2020-01-15",
    },
    {"kai": {
        "meaning.child": "He is seven and knows the dose.",
        "meaning.wrong": "That he is found to be coping, and left to.",
        "words.said": [_said("Kai", "kai", "2020-01-22", "When Mum goes fast I do the cooker. When she goes "
                             "slow I do the curtains.", "everyone")],
    }},
    finished_on=day("2020-01-24"), authorised_on=day("2020-01-27"), authorised_by="priya",
)  # fmt: skip

REFERRAL_2021 = FilledRecord(
    "ahmed-referral-2021", "referral-information", K, "Referral, October 2021", day("2021-10-11"), "sam",
    {
        "request.received_on": "2021-10-11", "request.source": "3C",
        "request.referrer": "School nurse, Mere Lane Primary",
        "request.reason": "Asleep in class, third time this week. Mum known to be unwell.",
        "request.harm": "yes", "request.harm_what": "Kai may be alone with a very unwell parent. YR visiting now.",
        "family_view.aware": "no", "family_view.why_not": "No answer at home; visit today.",
        "decision.analysis": "See visit.", "decision.outcome": "assess",
        "decision.decided_on": "2021-10-11", "decision.need": "N3",
    },
    finished_on=day("2021-10-11"), authorised_on=day("2021-10-11"), authorised_by="priya",
    due=day("2021-10-12"), quality="poor",
)  # fmt: skip

ASSESSMENT_2021 = FilledRecord(
    "ahmed-assessment-2021", "assessment", K, "Assessment, December 2021", day("2021-10-11"), "yusuf",
    {
        "why.reason": "Samira became very unwell. Kai had been looking after her.",
        "why.started_on": "2021-10-11",
        "why.people": [{"name": "Samira Ahmed", "role": "mother"}, {"name": "Nasreen Malik", "role": "aunt"},
                       {"name": "Jean Barton", "role": "foster carer"},
                       {"name": "Dr Ewan Strachan", "role": "consultant"}],
        "parenting.care": "When well: homework, home cooking, clean shirts. When unwell: Kai.",
        "parenting.warmth": "Strong, both ways, and in both directions of duty.",
        "family.history": "Daniel died in 2015. Samira was first unwell in 2016.",
        "family.wider": "Nasreen would take both and has one bed. She will have Amina.",
        "views.family": [_said("Samira Ahmed", "samira", "2021-12-01", "You can write I was ill. Don't write "
                               "I was not there. I was there, I was just going too fast to see him.",
                               "everyone")],
        "views.shared_on": "2021-12-03",
    },
    {"kai": {
        "analysis.means": "Kai is nine and has the habits of a good night nurse.",
        "analysis.risk": "If he goes home too soon he will go back on shift.",
        "analysis.strong": "His mum tells the truth when she is well. So does he.",
        "analysis.unknown": "How long she will need.",
        "decision.in_need": "yes", "decision.next": "care",
        "decision.why": "Nobody in the family can have both children, and he asked for somewhere he could "
        "sleep.",
        "decision.need": "N3", "decision.factors": ["4B", "7A"],
        "words.said": [_said("Kai", "kai", "2021-10-20", "Who's checking that she's eating? I need the name "
                             "of the person.", "everyone")],
        "words.seen_on": "2021-12-01", "words.alone": "yes",
        "growing.feelings": "Does not cry where it can be seen.",
        "growing.education": "Above where he should be.",
        "growing.identity": "Muslim; half Hull, he says, and half Lahore, and all Northmoor.",
    }},
    finished_on=day("2021-12-02"), authorised_on=day("2021-12-03"), authorised_by="priya",
    due=day("2021-12-13"), quality="good",
)  # fmt: skip

ASSESSMENT_2026 = FilledRecord(
    "ahmed-assessment-2026", "assessment", K, "Assessment: nights at Mum's, September 2026",
    day("2026-08-24"), "jo",
    {
        "why.reason": "Kai asked, at his review in June, whether he could sleep at his mum's on some "
        "Saturdays. He has not slept there since 11 October 2021.",
        "why.started_on": "2026-08-24",
        "why.people": [{"name": "Samira Ahmed", "role": "mother"}, {"name": "Denise Whitlock", "role": "foster carer"},
                       {"name": "Roy Whitlock", "role": "foster carer"}, {"name": "Nasreen Malik", "role": "aunt"},
                       {"name": "Amina Ahmed", "role": "sister"}],
        "why.papers": "Dr Strachan's letter of 18 February 2026; the order of 2022; reviews since 2024.",
        "parenting.care": "Samira has bought a longer bed. Eleven Saturdays have gone well and one was "
        "called off by her, early, because she had slept badly. That one persuaded me most.",
        "parenting.safety": "Her sister lives ten minutes away and will ring at nine in the evening and at "
        "nine in the morning.",
        "parenting.warmth": "They are funny together.",
        "family.wider": "Amina thinks that he should. Nasreen thinks that he should, with a telephone.",
        "views.family": [
            _said("Samira Ahmed", "samira", "2026-09-20", "If I'm not right I'll say. I'd rather lose a "
                  "Saturday than lose him again.", "everyone"),
            _said("Roy Whitlock", "roy", "2026-09-21", "I'm not against it. I'm frightened of it, that's "
                  "different.", "everyone"),
            _said("Denise Whitlock", "denise", "2026-09-21", "He needs to know that it's there. So do we.",
                  "everyone"),
        ],
        "views.shared_on": "2026-09-28",
    },
    {"kai": {
        "analysis.means": "You have two homes in you already, Kai. This is about being able to wake up in "
        "the first one and have it be ordinary.",
        "analysis.risk": "Your mum could become unwell while you are there. It comes on over days, and three "
        "people will be looking. You might feel that it is your job again. It is not, and you can ring Roy "
        "at any hour.",
        "analysis.strong": "You say what you see. Your mum says when it is not a good week. Denise and Roy "
        "are not going anywhere.",
        "analysis.unknown": "How you will feel on the Sunday.",
        "decision.in_need": "yes", "decision.next": "plan",
        "decision.why": "Two nights as a trial, in December and January, then the review decides with you in "
        "the room.",
        "decision.need": "N3", "decision.factors": ["4B"],
        "words.said": [_said("Kai", "kai", "2026-09-09", "I'm not moving. I just want a toothbrush there.",
                             "everyone")],
        "words.seen_on": "2026-09-09", "words.alone": "yes",
        "words.how": "In the car, to the reservoir and back.",
        "growing.health": "Well.", "growing.education": "Year 10. Food and art.",
        "growing.feelings": "Sure of himself with people whom he trusts.",
        "growing.identity": "He says that he is from Sycamore Close, Mill Court, Hull and Lahore.",
        "teenager.outside": "Cricket, nets twice a week, friends who know.",
        "teenager.choices": "Catering, or comics, or both.",
    }},
    finished_on=day("2026-09-25"), authorised_on=day("2026-09-28"), authorised_by="priya",
    quality="good",
)  # fmt: skip

RECORDS = (PLAN_2020, REFERRAL_2021, ASSESSMENT_2021, ASSESSMENT_2026)

SHARED = (
    Shared("ahmed-assessment-2026", "kai", day("2026-09-28"), day("2026-09-28"),
           (Reply("analysis.means@kai", "agree", "ok that's actually it", day("2026-09-28")),
            Reply("analysis.risk@kai", "partly", "I won't feel like it's my job. I might feel like it for "
                  "five minutes. You can put five minutes.", day("2026-09-28")),
            Reply("decision.why@kai", "", "can the first one be the 19th cos it's the day after we break up",
                  day("2026-09-28"), is_question=True)),
           "yes", day("2026-09-28"), "Put in the five minutes."),
)  # fmt: skip
