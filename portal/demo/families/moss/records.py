"""What was written about Rowan and Ivy in the council's own forms, good and poor, and what Kerry said."""

from portal.demo.story import FilledRecord, Reply, Shared, day

R = ("rowan",)
BOTH = ("rowan", "ivy")


def _said(who: str, person: str, on: str, said: str, readers: str = "family") -> dict[str, str]:
    """One row of own words; `readers` says who else may read them."""
    return {"who": who, "person": person, "on": on, "said": said, "for": readers}


ASSESSMENT_2017 = FilledRecord(
    "moss-assessment-2017", "assessment", R, "Assessment, July 2017", day("2017-05-16"), "hilary",
    {
        "why.reason": "Police notification 14 May. Domestic abuse, child in the room.",
        "why.started_on": "2017-05-16",
        "why.people": [{"name": "Kerry Moss", "role": "mother"}, {"name": "Dale Moss", "role": "father"},
                       {"name": "Maureen Hallam", "role": "grandmother"},
                       {"name": "Beth Sumner", "role": "health visitor"}],
        "parenting.care": "Good.",
        "parenting.safety": "Mother has a safety plan that she made herself. Father says that it was six "
        "of one.",
        "parenting.warmth": "Kerry never loses sight of him. Dale is gentle with him when I am there.",
        "family.wider": "Maureen Hallam, steady. Pauline Moss, eight doors away, thinks that Kerry "
        "exaggerates.",
        "family.housing": "Tenancy in his name.",
    },
    {"rowan": {
        "analysis.means": "Rowan is too small to say so, but he lives in a house where his mother listens "
        "for the key. He startles at doors.",
        "analysis.risk": "That it happens again while he is in her arms.",
        "analysis.strong": "His mother's plan; his grandmother's kitchen.",
        "decision.in_need": "yes", "decision.next": "plan",
        "decision.why": "Kerry wants help and Dale has agreed to a programme.",
        "decision.need": "N1", "decision.factors": ["3B"],
        "words.seen_on": "2017-06-21", "words.alone": "no",
        "growing.health": "Thriving, 25th centile.",
    }},
    finished_on=day("2017-07-03"), authorised_on=day("2017-07-04"), authorised_by="ruth",
    due=day("2017-07-18"),
)  # fmt: skip

REFERRAL_2021 = FilledRecord(
    "moss-referral-2021", "referral-information", R, "Referral, January 2021", day("2021-01-18"),
    "rachel",
    {
        "request.received_on": "2021-01-18", "request.source": "3B",
        "request.referrer": "Beth Sumner, health visitor",
        "request.reason": "Damp, low mood, no nursery for a year. Mother asked for it.",
        "request.harm": "no", "family_view.aware": "yes",
        "family_view.say": [_said("Kerry Moss", "kerry", "2021-01-18",
                                  "I'd rather ask now than be asked about later.")],
        "decision.analysis": "A careful mother in a bad flat. Early help is enough if somebody gets the "
        "wall done.",
        "decision.outcome": "early_help", "decision.decided_on": "2021-01-19",
        "decision.told": "Kerry, by telephone, same day",
    },
    finished_on=day("2021-01-19"), authorised_on=day("2021-01-19"), authorised_by="priya",
    due=day("2021-01-19"), quality="good",
)  # fmt: skip

REFERRAL_2025 = FilledRecord(
    "moss-referral-2025", "referral-information", R, "Referral, March 2025", day("2025-03-12"), "sam",
    {
        "request.received_on": "2025-03-12", "request.source": "2A",
        "request.referrer": "Helen Okafor, deputy head, Fellgate Primary, 01632 960 480",
        "request.reason": "Late nineteen times since Christmas, hungry, same jumper, sits with his back "
        "to the wall. Mother's new partner shouts at him at the gate. School have known the family since "
        "2021 and are worried that Kerry no longer answers for herself.",
        "request.harm": "not_known",
        "request.harm_what": "Not known who Craig Tully is to the family or how he is at home. Visit "
        "within the week.",
        "family_view.aware": "yes",
        "family_view.say": [_said("Kerry Moss", "kerry", "2025-03-10", "Fine. … Thank you.")],
        "family_view.child_says": [_said("Rowan", "rowan", "2025-03-12",
                                         "Are lighthouse keepers allowed to bring their mums?")],
        "decision.analysis": "Not the beginning: there is a paper file from 2017 with the same quiet in "
        "it. A boy who is all right on the days after his Nana tells us where to look. What could go "
        "wrong is that this is called lateness.",
        "decision.outcome": "assess", "decision.decided_on": "2025-03-13", "decision.need": "N1",
        "decision.told": "Kerry and the school, by telephone, 13 March",
    },
    finished_on=day("2025-03-12"), authorised_on=day("2025-03-13"), authorised_by="priya",
    due=day("2025-03-13"), quality="good",
)  # fmt: skip

ASSESSMENT_MAY = FilledRecord(
    "moss-assessment-may-2025", "assessment", R, "Assessment, May 2025", day("2025-03-17"), "leanne",
    {
        "why.reason": "Referral from school 12/03/25 re lateness and presentation.",
        "why.started_on": "2025-03-17",
        "why.people": [{"name": "Kerry Moss", "role": "mother"},
                       {"name": "Craig Tully", "role": "mother's partner"}],
        "parenting.care": "Mother meets basic care needs. Breakfast inconsistent.",
        "parenting.safety": "No concerns identified at this time.",
        "parenting.warmth": "Good.",
        "parenting.stability": {"gap": "not_known_yet"},
        "family.history": "DV from father, historic.",
        "family.money": "Mother works agency. Prepayment meter.",
        "views.family": [_said("Kerry Moss", "kerry", "2025-05-14", "It's fair enough."),
                         _said("Craig Tully", "craig", "2025-05-14", "No comment.")],
        "views.shared_on": "2025-05-14",
    },
    {"rowan": {
        "analysis.means": "Rowan is sometimes late and hungry.",
        "analysis.risk": "Could escalate.",
        "analysis.strong": "School, MGM.",
        "decision.in_need": "yes", "decision.next": "plan", "decision.why": "Needs support.",
        "decision.need": "N1", "decision.factors": ["4B", "16A"],
        "words.said": [_said("Rowan", "rowan", "2025-03-26",
                             "It's louder since Craig. Not bad loud. Telly loud.")],
        "words.seen_on": "2025-04-30", "words.alone": "no",
        "growing.education": "Bright. Attendance 82%.",
        "growing.health": "Asthma.",
    }},
    finished_on=day("2025-05-15"), state="with_gaps", authorised_on=day("2025-05-16"),
    authorised_by="priya", due=day("2025-05-20"), quality="poor",
    reason="Authorised so that the plan can begin. To add: Dale's history from the paper file, Craig's "
    "part in the household, and what Rowan does between five and eight.",
)  # fmt: skip

PLAN_2025 = FilledRecord(
    "moss-plan-2025", "childs-plan", R, "Child in need plan, May 2025", day("2025-05-22"), "leanne",
    {
        "worries.why": "Lateness, presentation, breakfast.",
        "strengths.what": "Mum engages. MGM supportive.",
        "change.what": "Improve attendance and routines.",
        "doing.actions": [
            {"what": "Parenting course", "who": "Kerry, Craig", "by": "2025-07-31"},
            {"what": "Bed", "who": "Kerry", "by": "asap"},
            {"what": "GP re low mood", "who": "Kerry", "by": "2025-06-30"},
        ],
        "worse.plan": "Contact social worker.",
        "again.on": "2025-07-24",
        "frame.kind": "need", "frame.starts_on": "2025-05-22",
    },
    {"rowan": {
        "meaning.child": "Rowan misses learning when late.",
        "meaning.wrong": {"gap": "not_known_yet"},
    }},
    finished_on=day("2025-05-27"), authorised_on=day("2025-05-29"), authorised_by="priya",
    quality="poor",
)  # fmt: skip

ASSESSMENT_OCTOBER = FilledRecord(
    "moss-assessment-october-2025", "assessment", R, "Assessment, 2 October 2025", day("2025-09-23"),
    "leanne",
    {
        "why.reason": "A bruise was seen at school on Monday 22 September, on the outside of Rowan's upper "
        "left arm. He said that he had come off his scooter. Another child said that Craig had held him "
        "there. Strategy discussion the same day; joint enquiry with the police.",
        "why.started_on": "2025-09-23",
        "why.people": [{"name": "Dr Imogen Bellamy", "role": "paediatrician"},
                       {"name": "DC Ahern", "role": "police"}, {"name": "Helen Okafor", "role": "school"},
                       {"name": "Kerry Moss", "role": "mother"},
                       {"name": "Craig Tully", "role": "mother's partner"}],
        "why.papers": "Medical report of 23 September; school's note; Kerry's letter of 1 October; paper "
        "file to 2018.",
        "parenting.safety": "Kerry went to work and thought that Craig had Rowan. Craig thought that he "
        "was playing out. Nobody was lying and nobody was watching.",
        "parenting.guidance": "Craig shouts. He says so himself. He agreed not to be alone with Rowan "
        "until the enquiry was finished, and kept to it.",
        "family.history": "In 2017 and 2018 Rowan's father hurt his mother. She knows what a first time "
        "looks like and says that this was not it.",
        "views.family": [_said("Kerry Moss", "kerry", "2025-10-01", "If I thought he had hurt him he would "
                               "be out and you would not have to ask me. I have done it before.")],
        "views.shared_on": "2025-10-02",
    },
    {"rowan": {
        "analysis.means": "Rowan fell because he was hurrying, and he was hurrying because somebody was "
        "shouting. Both parts matter, and only one of them leaves a mark.",
        "analysis.risk": "That the next fall is not a fall. That he learns that an answer which keeps "
        "everybody calm is the right one.",
        "analysis.strong": "He told his story twice the same. His mother picked the grit out of his elbow. "
        "School asked.",
        "analysis.unknown": "What Craig is like when nobody is due.",
        "decision.in_need": "yes", "decision.next": "plan",
        "decision.why": "Not substantiated. Enough worry to go on with the plan and to see him alone every "
        "month; not enough for a conference.",
        "decision.need": "N1", "decision.factors": ["4B", "16A"],
        "words.said": [_said("Rowan", "rowan", "2025-09-23", "I did come off it. I came off it because I "
                             "was going fast because Craig was shouting. But I did come off it.")],
        "words.seen_on": "2025-09-23", "words.alone": "yes",
        "growing.health": "Examined. One oval bruise 6.5 by 4 cm, outer left arm; healing graze; shins as "
        "any footballer's. 9th centile.",
        "growing.feelings": "He watches faces.",
    }},
    finished_on=day("2025-10-02"), authorised_on=day("2025-10-02"), authorised_by="priya",
    due=day("2025-11-24"),
)  # fmt: skip

REFERRAL_IVY = FilledRecord(
    "moss-referral-ivy-2026", "referral-information", ("ivy",), "Referral of the expected baby",
    day("2026-02-10"), "jo",
    {
        "request.received_on": "2026-02-10", "request.source": "6",
        "request.referrer": "Strategy discussion of 10 February 2026",
        "request.reason": "Kerry is expecting on 14 May. Her son was found alone on 8 February. What is "
        "true of him will be true of the baby unless something changes before May.",
        "request.harm": "no", "family_view.aware": "yes",
        "family_view.say": [_said("Kerry Moss", "kerry", "2026-02-10", "Do it for both. It'd be daft not "
                                  "to.")],
        "decision.analysis": "Nothing is wrong with this pregnancy. A baby makes an evening that is "
        "already too thin thinner, and Rowan would be the one to fill it.",
        "decision.outcome": "strategy", "decision.decided_on": "2026-02-10", "decision.need": "N1",
        "decision.told": "Kerry, in person, with Maureen",
    },
    finished_on=day("2026-02-10"), authorised_on=day("2026-02-10"), authorised_by="priya",
    due=day("2026-02-11"), quality="good",
)  # fmt: skip

ASSESSMENT_2026 = FilledRecord(
    "moss-assessment-2026", "assessment", BOTH, "Assessment for the conference, February 2026",
    day("2026-02-10"), "jo",
    {
        "why.reason": "On Sunday 8 February a neighbour saw a torch moving in a dark house. Rowan was alone "
        "and the electricity had run out. He told us the next day that it had happened before.",
        "why.started_on": "2026-02-10",
        "why.people": [{"name": "Kerry Moss", "role": "mother"}, {"name": "Maureen Hallam", "role": "grandmother"},
                       {"name": "Craig Tully", "role": "mother's partner"}, {"name": "Lee Hallam", "role": "uncle"},
                       {"name": "Helen Okafor", "role": "school"}, {"name": "Sade Obi", "role": "midwife"}],
        "why.papers": "The whole file from 2017, the paper volume, and, with Maureen's leave, one page "
        "about Kerry as a girl.",
        "parenting.care": "When Kerry is at home there is tea on the table and a story. The shifts come by "
        "text at four for six o'clock, and the tea goes with her.",
        "parenting.safety": "She believed Craig, because the alternative was to lose the shift. She knows "
        "how that sounds. She said it before I did.",
        "parenting.warmth": "There has never been any doubt about it, in nine years of other people's "
        "handwriting.",
        "parenting.guidance": "Rowan makes the rules of the evening, and keeps them.",
        "parenting.stability": "Five workers, three homes, two men. One Nana.",
        "family.history": "Kerry at eleven set two clocks so as not to be late for school while her mother "
        "was at work. Rowan at eight wrote himself a timetable. Nobody told him about the clocks.",
        "family.wider": "Maureen every Tuesday and Thursday. Lee from the ship. Pauline Moss is not to be "
        "rung.",
        "family.housing": "Dry downstairs, 31 per cent in the wall behind Rowan's mattress.",
        "family.work": "Agency laundry, evenings, no fixed hours.",
        "family.money": "Prepayment meter on the dearest tariff there is. \u00a31,186 behind with the rent.",
        "views.family": [
            _said("Kerry Moss", "kerry", "2026-02-27", "You've got the clocks in. Good. I'd like somebody "
                  "to have got them in then.", "everyone"),
            _said("Craig Tully", "craig", "2026-02-27", "He's nine, I was on my own at six.", ""),
            _said("Maureen Hallam", "maureen", "2026-02-27", "I should have been told in November and I "
                  "should have asked.", "everyone"),
        ],
        "views.shared_on": "2026-02-27",
    },
    {
        "rowan": {
            "analysis.means": "Rowan does the evening: the beans, the light, the voices, the note against the "
            "kettle. He does it well, and it takes the whole of him. He is too tired to learn, too hungry to "
            "grow, and too careful to say so.",
            "analysis.risk": "A fire, a fall, a stranger at the door: not likely on any one night, and there "
            "have been many nights. More likely, and already happening: that he stops expecting anybody.",
            "analysis.strong": "He is loved and knows it. Nana is twenty minutes away. School sees "
            "everything. He tells the truth when he is asked about facts.",
            "analysis.unknown": "How often. Kerry thinks twelve times since September; Rowan thinks \u201cloads\u201d.",
            "decision.in_need": "protection", "decision.next": "strategy",
            "decision.why": "The child in need plan had the right list and no edge. Kerry asked for an edge.",
            "decision.need": "N1", "decision.factors": ["3B", "4B", "16A"],
            "words.said": [_said("Rowan", "rowan", "2026-02-08", "I wasn't scared. I was saving the torch.",
                                 "everyone"),
                           _said("Rowan", "rowan", "2026-02-13", "My dream is it's just ordinary.",
                                 "everyone")],
            "words.seen_on": "2026-02-20", "words.alone": "yes",
            "words.how": "Three houses, in the art room, over an hour. He drew before he talked.",
            "growing.health": "4th centile, from the 25th at five. Asthma. No bed.",
            "growing.education": "Reads two years ahead. Attendance 80 per cent.",
            "growing.feelings": "He is brave in a way that should not be asked of him.",
            "growing.identity": "Of the sea, on his mother's side.",
            "growing.relationships": "Two good friends, whom he does not ask home.",
            "growing.selfcare": "He can read a meter. He cannot yet swim.",
        },
        "ivy": {
            "analysis.means": "Not born yet. She will come into a house where one person is already doing "
            "too much.",
            "analysis.risk": "Missed feeds at night, an exhausted mother asleep in a chair, a brother of nine "
            "in charge.",
            "analysis.strong": "Her mother came to the last two appointments by herself.",
            "decision.in_need": "protection", "decision.next": "strategy",
            "decision.why": "What happens to Rowan will happen to her, only she cannot make beans.",
            "decision.need": "N1", "decision.factors": ["3B", "4B", "16A"],
            "words.seen_on": {"gap": "not_relevant"}, "words.alone": {"gap": "not_relevant"},
            "baby.pregnancy": "Growing on the 50th centile; mother anaemic; expected 14 May.",
        },
    },
    finished_on=day("2026-02-26"), authorised_on=day("2026-02-27"), authorised_by="priya",
    due=day("2026-04-15"), quality="good",
)  # fmt: skip

PLAN_MARCH = FilledRecord(
    "moss-plan-march-2026", "childs-plan", BOTH, "Child protection plan, outline of 3 March 2026",
    day("2026-03-03"), "jo",
    {
        "worries.why": "Rowan has been left alone in the evening, more than once, without light or heat.",
        "strengths.what": "Kerry came and asked for a plan that is the same every week. Maureen came with her.",
        "change.what": "There is a grown-up in the house who is awake. There is a light that stays on.",
        "doing.actions": [
            {"what": "Rowan is never left alone in the house; if work rings, Nana comes first",
             "who": "Kerry and Maureen", "by": "2026-03-03"},
            {"what": "Meter put on the hardship tariff", "who": "Shabnam Iqbal", "by": "2026-03-31"},
            {"what": "Breakfast club", "who": "Fellgate Primary", "by": "2026-04-20"},
            {"what": "A bed of his own", "who": "Shabnam Iqbal", "by": "2026-05-29"},
            {"what": "See Rowan alone every two weeks", "who": "Jo Adeyemi", "by": "2026-03-17"},
        ],
        "worse.plan": "Kerry rings Maureen, then Jo, then 01632 960 001 at any hour.",
        "worse.staff": "Left alone again, or frightened by somebody in the house: legal advice within the "
        "week.",
        "again.on": "2026-06-02",
        "frame.kind": "protection", "frame.starts_on": "2026-03-03", "frame.category": "NEG",
    },
    {
        "rowan": {
            "meaning.child": "He has been doing a grown-up's evening by himself.",
            "meaning.wrong": "An accident with nobody there; and a boy who no longer asks.",
            "words.said": [_said("Rowan", "rowan", "2026-03-04",
                                 "So it's a list of jobs for everyone but me.", "everyone")],
        },
        "ivy": {
            "meaning.child": "She is expected in May and will need somebody awake.",
            "meaning.wrong": "That Rowan would be the one.",
        },
    },
    finished_on=day("2026-03-05"), state="superseded", authorised_on=day("2026-03-06"),
    authorised_by="priya",
)  # fmt: skip

PLAN_JUNE = FilledRecord(
    "moss-plan-june-2026", "childs-plan", BOTH, "Child's Plan, June 2026", day("2026-06-04"), "jo",
    {
        "worries.why": "Rowan has had to look after himself in the evenings, and after other people's "
        "feelings all day. In May he looked after Ivy as well, behind a locked door, while Craig kicked "
        "another one.\n\nCraig has been gone for two weeks. We do not know yet whether he will stay gone.",
        "strengths.what": "Kerry told Craig to go, rang the police herself and had the locks changed. There "
        "has been food in, and light, every time that anybody has looked since March. Maureen comes when she "
        "says that she will. School gives breakfast.\n\nIvy is growing well and is a calm baby.",
        "change.what": "Rowan sleeps in a bed of his own, in a dry room, and is woken by somebody else.\n\n"
        "Somebody looks up when he comes in.\n\nNobody shouts in the car.",
        "change.signs": "He is on time. He is back on his own line on the weight chart. He asks for things.",
        "doing.actions": [
            {"what": "A bed of his own, with a lamp", "who": "Shabnam Iqbal", "by": "2026-07-10"},
            {"what": "The wall in the back bedroom put right", "who": "Northmoor Homes", "by": "2026-08-31"},
            {"what": "Dentist", "who": "Maureen takes him", "by": "2026-08-14"},
            {"what": "A word that means come now", "who": "Kerry, Maureen and Rowan", "by": "2026-06-12"},
            {"what": "See Rowan alone at least every two weeks", "who": "Jo Adeyemi", "by": "every two weeks"},
            {"what": "Ask about the Lantern Trust group", "who": "Kerry", "by": "2026-09-01"},
        ],
        "doing.stuck": "Say so before the day, to anybody on this list. Nobody will be cross.",
        "views.family": [
            _said("Kerry Moss", "kerry", "2026-06-02", "I'd have stopped it if I'd seen it from outside. You "
                  "can't see it from inside, it's just Tuesday.", "everyone"),
            _said("Maureen Hallam", "maureen", "2026-06-02", "Tuesdays and Thursdays, and any night in a "
                  "crisis. I cannot do money.", "everyone"),
        ],
        "views.differ": "Kerry thinks that the lateness is mended. School would like to see it through a "
        "winter.",
        "worse.plan": "Kerry rings Maureen and says the word. Then Jo. Then 01632 960 001, day or night. If "
        "Craig comes, 999 first.",
        "worse.staff": "Craig back in the house, or Rowan alone at night: strategy discussion the same day.",
        "again.on": "2026-12-01",
        "again.who": [{"name": "Kerry Moss", "role": "mother"}, {"name": "Maureen Hallam", "role": "grandmother"},
                      {"name": "Helen Okafor", "role": "school"}, {"name": "Beth Sumner", "role": "health visitor"},
                      {"name": "Gwen Pritchard", "role": "chair"}],
        "again.ends": "When three months have gone by in which Rowan was not alone, not hungry and not in "
        "charge.",
        "frame.kind": "protection", "frame.starts_on": "2026-03-03", "frame.category": "NEG",
    },
    {
        "rowan": {
            "meaning.child": "Rowan is quick, kind and watchful. He has learned to need very little. That looks "
            "like being easy, and it costs him his sleep and his growing.",
            "meaning.wrong": "He could be hurt with nobody there. More quietly, he could give up on grown-ups.",
            "words.said": [_said("Rowan", "rowan", "2026-06-01", "Please can the light not go off. Please can "
                                 "Nana not be tired. If Craig comes back can someone tell me before and not "
                                 "after.", "everyone")],
            "words.wish": "He wants to be told before and not after. We have written down who tells him, which "
            "is Mrs Lacey, and that it is on the same day.",
        },
        "ivy": {
            "meaning.child": "Ivy is three weeks old, fed and held. She needs it to go on.",
            "meaning.wrong": "Nights that are too long for one tired person.",
            "small.care": "Sleeps in a cot by Kerry's bed. Takes bottle and breast. Not in the chair, not on "
            "the settee: Kerry has said this back to the health visitor.",
        },
    },
    finished_on=day("2026-06-10"), authorised_on=day("2026-06-12"), authorised_by="priya",
    quality="good",
)  # fmt: skip

PLAN_NOVEMBER = FilledRecord(
    "moss-plan-november-2026", "childs-plan", BOTH, "Child's Plan, November 2026", day("2026-11-03"),
    "jo",
    {
        "worries.why": "Rowan has come to school hungry. His school told us this four times in October, and "
        "agreed that we could say so.\n\nIvy is not putting on enough weight.\n\nRowan gets up in the night to "
        "do the bottle.",
        "strengths.what": "There is food in the house and the light stays on. Rowan has a bed, a lamp and a "
        "dry wall. Kerry has kept almost every appointment since June. She rang before things went wrong, "
        "and not after.",
        "change.what": "Rowan sleeps through the night, because somebody else hears Ivy first.\n\nIvy gains "
        "weight every week.",
        "doing.actions": [
            {"what": "Ivy is weighed every Thursday", "who": "Beth Sumner and Kerry", "by": "every Thursday"},
            {"what": "The paediatrician sees Ivy", "who": "Kerry and Beth", "by": "2026-12-02"},
            {"what": "Nana has Rowan on Thursday nights, and Fridays when Kerry asks", "who": "Maureen",
             "by": "every week"},
            {"what": "A baby monitor on Kerry's side of the landing", "who": "Shabnam Iqbal",
             "by": "2026-12-04"},
        ],
        "worse.plan": "Kerry rings Maureen first, then Jo, then 01632 960 001 at any hour.",
        "again.on": "2026-12-01",
        "frame.kind": "protection", "frame.starts_on": "2026-03-03", "frame.category": "NEG",
    },
    {
        "rowan": {
            "meaning.child": "Rowan is warmer, better fed and more at school than in the spring. He does not "
            "quite believe that it will last, so he stays half awake to see that it does.",
            "words.said": [_said("Rowan", "rowan", "2026-11-03", "I want to be asleep when it happens and for "
                                 "it to be fine anyway.", "everyone")],
        },
        "ivy": {
            "meaning.child": "Ivy is loved and clean, and she tires before the end of a bottle.",
            "meaning.wrong": "If this is an illness and we take it for tiredness, she could become very poorly.",
        },
    },
    state="draft", quality="good",
)  # fmt: skip

ASSESSMENT_NOVEMBER = FilledRecord(
    "moss-assessment-november-2026", "assessment", BOTH, "Report for the conference, November 2026",
    day("2026-11-16"), "jo",
    {
        "why.reason": "On 1 December the conference looks at the plan again. This says what has changed "
        "since June, what has not, and what I think should happen next. Kerry reads it before the "
        "meeting, so that nothing in the room is new to her.",
        "why.started_on": "2026-11-16",
        "why.people": [{"name": "Kerry Moss", "role": "mother"}, {"name": "Maureen Hallam", "role": "grandmother"},
                       {"name": "Helen Okafor", "role": "school"}, {"name": "Beth Sumner", "role": "health visitor"}],
        "why.papers": "The core groups since June, the health visitor's letter of 12 November, and the "
        "night plan on the fridge.",
        "parenting.care": "There is food in the house, the light stays on, and Kerry has kept almost "
        "every appointment. On mornings without breakfast club Rowan still comes to school hungry.",
        "parenting.safety": "Rowan has not been left alone since February. Craig has not been seen since "
        "May. On 18 November, after a bad night, Kerry rang her mother at five and me at nine.",
        "parenting.warmth": "Ivy turns to Rowan's voice on the stairs before anybody else has heard it. "
        "That is what she has learned to expect in this house.",
        "parenting.stability": "One worker since February, one home, and Nana on Tuesdays and Thursdays.",
        "family.wider": "Maureen has Rowan on Thursday nights. She has said that she cannot do more.",
        "family.housing": "The wall behind Rowan's bed is dry. He sleeps in his own room, with a lamp.",
        "family.money": "The arrears are down from \u00a31,186 to \u00a3412.",
    },
    {
        "rowan": {
            "analysis.means": "Rowan is warmer, better fed and more at school than in the spring. He still "
            "sleeps with one ear open, and some nights he gives Ivy her bottle because he hears her first.",
            "analysis.risk": "That he stays the one who listens. He is nine, and he needs to be asleep.",
            "analysis.strong": "He has a bed, a door and a lamp, and a plan on the fridge that he drew himself.",
            "analysis.unknown": "What Mrs Okafor's letter will say. Kerry will read it when I do.",
            "decision.in_need": "protection", "decision.next": "plan",
            "decision.why": "Two of three things that would end the plan are in sight. I shall ask for "
            "it to go on until Rowan sleeps through, and to be looked at again in the spring.",
            "decision.need": "N1", "decision.factors": ["16A"],
            "words.said": [_said("Rowan", "rowan", "2026-11-03", "I want to be asleep when it happens and for "
                                 "it to be fine anyway.", "everyone")],
            "words.seen_on": "2026-11-03", "words.alone": "yes",
            "words.how": "In the garden, collecting conkers.",
            "growing.education": "Attendance 88 per cent, from 80 in February.",
            "growing.relationships": "He asked a friend home for the first time.",
        },
        "ivy": {
            "analysis.means": "Ivy is loved, clean and quick to smile, and she tires before the end of a "
            "bottle.",
            "analysis.risk": "If this is an illness and we take it for tiredness, she could become very "
            "poorly.",
            "analysis.strong": "Her feed diary is honest, gaps and all. She gained 90 g in the week to "
            "17 November.",
            "analysis.unknown": "Why feeding is hard work for her. The paediatrician sees her on 2 December.",
            "decision.in_need": "protection", "decision.next": "plan",
            "decision.why": "Until a doctor has seen her and she gains every week.",
            "decision.need": "N1", "decision.factors": ["16A"],
            "words.seen_on": "2026-11-17", "words.alone": {"gap": "not_relevant"},
            "baby.care": "Sleeps in a cot by Kerry's bed. Weighed every Thursday.",
        },
    },
    finished_on=day("2026-11-19"), authorised_on=day("2026-11-20"), authorised_by="priya",
    due=day("2026-11-24"), quality="good",
)  # fmt: skip

RECORDS = (
    ASSESSMENT_2017, REFERRAL_2021, REFERRAL_2025, ASSESSMENT_MAY, PLAN_2025, ASSESSMENT_OCTOBER,
    REFERRAL_IVY, ASSESSMENT_2026, PLAN_MARCH, PLAN_JUNE, PLAN_NOVEMBER, ASSESSMENT_NOVEMBER,
)  # fmt: skip

SHARED = (
    Shared("moss-assessment-2026", "kerry", day("2026-02-27"), day("2026-02-27"),
           (Reply("parenting.stability", "partly", "It says five workers. It was four and a half, Martin "
                  "was half.", day("2026-02-27")),
            Reply("family.money", "agree", "", day("2026-02-27"))), "yes", day("2026-02-27"),
           "Three mistakes put right. The rest is right."),
    Shared("moss-plan-june-2026", "kerry", day("2026-06-12"), day("2026-06-16"),
           (Reply("worries.why", "agree", "I hate reading it but yes.", day("2026-06-16")),
            Reply("strengths.what", "agree", "", day("2026-06-16")),
            Reply("change.what", "partly", "He is on time now, the school bit is not what I said. I said he "
                  "would be on time if the bus came.", day("2026-06-17")),
            Reply("worse.plan", "", "Does it have to be 999 first? He only wanted "
                  "his tools last time.", day("2026-06-17"), is_question=True)),
           "partly", day("2026-06-17"), "I will do all of it. I just want the bus put in."),
    # Waits to be read, answered and signed by whoever tries the demo as the mother.
    Shared("moss-assessment-november-2026", "kerry", day("2026-11-20")),
)  # fmt: skip
