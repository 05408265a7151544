"""Rowan and Ivy: from the school's referral in March 2025 to this week."""

from functools import partial

from portal.demo.families.telling import happened

_rowan = partial(happened, about=("rowan",))
_both = partial(happened, about=("rowan", "ivy"))
_ivy = partial(happened, about=("ivy",))

LATER = (
    # 2025: referral, assessment, child in need
    _rowan("2025-03-12", "call", "Referral from Fellgate Primary",
           "Mrs Okafor: late nineteen times since Christmas, hungry, wearing the same jumper, and "
           "\"not himself\". A man called Craig now brings him and shouts at the gate. Kerry knows "
           "that school are ringing us. She said \"fine\" and then \"thank you\", in that order.",
           "sam", quality="good"),
    _rowan("2025-03-13", "note", "Manager's decision", "Referral accepted. Assessment. Read the old "
           "paper file first, please: this is not the beginning.", "priya", quality="good"),
    _rowan("2025-03-14", "note", "Allocated", "Allocated LF.", "priya", quality="poor"),
    _rowan("2025-03-17", "visit", "Attempted visit", "No reply. Card left.", "leanne", seen=False,
           quality="poor"),
    _rowan("2025-03-19", "visit", "First visit of the assessment",
           "Mum and Craig both present. Home conditions adequate. Craig answered most of the "
           "questions. Rowan in his room, seen briefly, quiet.", "leanne", seen=True, alone=False),
    _rowan("2025-03-20", "note", "Checks", "Police: nothing recent on KM. CT: two cautions 2014, "
           "2019. GP: missed asthma review.", "leanne", quality="poor"),
    _rowan("2025-03-26", "visit", "Seen at school",
           "Rowan chose the library. He asked what I write down and who reads it. He told me about "
           "the lens of a lighthouse. About home he said that it is louder.", "leanne", seen=True,
           alone=True, said=(("rowan", "It's louder since Craig. Not bad loud. Telly loud."),
                             ("rowan", "I have toast if there's bread.")), quality="good"),
    _rowan("2025-04-02", "visit", "Home visit", "Seen. Bedroom seen: mattress on floor. Mum says bed "
           "on order.", "leanne", seen=True, alone=False, quality="poor"),
    _rowan("2025-04-10", "call", "Maureen Hallam rang",
           "Worried. Does not like Craig but says \"he's never hit anybody that I know of, he just "
           "takes up the whole settee\". She gives Rowan his tea twice a week.", "leanne"),
    _rowan("2025-04-30", "visit", "Home visit", "All present. Discussed routines.", "leanne",
           seen=True, alone=False, quality="poor"),
    _rowan("2025-05-12", "incident", "Father at the school gate",
           "Dale Moss stood across the road from the school at home time. He did not cross. He asked "
           "another parent which house Kerry had moved to. Rowan saw him and did not know who he was. "
           "Mrs Okafor walked Rowan out by the kitchen. Kerry shook so much that she could not hold "
           "the telephone. Police informed, log 0417. Solicitor seen the same afternoon.", "leanne",
           quality="good"),
    _rowan("2025-05-13", "call", "Kerry", "Wants to move again. Talked through: school, Nana, order. "
           "Staying for now.", "leanne"),
    _rowan("2025-05-16", "note", "Assessment finished",
           "Outcome child in need. Parents' views: KM agrees, CT did not comment. Manager has asked "
           "for Dale's history to be added from the paper file.", "leanne", quality="poor"),
    _rowan("2025-05-22", "meeting", "Child in need meeting",
           "Plan: breakfast, bed, GP, parenting course. Craig left early for work. Rowan's wishes "
           "not available.", "leanne", quality="poor"),
    _rowan("2025-06-02", "note", "Orders made",
           "Family court made a non-molestation and a prohibited steps order against Dale, to 1 June "
           "2027. He was there and represented. School and Maureen have copies. Our alert is on, and "
           "Priya owns it.", "leanne"),
    _rowan("2025-06-11", "visit", "Home visit", "Seen. No change.", "leanne", seen=True, alone=False,
           quality="poor"),
    _rowan("2025-06-24", "note", "Letter from the father's solicitor",
           "Asks for the address \"for service\". Answered by our legal team: service through the "
           "court. Nothing given.", "priya"),
    _rowan("2025-07-08", "call", "GP", "KM seen, low mood, started tablets. LF informed.", "leanne",
           quality="poor"),
    _rowan("2025-07-16", "visit", "Home visit", "Not at home, saw R with MGM in street, looked well.",
           "leanne", seen=True, alone=False, quality="poor"),
    _rowan("2025-07-18", "note", "School report", "On paper file. Reading ++, attendance 84%.", "bev",
           quality="poor"),
    _rowan("2025-07-24", "meeting", "Child in need review", "Some progress. Bed still outstanding. "
           "Continue 3/12.", "leanne", quality="poor"),
    _rowan("2025-08-20", "visit", "Home visit in the holidays",
           "Rowan had a den under the table with every cushion in the house. Kerry tired, hair "
           "dyed, laughing. Craig on nights. Better than it has been.", "leanne", seen=True,
           alone=True, said=(("rowan", "This is the lamp room. You have to wipe your feet."),),
           quality="good"),
    _rowan("2025-09-10", "call", "School", "3 lates already.", "leanne", quality="poor"),
    _rowan("2025-09-22", "incident", "Bruise seen at school on Monday",
           "PE. A bruise the size of a hand on the outside of his upper left arm, yellowing. Rowan "
           "told Mr Pell that he came off his scooter on Friday. Another child said that \"Craig held "
           "him there when he wouldn't get in the car\". Mrs Okafor rang at 11.20.", "leanne",
           quality="good"),
    _rowan("2025-09-22", "meeting", "Strategy discussion",
           "14.00 by video: police, health, school, us. Joint enquiry. Medical tomorrow with Kerry's "
           "consent. Kerry told by telephone at 14.50, before Rowan went home; Rowan to Nana's "
           "tonight, by agreement.", "priya",
           present=("DC Ahern", "Dr Bellamy", "H. Okafor", "L. Foy", "P. Nair")),
    _rowan("2025-09-23", "visit", "Medical, and talk with Rowan",
           "Dr Bellamy: fits a fall on the handlebar grip, about four days old; a grip by a hand "
           "cannot be excluded. Two old bruises on the shins, as any footballer. With me alone Rowan "
           "told the scooter story twice, the same, with the kerb and the blue van.", "leanne",
           seen=True, alone=True,
           said=(("rowan", "I did come off it. I came off it because I was going fast because Craig "
                  "was shouting. But I did come off it."),), quality="good"),
    _rowan("2025-09-24", "visit", "Craig seen at the office",
           "Said he had hold of Rowan's sleeve, not his arm, to get him out of the road. Angry, then "
           "less so. Agreed not to be alone with him until the enquiry is finished.", "leanne"),
    _rowan("2025-10-02", "note", "Enquiry and assessment finished",
           "Not substantiated. Rowan, Kerry and the doctor tell one story and the classmate another, "
           "and both may be true. Child in need plan goes on.", "leanne"),
    _rowan("2025-10-08", "visit", "Goodbye visit", "Told Rowan last visit. He said ok.", "leanne",
           seen=True, alone=False, said=(("rowan", "Will the next one have to ask everything again?"),),
           quality="poor"),
    _rowan("2025-10-10", "note", "Handover", "See case summary. Kerry may be pregnant, has not said.",
           "leanne", quality="poor"),
    _rowan("2025-10-14", "note", "File read through",
           "I have read all of it, from 2017, before meeting anybody. Rowan has had five workers. He "
           "was last seen alone on 23 September, and before that in August. Nobody has told him about "
           "the order. In 2017 he was an easy baby and in 2025 he is an easy boy; I would like to know "
           "what it costs him.", "jo", quality="good"),
    _rowan("2025-10-16", "visit", "First visit, with Nana Mo to introduce me",
           "Maureen had offered, and it was the right way in. Kerry: \"Ask me anything, just don't ask "
           "me it in front of him.\" Rowan looked at my shoes, then at my bag, then asked whether I was "
           "staying.", "jo", seen=True, alone=True,
           said=(("rowan", "Leanne stayed seven months. Rachel stayed the longest."),
                 ("rowan", "You don't have to ask about Dale. I know he's my dad. I just don't know "
                  "what he looks like.")), quality="good"),
    _rowan("2025-10-30", "visit", "Home visit", "Cold. Meter low. Craig asleep upstairs at four. "
           "Rowan made me a cup of tea, properly.", "jo", seen=True, alone=False),
    _rowan("2025-11-06", "call", "Kerry told me that she is expecting",
           "Twelve weeks. Happy and frightened. Craig knows. Nana does not, until Sunday.", "jo"),
    _rowan("2025-11-13", "meeting", "Child in need review",
           "Held at Maureen's table. Bed still not bought: money went on the meter. I have asked for "
           "section 17. Rowan's views read out from his own sheet, with his spelling.", "jo",
           said=(("rowan", "I want a bed with a draw under. I want Mum to not be tired. I want to no "
                  "what day you are coming."),), quality="good"),
    _rowan("2025-11-19", "note", "Supervision",
           "Discussed with Priya: is this drift? Warmth is real, and so are nineteen lates. Agreed: "
           "if the winter goes as last winter did, a strategy discussion in January and not in May.",
           "priya", quality="good"),
    _rowan("2025-11-27", "visit", "Walked home from school with Rowan",
           "He walks on the left so that he can see in at the windows. He knows which house has the "
           "biggest television.", "jo", seen=True, alone=True,
           said=(("rowan", "When Mum's at work and Craig's out I put the big light on and do the "
                  "voices."),), quality="good"),
    _rowan("2025-11-28", "call", "Kerry, about being out at work",
           "Put Rowan's words to her, with his leave. She cried. Agency shifts come by text at four "
           "for six o'clock. Craig is supposed to be in. Agreed: no Craig, no shift. Nana on the list.",
           "jo"),
    _rowan("2025-12-11", "visit", "Home visit", "Tree up. Craig civil. Bed delivered in box.", "jo",
           seen=True, alone=False, quality="poor"),
    _rowan("2025-12-19", "good_news", "Lighthouse keeper",
           "Rowan was the lighthouse in the school play. Not the keeper: the lighthouse. Kerry, Nana "
           "and I sat in the second row. He turned his torch on each of us in turn.", "jo",
           quality="good"),
    # 2026: the winter
    _rowan("2026-01-08", "visit", "Home visit", "Bed still in box; Craig says tools stolen. Borrowed "
           "some. Built it with Rowan holding the torch. The slats are for a double, so it does not "
           "stand. Sent back.", "jo", seen=True, alone=True,
           said=(("rowan", "It's ok. I'm good at floors."),)),
    _rowan("2026-01-16", "call", "School", "Eleven lates since 5 January. Hungry. Wore Kerry's coat.",
           "jo"),
    _rowan("2026-01-21", "visit", "Home visit", "Nobody in at 4.30. Waited. Back 5.50 w/ Kerry, all "
           "three carrying shopping. Fine.", "jo", seen=True, alone=False, quality="poor"),
    _rowan("2026-01-29", "note", "Antenatal", "Missed two of three. Midwife to text not write.", "jo",
           quality="poor"),
    _rowan("2026-02-04", "good_news", "Nine today",
           "A cake at school with a lighthouse on it, from Mrs Lacey's own oven.", "jo"),
    _rowan("2026-02-08", "incident", "Rowan alone in the dark",
           "Out of hours, Sunday 21.40. A neighbour saw a torch moving and rang the police. Rowan was "
           "alone, in his coat, reading under the table. The meter had run out. Kerry had gone to a "
           "shift at five believing that Craig was ten minutes away; Craig was in another town. "
           "Maureen fetched him. He would not leave until he had written his mum a note to say where "
           "he was.", "dana", seen=True, alone=False,
           said=(("rowan", "I wasn't scared. I was saving the torch."),), quality="good"),
    _rowan("2026-02-09", "visit", "Seen at Nana's and at school",
           "He had slept until nine. He was worried that somebody would be in trouble and asked who. "
           "I told him that it is the grown-ups' job to see that it does not happen, and that they had "
           "not done it.", "jo", seen=True, alone=True,
           said=(("rowan", "It's happened loads. It's only that the light went this time."),),
           quality="good"),
    _rowan("2026-02-09", "visit", "Kerry seen at work",
           "In the laundry's yard, in her break. She did not defend herself. She said that she had "
           "been four months from turning into her own mother and that she would like to be stopped.",
           "jo", quality="good"),
    _both("2026-02-10", "meeting", "Strategy discussion",
          "Police, midwife, health visitor, school, us. Threshold met for Rowan and for the baby. "
          "Joint enquiry. Conference to be held by 3 March.", "priya",
          present=("DC Ahern", "S. Obi, midwife", "B. Sumner", "H. Okafor", "J. Adeyemi", "P. Nair")),
    _both("2026-02-11", "visit", "Section 47 visit, both adults",
          "Craig: \"He's nine, I was on my own at six.\" Kerry looked at the floor, then at him, for a "
          "long time.", "jo", seen=True, alone=False),
    _rowan("2026-02-13", "visit", "Three houses",
           "Worry, good things and dreams, drawn in the art room over an hour. In the house of worries "
           "he drew a meter with a face. In the house of dreams, a light on at every window and Nana "
           "on the roof.", "jo", seen=True, alone=True,
           said=(("rowan", "My dream is it's just ordinary."),), quality="good"),
    _both("2026-02-17", "visit", "Midwife and I together", "Baby well. Kerry 27 weeks. Scan seen.",
          "jo", quality="poor"),
    _rowan("2026-02-20", "visit", "Home visit, evening, not announced", "All in. Tea on the table. "
           "Meter at 14.20.", "jo", seen=True, alone=False),
    _rowan("2026-02-24", "call", "Uncle Lee, from the ship",
           "He has heard. He will send Maureen forty pounds a month for the meter, and would rather it "
           "were not called help.", "jo"),
    _both("2026-02-27", "note", "Enquiry finished, report shared",
          "Read with Kerry at Maureen's, page by page, two hours. She corrected four things and was "
          "right about three. Craig had his copy and left it on the bus.", "jo", quality="good"),
    _both("2026-03-03", "meeting", "Initial child protection conference",
          "Kerry came with Maureen and a list. Everybody for a plan, including Kerry. Category: "
          "neglect, Rowan and the baby. Rowan's drawing stood on the table throughout.", "gwen",
          present=("K. Moss", "M. Hallam", "J. Adeyemi", "H. Okafor", "B. Sumner", "S. Obi",
                   "A. Greaves", "DC Ahern", "F. Olatunde"),
          said=(("kerry", "I don't need it softened. I need it to be the same every week."),),
          quality="good"),
    _rowan("2026-03-04", "visit", "Told Rowan what was decided",
           "In plain words and with a drawing of who does what. He wanted to keep the drawing.", "jo",
           seen=True, alone=True, said=(("rowan", "So it's a list of jobs for everyone but me."),),
           quality="good"),
    _both("2026-03-12", "meeting", "Core group 1", "At school. Plan made detailed. Nana first on the "
          "list. Hardship tariff applied for. Dates to Easter agreed.", "jo"),
    _rowan("2026-03-17", "visit", "Visit at school", "Weighed by nurse. Seen alone. Fine.", "jo",
           seen=True, alone=True, quality="poor"),
    _rowan("2026-03-26", "visit", "Home visit", "Meter changed over. Craig in garden throughout.",
           "jo", seen=True, alone=False, quality="poor"),
    _rowan("2026-03-27", "good_news", "The meter",
           "On the hardship tariff from today. It cannot run out at night any more. Shabnam rang me "
           "from the doorstep; Rowan had asked her to turn it off and on again to be sure.", "shabnam",
           quality="good"),
    _both("2026-04-02", "visit", "Home visit", "Easter eggs. Rowan on a bike of Lee's, far too big.",
          "jo", seen=True, alone=True,
          said=(("rowan", "Can you stop at the bottom if you haven't got feet that reach?"),)),
    _rowan("2026-04-12", "incident", "Asthma, infirmary overnight",
           "Kerry rang 111 at the right time and an ambulance came. Home on Monday with a spacer. Craig "
           "did not come. Kerry stayed in the chair all night at thirty-six weeks.", "dana"),
    _rowan("2026-04-13", "visit", "Seen on the ward",
           "He had shown the boy in the next bed how to use the call button.", "jo", seen=True,
           alone=True, said=(("rowan", "They come when you press it. Every time. I tested it."),),
           quality="good"),
    _both("2026-04-16", "meeting", "Core group 2", "Breakfast club from 20 April, paid by the plan. "
          "Pram from baby bank. Birth plan: Nana has Rowan.", "jo"),
    _rowan("2026-04-24", "visit", "Visit at breakfast club",
           "Three bowls. Mrs Lacey told me not to count.", "jo", seen=True, alone=True),
    _both("2026-05-01", "visit", "Home visit", "Room ready. Cot. Craig short with Kerry in front of "
          "me about money.", "jo", seen=True, alone=False),
    _ivy("2026-05-11", "good_news", "Ivy is born",
         "06.12, 3.1 kg, at the infirmary, Maureen holding the gas. Both well.", "jo"),
    _both("2026-05-12", "visit", "First sight of Ivy",
          "On the ward. Rowan washed his hands for as long as the poster says and then again. He held "
          "her as if she were hot.", "jo", seen=True, alone=False,
          said=(("rowan", "She's got a face like she's about to say something."),), quality="good"),
    _both("2026-05-13", "meeting", "Discharge meeting", "Home today with plan. Midwife daily.", "jo",
          quality="poor"),
    _both("2026-05-15", "visit", "Home visit", "Ivy asleep, Kerry in tears, Rowan doing toast. Craig "
          "out.", "jo", seen=True, alone=False),
    _both("2026-05-19", "incident", "Craig asked to leave",
          "Police 22.05: shouting, the kitchen door kicked off its hinge. Kerry had told him to go. "
          "Rowan had carried Ivy into the bathroom, locked it and run the tap so that she would not "
          "hear. Nobody hurt. Craig left on foot. Officers stayed until Maureen came.", "dana",
          said=(("rowan", "I sang her the one about the sailor but I only know two bits."),),
          quality="good"),
    _both("2026-05-20", "visit", "The day after",
          "Kerry: \"I heard the tap. I thought, that's what I did.\" Lantern Trust rang while I was "
          "there and she took it into the yard. Door mended by Lee's friend. Alert put on.", "jo",
          seen=True, alone=True, said=(("rowan", "I didn't lock it because of Ivy. I locked it because "
                                        "I didn't want her to be me."),), quality="good"),
    _both("2026-05-21", "meeting", "Core group 3", "Held two days after; short. Safety plan first. "
          "Locks tomorrow. Solicitor for Kerry re Craig: not now, she says.", "jo"),
    _both("2026-05-22", "note", "Locks changed", "Done. 2 keys. Marker on tenancy.", "shabnam",
          quality="poor"),
    _ivy("2026-05-26", "visit", "New birth visit with health visitor", "Feeding well, 50th centile.",
         "jo", seen=True, alone=False, quality="poor"),
    _both("2026-06-02", "meeting", "Review conference",
          "Kerry came by herself, with Ivy, and stayed to the end. Progress on warmth, food and honesty. "
          "Plan goes on: Craig has been gone for two weeks, and two weeks is two weeks. Rowan's letter "
          "read first.", "gwen",
          present=("K. Moss", "Ivy", "J. Adeyemi", "H. Okafor", "B. Sumner", "S. Iqbal",
                   "F. Olatunde"),
          said=(("kerry", "I'd have stopped it if I'd seen it from outside. You can't see it from "
                 "inside, it's just Tuesday."),), quality="good"),
    _rowan("2026-06-04", "visit", "Told Rowan about the conference", "Seen at school. Read him the "
           "decision. OK with it.", "jo", seen=True, alone=True),
    _both("2026-06-11", "visit", "Home visit, plan read with Kerry",
          "She asked for larger print, and for \"emotional availability\" to be taken out and something "
          "said instead. It now says: somebody who looks up when he comes in.", "jo", seen=True,
          alone=False, quality="good"),
    _both("2026-06-17", "note", "Kerry answered the plan",
          "She answered four parts of the Child's Plan: agrees with two, partly with one, and asks a "
          "question about the fourth. Signed. Her words stand beside it.", "jo"),
    _both("2026-06-23", "visit", "Home visit", "Seen both. Ivy smiles now. Nearly 50th.", "jo", seen=True,
          alone=False, quality="poor"),
    _both("2026-06-25", "meeting", "Core group 4", "Good. See minutes.", "jo", quality="poor"),
    _both("2026-07-01", "visit", "Home visit", "Hot. Paddling pool. Ivy in the shade, 25th.", "jo",
          seen=True, alone=False, quality="poor"),
    _rowan("2026-07-07", "good_news", "The bed",
           "A proper single one, with a drawer under. It went up in twenty minutes. He has put his "
           "lighthouse books in the drawer in order of height: the lighthouses', not the books'.",
           "shabnam", said=(("rowan", "It doesn't move when you breathe."),), quality="good"),
    _both("2026-07-14", "visit", "Home visit", "All well, seen.", "jo", seen=True, alone=True,
          quality="poor"),
    _rowan("2026-07-21", "note", "School report", "Attendance 84 for the year, 91 since Easter. "
           "Reading two years ahead. On file.", "jo"),
    _both("2026-07-28", "visit", "Visit at Nana's", "Nana has a cough. Spoke of what if she is ill: "
          "Lee's wife, maybe.", "jo", seen=True, alone=False),
    _both("2026-07-30", "meeting", "Core group 5", "Summer plan. Pantry membership. Sea trip paid for "
          "by school fund and Lee.", "jo"),
    _rowan("2026-08-05", "good_news", "A real lighthouse",
           "Three days at the coast with Mum, Nana and Ivy. He climbed to the lamp and counted the "
           "steps aloud in both directions. The keeper, who is a volunteer called Brian, let him say "
           "the number of the light into the radio.", "jo",
           said=(("rowan", "A hundred and ninety-nine up and a hundred and ninety-nine down. I "
                  "checked."),), quality="good"),
    _both("2026-08-11", "visit", "Home visit", "Late by agreement: family away. Brown, all of them. "
          "Photograph given for his file, because he asked.", "jo", seen=True, alone=True),
    _rowan("2026-08-13", "note", "Dentist", "2 fillings. Nana took him.", "jo", quality="poor"),
    _both("2026-08-20", "visit", "Home visit", "Asked Kerry where Craig is. Does not know and does not "
          "want to. Believed her.", "jo", seen=True, alone=False),
    _ivy("2026-08-19", "call", "Health visitor", "Ivy 25th, was 50th. To watch.", "jo",
         quality="poor"),
    _both("2026-09-01", "visit", "Home visit", "New shoes for school. Wet through by Friday, says "
          "Kerry, you watch.", "jo", seen=True, alone=False),
    _rowan("2026-09-04", "call", "School", "Shoes wet through. Spare pair lent. Year 5, Mr Pell.",
           "jo", quality="poor"),
    _both("2026-09-10", "meeting", "Core group 6", "Most actions done. Ivy's weight new worry. Kerry "
          "honest about nights: up five times, falling asleep in the chair.", "jo"),
    _both("2026-09-15", "visit", "Home visit", "Evening. Kerry asleep upright with Ivy on her. Rowan "
          "whispered me in and whispered me out.", "jo", seen=True, alone=True,
          said=(("rowan", "If you wake her up she has to start again from the beginning of tired."),),
          quality="good"),
    _rowan("2026-09-22", "visit", "Visit at school", "Alone. Football, lighthouses. Nothing new.",
           "jo", seen=True, alone=True, quality="poor"),
    _ivy("2026-09-24", "call", "Health visitor", "9th-25th. Weekly weighing suggested.", "jo",
         quality="poor"),
    _both("2026-09-29", "visit", "Home visit", "Feed diary started. Rowan's handwriting on some of it.",
          "jo", seen=True, alone=False),
    _rowan("2026-10-02", "incident", "Hospital wrote to the father's address",
           "The asthma clinic sent an appointment for today to Copper Street, which it still held from "
           "2017. Rowan was not taken, because the letter never reached Kerry. The letter gave the day "
           "and the clinic, and no address. Police and our legal team told. Kerry told in person. The "
           "clinic has moved the date and put a marker on the record.", "jo", quality="good"),
    _rowan("2026-10-06", "visit", "Seen at Nana's", "Rowan knows that a letter went wrong. He wanted "
           "to know whether letters can be fetched back.", "jo", seen=True, alone=True,
           said=(("rowan", "They should have a light on it that goes red."),), quality="good"),
    _rowan("2026-10-08", "note", "School: hungry, four times in October so far",
           "Each written down by his class teacher with the time. School has agreed that Kerry may be "
           "told so. All four on mornings without breakfast club.", "jo"),
    _both("2026-10-12", "note", "Pen picture and summary rewritten", "Read to Rowan and changed twice "
          "by him. He took out \"resilient\".", "jo", quality="good"),
    _ivy("2026-10-14", "call", "Health visitor", "9th centile. Referral to paediatrics today or "
         "tomorrow.", "jo"),
    _both("2026-10-15", "meeting", "Core group 7",
          "At school, with Rowan's own page read first. Night plan, weekly weighing, referral. Thursdays "
          "with Nana. Kerry starts at Lantern on 3 November.", "jo"),
    _both("2026-10-20", "visit", "Home visit", "Plasterers in. All sleeping in one room. Jolly.", "jo",
          seen=True, alone=False),
    _rowan("2026-10-21", "good_news", "A dry wall", "Photograph from Kerry: Rowan asleep in the new "
           "room with the door shut.", "jo"),
    _both("2026-10-29", "note", "Night plan on the fridge",
          "One sheet, drawn by Rowan, dictated by Kerry. Rowan's part is a picture of a boy in a bed "
          "with an arrow and the word STAY.", "shabnam", quality="good"),
    _both("2026-11-03", "visit", "Statutory visit, seen alone",
          "Rowan in the garden, collecting the last of the conkers for Ivy, who may not have them. He "
          "told me that he still does the bottle sometimes, because he hears her first. Kerry said so "
          "before I could ask. It is on the plan for the 26th. Ivy alert, pale, and quiet for her. "
          "Fridge, cupboards and meter seen; all as they should be.", "jo", seen=True, alone=True,
          said=(("rowan", "I want to be asleep when it happens and for it to be fine anyway."),),
          quality="good"),
    _rowan("2026-11-05", "meeting", "Meeting in school", "Attendance better, 88. Flask and roll on "
           "training days. Form to come by post.", "jo"),
    _both("2026-11-09", "call", "Northmoor Homes", "Arrears down to 412. No action. Letter to follow "
          "for conference.", "jo", quality="poor"),
    _ivy("2026-11-11", "call", "Health visitor rang at once",
         "2nd centile, 5.1 kg. Alert, feeding, no illness. Beth has the paediatrician's earliest day, 2 "
         "December, and will ring again if there is a cancellation.", "jo"),
    _rowan("2026-11-16", "call", "Mrs Okafor, about something found at school",
           "She would rather write it than say it down a telephone, because Rowan asked her to say it "
           "right. He is not in trouble and not hurt. Letter in the post for the conference.", "jo",
           quality="good"),
    _both("2026-11-17", "visit", "Statutory visit", "Seen both. Ivy weighed by HV same day, up 90 g. "
          "Kerry smiling. Rowan at table with homework, did not want to talk, fair enough.", "jo",
          seen=True, alone=False),
    _both("2026-11-18", "note", "Kerry rang first",
          "First time. A bad night, so she rang Maureen at five and me at nine, to say that it had been "
          "managed. \"I'm not asking for anything. I'm just telling you before somebody else does.\"",
          "jo", said=(("kerry", "That's the plan, isn't it. So I did it."),), quality="good"),
    _both("2026-11-20", "note", "Supervision",
          "Priya and I: what would have to be true to end the plan in December? Ivy seen and gaining; "
          "Rowan asleep at night; Kerry not alone with it. Two of three are in sight. I shall not ask "
          "for an end, and I shall say so to Kerry before the conference and not in it.", "priya",
          quality="good"),
)  # fmt: skip
