"""The Okoros' two years: from the neonatal ward to the red chair."""

from functools import partial

from portal.demo.families.telling import happened

_tia = partial(happened, about=("tia",))
_all = partial(happened, about=("tia", "ada", "chidi"))
_ada = partial(happened, about=("ada",))
_chidi = partial(happened, about=("chidi",))
_older = partial(happened, about=("ada", "chidi"))

EVENTS = (
    _tia("2024-09-13", "call", "Referral from special care",
         "Sister Delacroix. Tia is nine weeks old and will come home in the autumn on oxygen at night. Her "
         "parents have not asked for anything and the ward thinks that they should have.", "sam",
         quality="good"),
    _tia("2024-09-19", "visit", "First meeting, on the ward",
         "Ngozi had a notebook with a page for every day. Emmanuel had come from a six-hour turn with his "
         "jacket on. I asked what they would like to know that nobody had told them. He said: what she will "
         "be able to like.", "jo", seen=True, alone=False, quality="good"),
    _tia("2024-10-03", "visit", "Home visit, without Tia", "Third floor, no lift. Cot ready. Other kids "
         "lovely.", "jo", quality="poor"),
    _tia("2024-10-24", "visit", "On the ward", "She held my finger with her left hand. Not her right.",
         "jo", seen=True, alone=False),
    _tia("2024-11-08", "note", "Assessment finished", "A disabled child in need; so are her parents' "
         "backs. Plan: nurse visits, housing, somebody to hold her while they sleep.", "jo"),
    _tia("2024-11-15", "good_news", "Home",
         "One hundred and twenty-nine days. Chidi had made a banner and Ada had made a different banner. "
         "Both were put up.", "jo", quality="good"),
    _tia("2024-11-21", "visit", "First visit at home", "Oxygen, feeds, three alarms. They sleep in shifts "
         "and write the handover on a whiteboard.", "jo", seen=True, alone=False),
    _tia("2024-12-12", "visit", "Visit", "Seen. Ok. Cold.", "jo", seen=True, alone=False, quality="poor"),
    _tia("2025-01-09", "meeting", "Child in need meeting",
         "Housing is the thing. Three flights with a cylinder. Northmoor Homes accept band A.", "jo"),
    _tia("2025-01-16", "call", "Hearing aids fitted",
         "Ngozi rang to tell me that Tia had heard Emmanuel's key and turned. She had thought for six months "
         "that Tia did not like him.", "jo", quality="good"),
    _tia("2025-02-11", "incident", "First fit, infirmary", "Two nights. Rescue medicine. Alert put on.",
         "jo"),
    _tia("2025-02-12", "visit", "On the ward", "Seen. Ngozi had slept in her coat.", "jo", seen=True,
         alone=False),
    _tia("2025-03-14", "good_news", "A house with a door on the ground",
         "27 Harbour View. Emmanuel carried Tia over the step twice because Ada had not been looking.", "jo",
         quality="good"),
    _tia("2025-04-04", "meeting", "Handover to Team South",
         "At the new house, in person, with cake. I told them that I would not be able to look at Tia's file "
         "from tomorrow, and Emmanuel said that this was the first thing anybody official had ever told "
         "him that he had not had to ask.", "jo", quality="good"),
    _tia("2025-04-10", "visit", "First visit", "Introduced self. Tia asleep. Parents articulate.", "tom",
         seen=True, alone=False, quality="poor"),
    _older("2025-04-28", "call", "Mere Lane Primary",
           "Mrs Anand: Chidi keeps the rescue medicine times in his maths book. Ada told the class that her "
           "sister is \"nearly a person\". Could somebody think about the two of them as well.", "tom"),
    _all("2025-05-08", "visit", "Visit, everybody at home",
         "I asked each of them for one thing. Ngozi: four hours, all in a row. Emmanuel: to be asked as well "
         "as told. Ada: Saturdays. Chidi said that he was fine, and then, on the stairs, that he would like "
         "to go to chess.", "tom", seen=True, alone=True,
         said=(("ada", "When Tia has a fit everyone's nice to Tia. I'm the one who gets the box."),
               ("chidi", "I count. If I count it stops before four.")), quality="good"),
    _ada("2025-05-12", "note", "Allergy", "Nuts. Pens x2.", "tom", quality="poor"),
    _tia("2025-05-22", "visit", "Physio session", "Maddy. New chair to be tried.", "tom", seen=True,
         alone=False),
    _tia("2025-06-05", "good_news", "The red chair",
         "Three chairs were put in front of her, grey, blue and red. She looked at the red one for so long "
         "that the man from the company began to pack the others away.", "tom", quality="good"),
    _tia("2025-06-17", "note", "Gastrostomy", "Done, no problems. Home 19th.", "tom", quality="poor"),
    _all("2025-06-20", "note", "Assessment finished", "For all three, in one. Plan in July.", "tom"),
    _all("2025-07-03", "meeting", "Child in need meeting",
         "Plan agreed: night sitter, Larch House, young carers, Saturdays. Ada took the minutes and read "
         "them back.", "colin"),
    _all("2025-07-29", "visit", "Visit", "All seen, holidays, loud.", "tom", seen=True, alone=False,
         quality="poor"),
    _tia("2025-08-21", "note", "Night sitter begins", "Rosa, two nights a week. Ngozi slept seven hours and "
         "woke up frightened.", "tom"),
    _tia("2025-09-02", "visit", "Look round Larch House", "Ngozi walked out to the car half way and came "
         "back.", "tom", seen=True, alone=False),
    _chidi("2025-09-04", "note", "Young carers", "Went. Says ok.", "tom", quality="poor"),
    _ada("2025-09-13", "good_news", "The first Saturday", "Mum and Ada, swimming baths, chips, bus home on "
         "the top deck at the front.", "tom",
         said=(("ada", "No one had to be quiet."),)),
    _tia("2025-09-19", "visit", "Tea at Larch House", "Went well for an hour.", "tom", seen=True,
         alone=False),
    _tia("2025-10-03", "note", "First weekend at Larch House",
         "Came home after one night: Tia would not settle and neither would her father, who sat in the car "
         "park. Bronwen took him a blanket.", "tom", quality="good"),
    _tia("2025-10-31", "note", "Second weekend", "Cancelled, chest infection.", "tom", quality="poor"),
    _tia("2025-11-14", "visit", "Visit", "Chest better. Tired family.", "tom", seen=True, alone=False),
    _tia("2025-11-28", "note", "Third weekend", "Both nights. Ngozi and Emmanuel went to a wedding, and "
         "danced, and telephoned twice.", "tom"),
    _all("2025-12-10", "meeting", "Child in need review", "Working. Continue.", "colin", quality="poor"),
    _tia("2025-12-24", "good_news", "Music", "At St Brannock's the whole of the front row signed it back to "
         "her.", "tom"),
    _tia("2026-01-20", "visit", "Visit", "Ten fits this month. Medicine changed. Chidi thin on sleep.",
         "tom", seen=True, alone=False),
    _chidi("2026-01-22", "visit", "Seen at school",
           "He has stopped counting. He told me so as if it were a confession.", "tom", seen=True,
           alone=True, said=(("chidi", "She had one when I was at chess and it stopped anyway."),),
           quality="good"),
    _tia("2026-02-17", "call", "Clinic", "Fits down to 3. Lift grant form sent.", "tom", quality="poor"),
    _all("2026-03-17", "visit", "Visit", "Everybody well. Tia signed Daddy at the window for every bus.",
         "tom", seen=True, alone=False),
    _ada("2026-04-02", "call", "Pen used at school", "Someone's cake. All fine. School handled it well.",
         "tom"),
    _tia("2026-05-12", "note", "Lift grant agreed", "\u00a322,400. Building in the new year.", "tom"),
    _all("2026-05-19", "visit", "Visit", "Seen all.", "tom", seen=True, alone=False, quality="poor"),
    _all("2026-06-10", "meeting", "Child in need review",
         "Short breaks reviewed with Larch House. Bronwen showed a film of Tia choosing songs by looking. "
         "Nobody in the room had known that she knew the third one.", "colin", quality="good"),
    _tia("2026-06-30", "call", "Eye clinic", "Cancelled again. Chased.", "tom", quality="poor"),
    _tia("2026-07-09", "good_news", "Two", "A cake that she did not eat and a balloon that she did.", "tom"),
    _all("2026-07-21", "visit", "Visit", "Good. Ada's gym display Sat.", "tom", seen=True, alone=False),
    _chidi("2026-08-06", "visit", "Young carers' camp, visited",
           "He was asleep under a tree at two in the afternoon with his boots on. I did not wake him.",
           "tom", seen=True, alone=False, quality="good"),
    _tia("2026-09-11", "call", "The night sitter has stopped",
         "The agency's nurse has left and there is no one trained to replace her. Ngozi said \"all right\" in "
         "a voice that was not.", "tom"),
    _all("2026-09-22", "visit", "Visit", "Shifts again, whiteboard again. Looked for other agencies from "
         "their kitchen. Two say December.", "tom", seen=True, alone=True,
         said=(("chidi", "I've put the times back in my maths book. Just for now."),), quality="good"),
    _all("2026-10-05", "note", "Plan brought up to date", "See record.", "tom", quality="poor"),
    _tia("2026-10-16", "note", "Sitter: date moved", "To 30 Nov, agreed with Colin. Not good enough, but "
         "true.", "tom"),
    _tia("2026-11-04", "good_news", "A place at Beckside", "Three mornings from 11 January. Jas, who will be "
         "her key person, has started to learn to sign and sent a film of herself getting it wrong.", "tom",
         quality="good"),
    _tia("2026-11-06", "note", "Weekend at Larch House", "Fine. Slept through both.", "tom",
         quality="poor"),
    _all("2026-11-18", "visit", "Visit put off", "Tia has a chest infection. New day to be agreed.", "tom",
         seen=False, quality="poor"),
    _older("2026-11-19", "call", "Mere Lane Primary", "Chidi yawning. Ada fine. They know why.", "tom"),
)  # fmt: skip
