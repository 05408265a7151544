"""Kai's years: 2019 to this month, with his own words, and the good news kept."""

from functools import partial

from portal.demo.families.telling import happened

_kai = partial(happened, about=("kai",))

EVENTS = (
    _kai("2019-11-04", "call", "Referral from the surgery",
         "Dr Quaye. Samira came in with Kai, seven, who explained her tablets to the receptionist. She "
         "has not slept for nine nights. Crisis team going today.", "graham", quality="good"),
    _kai("2019-11-06", "visit", "First visit", "Seen. Mum in hospital (voluntary). Aunt staying. Kids "
         "fine.", "martin", seen=True, alone=False, quality="poor"),
    _kai("2019-12-17", "visit", "Visit", "Mum home Friday. All well.", "martin", seen=True, alone=False,
         quality="poor"),
    _kai("2020-01-10", "note", "Assessment finished", "Child in need: a parent's illness, a good aunt, "
         "two children who do not complain.", "priya"),
    _kai("2020-01-22", "visit", "Visit",
         "Kai showed me where everything is kept, including the things he is not supposed to reach. "
         "Amina, eleven, did the talking.", "priya", seen=True, alone=True,
         said=(("kai", "When Mum goes fast I do the cooker. When she goes slow I do the curtains."),),
         quality="good"),
    _kai("2020-04-17", "call", "By telephone", "Lockdown. Samira well and baking. Nasreen brings "
         "shopping.", "priya"),
    _kai("2020-09-18", "note", "Closed", "Well for eight months. School to ring if worried.", "priya",
         quality="poor"),
    # into care
    _kai("2021-10-11", "call", "School nurse: Kai has fallen asleep again",
         "Mere Lane Primary. Third time this week. When she asked whether he had been up late, he said "
         "that somebody has to. Nasreen is abroad at a funeral. Amina is at her friend's.", "sam",
         quality="good"),
    _kai("2021-10-11", "visit", "Same day visit",
         "Samira had not slept since Thursday and had taken every door off its hinges, carefully, with the "
         "screws labelled. Kai had made rice. There were eleven lists on the wall in his writing. Crisis "
         "team and I agreed with her, over two hours, that she would go in tonight.", "yusuf", seen=True,
         alone=True, said=(("kai", "I kept the screws in order so she can put them back."),),
         quality="good"),
    _kai("2021-10-12", "note", "Accommodated, with Samira's agreement",
         "She signed in a clear quarter of an hour, with an advocate, and asked that he be somewhere with "
         "halal food and a desk. Kai to Jean Barton. Amina to Nasreen's when she lands tomorrow; there "
         "is room there for one.", "yusuf", quality="good"),
    _kai("2021-10-13", "visit", "First day at Jean's", "Seen. Ate. Slept 12 hrs. Asked about mum x4.",
         "yusuf", seen=True, alone=True, quality="poor"),
    _kai("2021-10-20", "visit", "First week", "He has alphabetised Jean's spices. She has let him.",
         "yusuf", seen=True, alone=True,
         said=(("kai", "Who's checking that she's eating? I need the name of the person."),),
         quality="good"),
    _kai("2021-10-29", "visit", "Saw his mum at the hospital",
         "An hour. He took her a list of what he had eaten each day, so that she would not worry. She read "
         "it twice and put it in her pocket.", "yusuf", seen=True, alone=False, quality="good"),
    _kai("2021-11-08", "meeting", "First review", "Held at Jean's. Kai came in for the last ten minutes "
         "and corrected the spelling of his school. Plan: home if Samira is well by the spring, and another "
         "foster home till then because Jean retires at Christmas.", "peter"),
    _kai("2021-11-15", "visit", "Met Denise and Roy", "Tea. Roy asked him nothing and showed him the "
         "garden. Guinea pig.", "yusuf", seen=True, alone=True),
    _kai("2021-11-19", "visit", "Moved to Denise and Roy's",
         "He carried his own bag. Jean gave him the spice rack. On the way he asked whether it was for "
         "good. I told him the truth, which was that I did not know yet, and that I would tell him first.",
         "yusuf", seen=True, alone=True,
         said=(("kai", "I like it better when people say they don't know."),), quality="good"),
    _kai("2021-12-03", "note", "Assessment finished", "See record.", "yusuf", quality="poor"),
    _kai("2021-12-20", "visit", "Visit", "Seen. Christmas plans/mum's Sat.", "yusuf", seen=True,
         alone=True, quality="poor"),
    _kai("2022-01-20", "note", "Interim care order", "Samira did not oppose and did not agree. She wrote "
         "to the judge herself. Guardian: Mrs Whyte.", "yusuf"),
    _kai("2022-01-31", "meeting", "Second review", "Going on as planned. Young Minds referral.", "peter",
         quality="poor"),
    _kai("2022-02-23", "visit", "Visit", "Bedroom painted, his choice: dark green, one wall.", "yusuf",
         seen=True, alone=True),
    _kai("2022-04-06", "visit", "Visit", "He has begun to leave his bag unpacked.", "yusuf", seen=True,
         alone=True, quality="good"),
    _kai("2022-06-19", "good_news", "Ten",
         "A cake in the shape of a cricket bat. Samira came for an hour and they blew the candles out "
         "together.", "yusuf"),
    _kai("2022-06-23", "note", "Care order made",
         "Long-term fostering. The judge read out Kai's letter, at his request, and thanked Samira for "
         "hers. Told Kai at four o'clock on Denise's back step.", "yusuf",
         said=(("kai", "So nobody can come and say pack. Only a judge can say pack."),), quality="good"),
    _kai("2022-07-26", "meeting", "Review", "Agreed care plan. Sat contact fortnightly.", "peter",
         quality="poor"),
    _kai("2022-09-14", "visit", "Visit", "Fine. School fine.", "yusuf", seen=True, alone=True,
         quality="poor"),
    _kai("2022-11-02", "good_news", "Learned to swim", "Twenty-five metres, and then back because nobody "
         "had told him to stop. Certificate copied.", "yusuf"),
    _kai("2023-01-24", "meeting", "Review", "Panel in February to match long term. Kai: yes.", "peter"),
    _kai("2023-02-14", "note", "Matched for the long term",
         "Panel said yes in nine minutes. Denise cried in the car park and then drove round the block so "
         "that her face would be straight.", "niamh",
         said=(("kai", "Is this the one where it's till I'm eighteen, or till I'm old?"),), quality="good"),
    _kai("2023-04-05", "visit", "Visit", "Ramadan. Roy up at four with him. Seen, well.", "yusuf",
         seen=True, alone=True),
    _kai("2023-06-14", "visit", "Told Kai that I am leaving",
         "I had practised. He asked who would have the lists. I have made him a copy of every one of his "
         "that is on our file.", "yusuf", seen=True, alone=True,
         said=(("kai", "You could have just not told me till after. But you didn't. So, ok."),),
         quality="good"),
    _kai("2023-07-18", "meeting", "Review", "Peter retires. Handover to Gwen.", "peter", quality="poor"),
    _kai("2023-08-02", "visit", "First visit", "Met Kai, Denise. Introduced self.", "ellen", seen=True,
         alone=True, quality="poor"),
    _kai("2023-09-05", "good_news", "First day at St Oswin's", "Blazer to the knuckles. Home with two "
         "friends and a detention, both explained.", "ellen"),
    _kai("2023-11-15", "visit", "Visit", "Seen. Swearing. Denise not worried, says it's the year.",
         "ellen", seen=True, alone=True),
    _kai("2024-01-16", "meeting", "Review, the first with me",
         "Kai chaired the second half. His agenda had one line: \u201cTelephone.\u201d Agreed, with hours.",
         "gwen", quality="good"),
    _kai("2024-03-11", "note", "Photographs",
         "Samira put a picture of Kai on a public page. He found out at school. She took it down within "
         "the hour and was mortified. It is his decision now, in writing, and she asks him.", "ellen",
         said=(("kai", "I'm not cross that she's proud. I'm cross that Dylan saw my ears."),),
         quality="good"),
    _kai("2024-04-24", "visit", "Visit", "OK. Eid. Uncle took him.", "ellen", seen=True, alone=True,
         quality="poor"),
    _kai("2024-05-02", "note", "Young Minds ends", "Fran says that he has what he came for.", "ellen"),
    _kai("2024-07-09", "meeting", "Review", "Samira unwell since June; visits at hospital. Kai wants to "
         "be told the truth by text, not protected.", "gwen"),
    _kai("2024-08-17", "incident", "Missing for four hours",
         "Saturday. Kai got on two buses to the hospital because the visit had been cancelled by message. "
         "He was with his mother by three o'clock. Roy drove over and they had chips. Police stood down at "
         "16.40.", "dana", seen=True, alone=False),
    _kai("2024-08-19", "visit", "Return conversation",
         "Held in the car, where he talks. We agreed: no visit is cancelled without a voice and a new "
         "date.", "ellen", seen=True, alone=True,
         said=(("kai", "I wasn't running away from. I was running away to."),), quality="good"),
    _kai("2024-10-09", "visit", "Visit", "Seen at Denise's, well.", "ellen", seen=True, alone=True,
         quality="poor"),
    _kai("2024-12-18", "good_news", "Captain Samosa, number one",
         "A comic, sixteen pages, stapled, forty copies sold at twenty pence for the food bank. Mr Bello "
         "has asked for the next one.", "ellen"),
    _kai("2025-01-14", "meeting", "Review", "All on track. Minutes to follow.", "gwen", quality="poor"),
    _kai("2025-03-05", "visit", "Visit", "Samira discharged and well. Looking at longer Saturdays.",
         "ellen", seen=True, alone=True),
    _kai("2025-05-28", "visit", "Goodbye and hello", "Handed over in person with Jo. Kai made us all "
         "tea and asked Jo three questions off a list.", "ellen", seen=True, alone=True,
         said=(("kai", "One. How long are you staying. Two. Do you text back. Three. Do you know "
                "anything about cricket."),), quality="good"),
    _kai("2025-06-10", "meeting", "Review", "New worker. Longer Saturdays from July, at the centre then "
         "out.", "gwen"),
    _kai("2025-06-20", "visit", "In the car",
         "We drove to the reservoir and back. I told him: as long as I can; yes; no, but I can learn.",
         "jo", seen=True, alone=True,
         said=(("kai", "Everyone asks how I'm feeling. No one asks how I'm bowling."),), quality="good"),
    _kai("2025-08-06", "visit", "Visit", "Holiday club, cricket. Seen. Tall.", "jo", seen=True, alone=True,
         quality="poor"),
    _kai("2025-08-30", "good_news", "Five for nineteen", "Under-13s final. The last one was a googly, I "
         "am told.", "jo", said=(("kai", "Mum shouted so loud the umpire said well done to her."),),
         quality="good"),
    _kai("2025-09-17", "visit", "Visit", "Year 9. Options talk. Wants food tech and art.", "jo", seen=True,
         alone=True),
    _kai("2025-10-29", "visit", "Visit", "Well. Halloween costume = a samosa.", "jo", seen=True,
         alone=True),
    _kai("2025-11-12", "call", "School", "Fight, two lads, both sorry. Someone said something about "
         "care. Mr Bello dealt w/ it.", "jo"),
    _kai("2025-11-13", "visit", "Visit about the fight",
         "A boy had said that nobody had wanted him. Kai said that he had not hit him for that; he had hit "
         "him for saying it about his mum.", "jo", seen=True, alone=True,
         said=(("kai", "Three people wanted me. That's more than he's got."),), quality="good"),
    _kai("2025-12-09", "meeting", "Review",
         "Kai chaired. He asked for it to be written that he is not \u201cplaced\u201d anywhere, he lives "
         "there. Written. Savings to be told to him. Time with Samira at hers to be tried.", "gwen",
         quality="good"),
    _kai("2026-01-14", "visit", "Visit", "Seen at home. All ok. Dal.", "jo", seen=True, alone=True,
         quality="poor"),
    _kai("2026-02-18", "note", "Samira's doctor", "Eleven months well. Insight good. Plan if not: her "
         "sister, then the crisis line, then us.", "jo"),
    _kai("2026-02-25", "visit", "Visit at Samira's, without Kai",
         "She had cleaned for three days and apologised for it. His bed is still there. She asked whether "
         "she should buy a longer one.", "jo", quality="good"),
    _kai("2026-04-04", "good_news", "First Saturday at home",
         "Ten till six. They cooked. He came back with a tub for each of us and one for Biscuit, who may "
         "not have it.", "jo"),
    _kai("2026-04-15", "visit", "Visit", "Good. Nothing to change.", "jo", seen=True, alone=True,
         said=(("kai", "It's weird how small the flat is. I thought I'd been little in a big place."),),
         quality="good"),
    _kai("2026-05-20", "visit", "Visit", "Seen. Revision. Grumpy.", "jo", seen=True, alone=True,
         quality="poor"),
    _kai("2026-06-02", "note", "Kai asked to see his file",
         "By text, at 23.10: \u201ccan i see what it says about when i was 9. not all at once\u201d. Yes. We "
         "shall do it together, in order, and he says stop.", "jo", quality="good"),
    _kai("2026-06-09", "meeting", "Review", "Kai chaired. Nights at his mum's to be looked into by the "
         "next one. File reading agreed.", "gwen"),
    _kai("2026-06-19", "good_news", "Fourteen",
         "Everybody in one garden: Samira, Nasreen, Amina in her uniform, Denise, Roy, Jean Barton with a "
         "stick. Fourteen candles and one for Dad. Kai took the photograph so that he would not be in it, "
         "and then Roy made him be in one.", "jo", quality="good"),
    _kai("2026-06-24", "note", "Told him about his savings", "\u00a31,318. He has asked that it not be "
         "written down where Amina can see it.", "jo"),
    _kai("2026-07-01", "visit", "File, part one: 2019",
         "We read eleven pages on Denise's back step. He laughed at the curtains. He read Martin's notes "
         "and said that they could have been about anybody.", "jo", seen=True, alone=True,
         said=(("kai", "'Kids fine.' That's it? That's the whole day?"),), quality="good"),
    _kai("2026-08-12", "visit", "Visit", "Nets. Seen for 20 mins between innings.", "jo", seen=True,
         alone=True),
    _kai("2026-09-09", "visit", "Visit", "Year 10. Food tech ++.", "jo", seen=True, alone=True,
         quality="poor"),
    _kai("2026-09-28", "note", "Looked into nights at his mum's",
         "Assessment finished and given to Kai first. He read it in the car and answered it that night.",
         "jo", quality="good"),
    _kai("2026-10-01", "note", "Health assessment", "All well. Glasses. Immunised.", "jo",
         quality="poor"),
    _kai("2026-10-22", "visit", "Visit, seen alone",
         "Roy is worried about nights and said so at the table. Kai heard him out, which a year ago he "
         "would not have. They agreed on a trial of two, with Roy on the end of the telephone and a meal "
         "when he gets back.", "jo", seen=True, alone=True,
         said=(("kai", "Roy thinks I won't come back. I've got Biscuit here. Obviously I'm coming back."),),
         quality="good"),
    _kai("2026-11-07", "good_news", "Captain Samosa, number six",
         "The dinner lady saves the day. He has dedicated it to Jean. One copy is kept in his file because "
         "he handed it to me and said \u201cfor the archive\u201d.", "jo", quality="good"),
    _kai("2026-11-18", "call", "Aunt Nasreen", "Has found the photographs of Dad in Hull. Will bring them "
         "on Sunday for the book.", "jo"),
)  # fmt: skip
