"""Rowan's file before the present work: 2017 to 2024."""

from functools import partial

from portal.demo.families.telling import happened

_rowan = partial(happened, about=("rowan",))
visit = partial(_rowan, kind="visit")

EARLIER = (
    _rowan("2017-05-14", "incident", "Police called to Copper Street",
           "Neighbour rang at 22.10 about shouting. Officers found Kerry in the kitchen with her "
           "wrist wrapped in a tea towel and Rowan, fourteen weeks, asleep in the carrier. Dale had "
           "gone to his mother's. Kerry did not want to make a statement. Notification received this "
           "morning; see the paper file.", "hilary"),
    _rowan("2017-05-15", "note", "Manager's decision on the contact",
           "A very young baby in the room. Referral accepted for assessment. HS to see within two "
           "days.", "ruth"),
    _rowan("2017-05-16", "call", "Health visitor", "T/c Beth Sumner. Has seen Rowan four times, "
           "thriving, mum anxious. No disclosure. Will visit jointly.", "hilary", quality="poor"),
    visit("2017-05-19", title="First home visit",
          text="Kerry let me in and then looked up and down the road. The house is spotless. Rowan "
          "was awake on a playmat and followed her voice round the room. She said that Dale is "
          "\"lovely when he's lovely\". The wrist had a support on it. He was at work until six and "
          "she watched the clock from half past four. I asked whether she would like me to come next "
          "time to her mother's, and she said yes before I had finished.",
          by="hilary", seen=True, alone=False, quality="good"),
    visit("2017-05-25", title="Visit at grandmother's house",
          text="Kerry spoke for an hour. Maureen made no comment and kept the baby. Safety plan "
          "written on the back of an appointment card.", by="hilary", seen=True, alone=False),
    _rowan("2017-06-08", "meeting", "Joint visit with Dale",
           "Dale Moss seen at the office at his own request. Polite. Says it was six of one. Agreed "
           "to a referral to the perpetrator programme and did not give a number to be reached on.",
           "hilary"),
    visit("2017-06-21", title="Home visit", text="Seen. All well. HV also present.", by="hilary",
          seen=True, alone=False, quality="poor"),
    _rowan("2017-07-04", "note", "Assessment finished", "Outcome: child in need. Parents have had "
           "it read to them.", "hilary"),
    _rowan("2017-07-10", "meeting", "First child in need meeting",
           "At the children's centre. Kerry, Maureen, HV. Dale did not come. Plan: Lantern Trust for "
           "Kerry; programme for Dale; baby massage on Wednesdays.", "hilary"),
    visit("2017-08-03", title="No answer", text="N/A. Card left.", by="hilary", seen=False,
          quality="poor"),
    visit("2017-08-10", title="Home visit",
          text="Rowan has two teeth and uses them. Kerry goes to baby massage. Dale came in half way "
          "and sat down between us.", by="hilary", seen=True, alone=False),
    _rowan("2017-09-27", "meeting", "Child in need review", "On track. Continue.", "hilary",
           quality="poor"),
    visit("2017-10-18", title="Home visit", text="Rowan crawling. No concerns seen.", by="hilary",
          seen=True, alone=False, quality="poor"),
    _rowan("2017-11-26", "incident", "Infirmary: Kerry attended with a cut above the eye",
           "Brought by her brother Lee. Said first that she fell, then to the nurse that Dale threw "
           "a plate \"near\" her. Rowan was in his high chair. Letter in the paper file.", "hilary"),
    _rowan("2017-11-27", "meeting", "Strategy discussion",
           "By telephone: police, health, us. Threshold met because Rowan was within reach of the "
           "plate. Single agency enquiry, police to follow their own line on the assault. Dale bailed "
           "to his mother's.", "ruth", present=("DS Holroyd", "B. Sumner", "R. Calder", "H. Stott")),
    visit("2017-11-28", title="Section 47 visit",
          text="Rowan undressed and seen whole with his mother; not a mark. He is on the move and "
          "delighted about it. Kerry rang Lantern in front of me.", by="hilary", seen=True,
          alone=False, quality="good"),
    _rowan("2017-12-12", "note", "Outcome of the enquiry",
           "Substantiated; not at continuing risk while Dale lives elsewhere. Conference not asked "
           "for. Manager agrees.", "ruth"),
    visit("2018-01-17", title="Home visit", text="Calm house. Christmas tree still up because Rowan "
          "likes the lights.", by="hilary", seen=True, alone=False),
    _rowan("2018-03-05", "call", "Kerry says Dale is back",
           "Kerry rang to tell me before somebody else did. He has finished six weeks of the "
           "programme. I said what would make me worry again and she wrote it down and read it back.",
           "hilary", quality="good"),
    visit("2018-04-12", title="Home visit, both parents",
          text="Spoke to each alone. Rowan walks along the furniture and says \"dat\".", by="hilary",
          seen=True, alone=False),
    _rowan("2018-06-20", "meeting", "Child in need review, and handover",
           "Last meeting before I leave. Kerry asked whether the next one could be a woman; told her "
           "that it will be Martin and why I think that he is kind. She laughed.", "hilary",
           quality="good"),
    visit("2018-07-11", title="First visit by new worker", text="Intro visit. Family going to the "
          "seaside. Seen.", by="martin", seen=True, alone=False, quality="poor"),
    _rowan("2018-07-30", "good_news", "Postcard from the sea",
           "A postcard of a lighthouse came to the office, addressed to \"the nice lady\". Kept on the "
           "paper file, with the photograph.", "martin"),
    _rowan("2018-08-25", "incident", "Kerry hurt; Dale arrested",
           "Out of hours, 23.40. Kerry rang 999 herself from the bathroom. Rowan, eighteen months, "
           "was asleep. Kerry treated for a sprained wrist and bruising. Kerry and Rowan taken to "
           "Maureen's. Dale in custody.", "dana"),
    visit("2018-08-27", title="Visit at grandmother's house",
          text="Rowan clingy and off his food. Kerry says that she is finished with Dale. Has said it "
          "before, but not like this.", by="martin", seen=True, alone=False),
    _rowan("2018-09-03", "note", "Moved to refuge", "Place found out of area. Address not to be "
           "recorded here. Contact through the refuge worker.", "martin"),
    visit("2018-09-19", title="Visit at the refuge", text="Seen. Settled. Has made friend with a cat.",
          by="martin", seen=True, alone=False, quality="poor"),
    _rowan("2018-10-09", "note", "Non-molestation order made", "One year. Sealed copy on paper file.",
           "martin"),
    _rowan("2018-11-22", "note", "Dale sentenced", "Community order with programme, eighteen months. "
           "No contact direct or indirect.", "martin"),
    visit("2018-12-13", title="Visit at the refuge",
          text="Rowan has twenty words, of which nine are animals. Kerry has been offered Weir Court.",
          by="martin", seen=True, alone=False),
    visit("2019-01-24", title="Visit to the new flat", text="Flat ok. Bit damp. Nana there.",
          by="martin", seen=True, alone=False, quality="poor"),
    _rowan("2019-02-14", "note", "Closed", "Closed at CIN review. See closing summary on paper file, "
           "vol 1.", "martin", quality="poor"),
    # 2020: a telephone call in the first lockdown
    _rowan("2020-04-28", "call", "Anonymous call",
           "Caller would not give a name. A child \"running about at all hours\" in Weir Court, flat "
           "5 or 6, and a woman crying on the balcony on Sunday.", "sam"),
    _rowan("2020-05-01", "call", "Kerry, by telephone",
           "Visits are by telephone this month. Kerry knew who had rung. Rowan is three and has not "
           "been to nursery for six weeks; he runs because there is nowhere to run. She was crying "
           "because it was Sunday and she misses her mum. They wave from the car park. I could hear "
           "Rowan being a train. She would like a garden, and a slot for the supermarket.", "sam",
           quality="good"),
    _rowan("2020-05-04", "call", "Health visitor", "Nothing known against. Video call booked.", "sam",
           quality="poor"),
    _rowan("2020-05-11", "note", "No further action", "NFA. Letter to mother.", "sam",
           quality="poor"),
    # 2021: early help
    _rowan("2021-01-19", "note", "Early help agreed",
           "Health visitor asked, with Kerry's consent: damp, low mood, and a boy who will start "
           "school in September without having been in a room of children for a year.", "rachel"),
    visit("2021-01-27", title="First early help visit",
          text="On the landing, two metres apart, with masks and a flask. Kerry told me about Dale "
          "without being asked, in order to have it done with. Rowan showed me a lighthouse made of "
          "toilet rolls. Black mould behind his bed; photographs sent to Northmoor Homes from my "
          "telephone while I stood there.", by="rachel", seen=True, alone=False, quality="good"),
    _rowan("2021-02-03", "note", "Early help assessment finished",
           "What is going well: warmth, routine, a grandmother. What gets in the way: damp, money, "
           "nobody to talk to after eight. Kerry told me that in the autumn of 2019 she drank every "
           "night for some weeks. She stopped by herself. She wanted it written down as something "
           "that was, and not as something that is.", "rachel", quality="good"),
    _rowan("2021-03-22", "call", "Northmoor Homes", "Damp inspection booked 29/3.", "rachel",
           quality="poor"),
    _rowan("2021-04-21", "meeting", "Team around the family",
           "Kerry chaired it, which was the health visitor's idea. Nursery five mornings from Monday. "
           "Talking therapy list joined.", "rachel"),
    visit("2021-06-16", title="Nursery visit",
          text="Rowan at the water tray, explaining tides to a smaller child.", by="rachel",
          seen=True, alone=True,
          said=(("rowan", "You have to wait for it to come back. It does come back."),),
          quality="good"),
    _rowan("2021-07-14", "meeting", "Team around the family", "Fellgate Primary came. Uniform grant "
           "done. Transition visits x3.", "rachel", quality="poor"),
    _rowan("2021-09-08", "good_news", "First day at Fellgate",
           "Kerry sent a photograph to my telephone, which I have asked her to keep and not me. She "
           "says that he walked in without turning round and that she did not cry until the gate.",
           "rachel", quality="good"),
    _rowan("2021-10-22", "note", "Early help ends",
           "All agreed. Kerry has finished eight sessions. Damp treated once and to be watched. If it "
           "gets hard again she will ring the school first.", "rachel"),
    # 2022: nothing came in, and that is also worth knowing
    _rowan("2022-07-06", "note", "Address checked by school admissions", "Routine. Weir Court flat 6.",
           "graham", quality="poor"),
    _rowan("2022-07-08", "note", "Conflict recorded",
           "Graham Tasker told his manager that he is a cousin of Dale Moss and had opened this file "
           "by mistake while checking an address. He saw the address only. Recorded, and the file "
           "closed to him from today.", "priya", quality="good"),
    # 2023: the school nurse's letter
    _rowan("2023-03-06", "call", "School nurse's letter received",
           "Four pages, careful and kind. Rowan has slipped from the 25th to the 9th centile, has "
           "toothache and has missed four appointments. A bruise on his shin explained by football "
           "and by three witnesses. She does not ask for an investigation but for somebody to help "
           "the family to get there.", "sam"),
    _rowan("2023-03-08", "note", "Early help agreed again",
           "Kerry said yes on the telephone: \"If it's Rachel.\" It is.", "rachel", quality="good"),
    visit("2023-03-15", title="Visit",
          text="Kerry is working nights at the laundry and days at nothing, she says, because she "
          "sleeps. Rowan gets himself up. She had not opened the dentist's letters because they were "
          "brown.", by="rachel", seen=True, alone=False),
    _rowan("2023-04-20", "note", "Dentist", "Two out, one filled. V brave. Sticker.", "rachel",
           quality="poor"),
    visit("2023-05-18", title="School visit",
          text="Talked in the library. He drew while we talked.", by="rachel", seen=True, alone=True,
          said=(("rowan", "Mum's asleep when I get up but she leaves the bowl out. She draws a face "
                 "on the milk."),), quality="good"),
    _rowan("2023-06-21", "meeting", "Team around the family",
           "Kerry has moved to days. Weight 16th centile. Breakfast club when shifts start early.",
           "rachel"),
    _rowan("2023-09-22", "note", "Early help ends", "Outcomes met. Closed with thanks.", "rachel",
           quality="poor"),
    # 2024
    _rowan("2024-07-15", "note", "Notice of a move",
           "Northmoor Homes: transferred from Weir Court to 3 Elm Row on 12 July because of damp. "
           "Kept on file; nobody is working with the family.", "bev", quality="poor"),
    _rowan("2024-07-16", "note", "Address marked",
           "The new address is not to be given out. The order of 2018 has ended, but nobody has asked "
           "Kerry whether she feels safe. Rang her: she would rather that he did not know.",
           "alasdair", quality="good"),
    _rowan("2024-11-29", "good_news", "Kindness certificate",
           "Copy sent by the school to Kerry, who sent it to us because \"you only ever get the other "
           "kind\".", "sam"),
)  # fmt: skip
