"""The Okoros in the council's forms."""

from portal.demo.story import FilledRecord, day

T = ("tia",)
ALL = ("tia", "ada", "chidi")


def _said(who: str, person: str, on: str, said: str, readers: str = "everyone") -> dict[str, str]:
    return {"who": who, "person": person, "on": on, "said": said, "for": readers}


REFERRAL_2024 = FilledRecord(
    "okoro-referral-2024", "referral-information", T, "Referral, September 2024", day("2024-09-13"), "sam",
    {
        "request.received_on": "2024-09-13", "request.source": "3E",
        "request.referrer": "Sister Delacroix, special care, 01632 960 555",
        "request.reason": "A baby born eleven weeks early, with cerebral palsy and probable deafness, who "
        "will come home to a third-floor flat with oxygen at night. Her parents have asked for nothing.",
        "request.harm": "no", "family_view.aware": "yes",
        "family_view.say": [_said("Ngozi Okoro", "ngozi", "2024-09-13", "We are managing. Is there a form?")],
        "decision.analysis": "Nothing is being done wrong. Two people are doing the work of six, and the "
        "first thing to break will be one of them.",
        "decision.outcome": "assess", "decision.decided_on": "2024-09-13", "decision.need": "N2",
        "decision.told": "Both parents, on the ward",
    },
    {"tia": {"child.disabled": "yes", "child.disabilities": ["MOB", "COMM", "HEAR"]}},
    finished_on=day("2024-09-13"), authorised_on=day("2024-09-16"), authorised_by="priya",
    due=day("2024-09-16"), quality="good",
)  # fmt: skip

ASSESSMENT_2024 = FilledRecord(
    "okoro-assessment-2024", "assessment", T, "Assessment before coming home", day("2024-09-16"), "jo",
    {
        "why.reason": "Tia will come home in November with oxygen, a feeding plan and two hearing aids.",
        "why.started_on": "2024-09-16",
        "why.people": [{"name": "Ngozi Okoro", "role": "mother"}, {"name": "Emmanuel Okoro", "role": "father"},
                       {"name": "M. Delacroix", "role": "ward sister"}],
        "parenting.care": "Exact, tender, written down.",
        "parenting.warmth": "He sings to her in Igbo before he has taken off his jacket.",
        "family.housing": "Third floor. Fifty-one stairs.",
        "family.work": "Early turns on the buses; Ngozi has left the pharmacy.",
        "family.wider": "Her mother in Enugu, by video at seven. A church with casseroles.",
        "views.family": [_said("Emmanuel Okoro", "emmanuel", "2024-11-07",
                               "Nobody asked me what she will be able to like. You asked, so put that first.")],
        "views.shared_on": "2024-11-08",
    },
    {"tia": {
        "analysis.means": "Tia's day is full of other people's hands. What she needs from us is that the "
        "hands are rested.",
        "analysis.risk": "A missed alarm at four in the morning; a fall on the stairs with a cylinder.",
        "analysis.strong": "Two parents who hand over in writing and say please.",
        "analysis.unknown": "What she can see.",
        "decision.in_need": "yes", "decision.next": "plan",
        "decision.why": "Section 17, with short breaks to be thought about when they are ready to.",
        "decision.need": "N2", "decision.factors": ["6A"],
        "words.said": [_said("Tia", "tia", "2024-10-24", "(held on with her left hand)")],
        "words.seen_on": "2024-10-24", "words.alone": "no",
        "growing.health": "2.9 kg. Oxygen at night.",
        "baby.care": "Feeds every three hours, slowly, sitting up.",
        "disability.care": "Two people for the bath. One awake at all times.",
        "disability.steps": "Turning to a voice that she likes.",
    }},
    finished_on=day("2024-11-07"), authorised_on=day("2024-11-08"), authorised_by="priya",
    due=day("2024-11-15"), quality="good",
)  # fmt: skip

ASSESSMENT_2025 = FilledRecord(
    "okoro-assessment-2025", "assessment", ALL, "Assessment of Tia, Ada and Chidi, June 2025",
    day("2025-04-28"), "tom",
    {
        "why.reason": "The family has moved. School has asked that the two older children be thought of too.",
        "why.started_on": "2025-04-28",
        "why.people": [{"name": "Ngozi Okoro", "role": "mother"}, {"name": "Emmanuel Okoro", "role": "father"},
                       {"name": "Ruth Anand", "role": "head teacher"}],
        "parenting.care": "Very good.",
        "parenting.safety": "Good.",
        "parenting.warmth": "Good.",
        "family.housing": "Ground floor, adapted bathroom, stairs to bedrooms.",
        "family.money": "One wage. Carer's allowance since May.",
        "views.family": [_said("Ngozi Okoro", "ngozi", "2025-06-12", "Four hours, all in a row. That is my "
                               "whole application.")],
        "views.shared_on": "2025-06-19",
    },
    {
        "tia": {
            "analysis.means": "Tia is doing well because everybody else is tired.",
            "analysis.risk": "Parents could become ill.",
            "analysis.strong": "Parents.",
            "decision.in_need": "yes", "decision.next": "plan", "decision.why": "Short breaks needed.",
            "decision.need": "N2", "decision.factors": ["6A"],
            "words.said": [_said("Tia", "tia", "2025-06-05", "(looked at the red chair until it was hers)")],
            "words.seen_on": "2025-06-05", "words.alone": "no",
            "disability.care": "Gastrostomy in June. Rescue medicine.",
            "disability.steps": "Choosing, by looking.",
        },
        "ada": {
            "analysis.means": "She is seven and wants a turn.",
            "analysis.risk": "Low.",
            "decision.in_need": "yes", "decision.next": "plan", "decision.why": "As Tia.",
            "decision.need": "N2", "decision.factors": ["7A"],
            "words.said": [_said("Ada", "ada", "2025-05-08", "When Tia has a fit everyone's nice to Tia. I'm "
                                 "the one who gets the box.")],
            "words.seen_on": "2025-05-08", "words.alone": "yes",
        },
        "chidi": {
            "analysis.means": "He believes that counting keeps his sister alive. Nobody told him so and "
            "nobody has told him otherwise.",
            "analysis.risk": "That he is thought of as good and left there.",
            "decision.in_need": "yes", "decision.next": "plan", "decision.why": "Young carers.",
            "decision.need": "N2", "decision.factors": ["7A"],
            "words.said": [_said("Chidi", "chidi", "2025-05-08", "I count. If I count it stops before four.")],
            "words.seen_on": "2025-05-08", "words.alone": "yes",
        },
    },
    finished_on=day("2025-06-19"), state="with_gaps", authorised_on=day("2025-06-20"),
    authorised_by="colin", due=day("2025-07-02"),
    reason="Ada's part is thin. To be filled in at the first review, with her.",
)  # fmt: skip

PLAN_2025 = FilledRecord(
    "okoro-plan-2025", "childs-plan", ALL, "Child's Plan, July 2025", day("2025-07-03"), "tom",
    {
        "worries.why": "Parents exhausted. Siblings missing out.",
        "strengths.what": "Committed parents. Church. School.",
        "change.what": "Parents get a break.",
        "doing.actions": [
            {"what": "Night sitter, two nights a week", "who": "Tom Fairley", "by": "2025-08-29"},
            {"what": "One weekend a month at Larch House", "who": "Larch House", "by": "2025-10-03"},
            {"what": "Young carers", "who": "Chidi", "by": "2025-09-04"},
            {"what": "Saturdays", "who": "Ngozi and Ada", "by": "2025-09-06"},
        ],
        "worse.plan": "Ring us.",
        "again.on": "2025-12-10",
        "frame.kind": "need", "frame.starts_on": "2025-07-03",
    },
    {
        "tia": {"meaning.child": "Needs two people at most times.", "meaning.wrong": "Carer breakdown."},
        "ada": {"meaning.child": "Needs time.", "meaning.wrong": {"gap": "not_known_yet"}},
        "chidi": {"meaning.child": "Young carer.", "meaning.wrong": {"gap": "not_known_yet"}},
    },
    finished_on=day("2025-07-08"), state="superseded", authorised_on=day("2025-07-09"),
    authorised_by="colin", quality="poor",
)  # fmt: skip

PLAN_2026 = FilledRecord(
    "okoro-plan-2026", "childs-plan", ALL, "Child's Plan, October 2026", day("2026-10-05"), "tom",
    {
        "worries.why": "There has been no night sitter since 11 September. Ngozi and Emmanuel sleep in shifts "
        "again, and Chidi has put the times back in his maths book.",
        "strengths.what": "Tia has had ten weekends at Larch House and looks forward to them. Ada has her "
        "Saturdays. The lift is agreed. Everybody in this family says thank you, and lately some of them have "
        "begun to say no.",
        "change.what": "A trained person in the house two nights a week.\n\nChidi's maths book has sums in it.",
        "change.signs": "Ngozi sleeps four hours, all in a row.",
        "doing.actions": [
            {"what": "A new night sitter", "who": "Tom Fairley", "by": "2026-11-30"},
            {"what": "An extra weekend at Larch House until there is one", "who": "Bronwen", "by": "2026-10-30"},
            {"what": "Eye clinic: a date that holds", "who": "Tom Fairley", "by": "2026-11-13"},
            {"what": "Radio aid at nursery before 11 January", "who": "Callum Hurst", "by": "2027-01-08"},
        ],
        "views.family": [
            _said("Ngozi Okoro", "ngozi", "2026-10-05", "Write that we are tired. We never let you write it "
                  "before."),
            _said("Ada Okoro", "ada", "2026-10-05", "I want it in that I was right about the eyebrow."),
        ],
        "worse.plan": "Fit over four minutes: medicine, then 999. Too tired to be safe: ring 01632 960 001, "
        "day or night, and say those words; Larch House keeps a bed.",
        "again.on": "2026-12-09",
        "again.ends": "Not for some years, and that is all right.",
        "frame.kind": "need", "frame.starts_on": "2025-07-03",
    },
    {
        "tia": {
            "meaning.child": "Tia chooses: chairs, songs, yoghurt, people. The plan is there so that the people "
            "are awake.",
            "meaning.wrong": "A fit that nobody hears because the one on shift has fallen asleep.",
            "small.care": "One awake at night. Left side, fan on. Blue box.",
            "needs.care": "Two people for the bath; the hoist since May. Feeds sitting up.",
            "needs.breaks": "Larch House one weekend a month, two until there is a sitter.",
        },
        "ada": {
            "meaning.child": "She is eight, funny and owed a turn. Saturdays are hers.",
            "meaning.wrong": "That she stops complaining.",
        },
        "chidi": {
            "meaning.child": "When there is a sitter he sleeps. When there is not, he listens.",
            "meaning.wrong": "Secondary school begins with a tired boy whom everybody calls good.",
            "words.said": [_said("Chidi", "chidi", "2026-09-22", "I've put the times back in my maths book. "
                                 "Just for now.")],
        },
    },
    finished_on=day("2026-10-07"), authorised_on=day("2026-10-08"), authorised_by="colin",
    quality="good",
)  # fmt: skip

RECORDS = (REFERRAL_2024, ASSESSMENT_2024, ASSESSMENT_2025, PLAN_2025, PLAN_2026)
