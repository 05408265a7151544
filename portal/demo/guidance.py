"""What Northmoor says to families in plain words: pages, and the wording of what it hands over.

The demo council puts the pages into the content management side, where a real council would edit
them. Placeholders in braces are filled in by whoever prints the card or the receipt.
"""

from dataclasses import dataclass

from portal.demo.council import ADVOCATE, DAY_AND_NIGHT


@dataclass(frozen=True)
class Guidance:
    """A page of the family side: paragraphs in the order in which they are read."""

    slug: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]


INVITATION_CARD = """\
For {name}

You can read what is written, say what you think, and sign, from your own phone or any computer.

1. Go to {address}
2. Type this code: {code}
3. Answer the question that only you and {worker} know.

The code works once, until {expires}. After that, ask for another; there is no harm done.

Keep this card where nobody else looks, or learn the code and throw the card away. If somebody has seen
it, ring {phone} and we make it useless the same day.

You do not have to do this on a screen. Everything can be read, answered and signed on paper, or with
somebody sitting beside you.

Need somebody now? Ring {day_and_night}, day or night.
"""

MESSAGE_SUBJECT = "You have a message"
MESSAGE = """\
Hello

There is something new for you. Sign in the way you always do to read it.

This message has no link on purpose. If you did not expect it, you need do nothing.
"""

RECEIPT = """\
Thank you, {name}.

On {moment} you gave your answer to "{title}": {decision}.
You read it in {language}, as {format}.
Your own words are kept exactly as you wrote them. Nobody can change them, not even us.

Your receipt number is {receipt}. You can say it on the telephone and nobody will learn anything from it.

Signing does not mean that you agree with everything. You can change your mind: ring {worker} on {phone},
or write it here, and we keep both answers with their dates.
"""

WHAT_HAPPENS_NEXT = """\
{worker} reads what you wrote by {by}.
You will hear back by {answer_by}, even if the answer is that we need longer.
If you said that something is wrong, we either put it right or write your words beside it.
The next time that we all look at the plan is {review}.
"""

REPORT_A_PROBLEM = """\
Something on this page does not work, or is hard to read.

What were you trying to do?
What happened?
How can we tell you when it is mended? (You can leave this empty.)

Please do not write about your family here: the people who mend the pages read this. To say something
about what is written, go back and use the box beside it.
"""
REPORT_THANKS = "Thank you. We have it. It is number {number}, and what we did about it will stand on this page."

PAGES = (
    Guidance(
        "what-happens-next",
        "What happens next",
        "You have answered. This is what we do with it.",
        (
            "Your worker reads your answer. You can see the day by which they will, at the end of what you read.",
            "If you asked a question, you get an answer from a person. It may come by telephone.",
            "If you said that something is wrong, we look at it with you. If we agree, we change it and send you "
            "the new one. If we do not agree, your words stand beside ours, where everybody who reads ours will "
            "read yours.",
            "If you said no, nothing is decided behind your back. Your worker will talk to you first.",
            f"If you cannot wait, ring {DAY_AND_NIGHT} at any hour.",
        ),
    ),
    Guidance(
        "who-can-see",
        "Who can see what is written",
        "Not everybody in the council can look. Here is who can, and how you can check.",
        (
            "The worker whose name you know, their manager, and the people who step in when they are away.",
            "The people at the meetings that you are asked to, for the parts that are about their work.",
            "A judge, if there is ever a court. We would tell you.",
            "Nobody else in your family sees what you write, unless you and we agree that they should.",
            "Every look is written down. Ask, and we show you who looked and on which day.",
        ),
    ),
    Guidance(
        "your-own-words",
        "Your own words",
        "What you write stays as you wrote it.",
        (
            "We do not correct spelling. We do not make it shorter. We do not say it nicer.",
            "You can add to it later. The first words stay too, with their date.",
            "You can draw, or say it into a telephone, or have somebody write it down for you while you watch.",
            f"If you would like help from somebody who is not us: {ADVOCATE}.",
        ),
    ),
    Guidance(
        "somebody-might-see",
        "If somebody might look at your screen",
        "You can leave quickly, and we do not send anything that gives you away.",
        (
            "Leave this page is at the top of every page. It takes you somewhere ordinary straight away.",
            "Our messages never say what they are about, and never have a link.",
            "Tell your worker which telephone number and which address are safe. You can change it on any day.",
            "If you are in danger now, ring 999. If you cannot speak, press 55 when you are asked.",
        ),
    ),
    Guidance(
        "seeing-your-file",
        "Seeing your file",
        "What is kept about you belongs to your life. You can ask to see it.",
        (
            "Ask your worker, or write to the records officer. It costs nothing.",
            "We take out what belongs to somebody else's life, and tell you where we did so and why.",
            "It can be a lot to read. You can do it a bit at a time, with somebody beside you, and say stop.",
        ),
    ),
    Guidance(
        "report-a-problem",
        "Something here does not work",
        "Tell us, and see what we did about it.",
        tuple(part for part in REPORT_A_PROBLEM.strip().split("\n\n")),
    ),
)
