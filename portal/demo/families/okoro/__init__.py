"""Tia Okoro, two, her sister Ada, her brother Chidi and their parents.

Children in need: a disabled child, short breaks, and a brother and sister who help. Worked with by Team
South; Team North's worker had Tia's file until April 2025 and no longer has it.
"""

from portal.demo.families.okoro.papers import PAPERS
from portal.demo.families.okoro.people import (
    ALERTS,
    ASSIGNMENTS,
    DUES,
    EPISODES,
    FACTS,
    FAMILIES,
    INVOLVEMENTS,
    PEN_PICTURES,
    PEOPLE,
    PLANS,
    RELATIONSHIPS,
    RESPONSIBILITIES,
    SUMMARIES,
)
from portal.demo.families.okoro.records import RECORDS
from portal.demo.families.okoro.years import EVENTS
from portal.demo.families.telling import in_order
from portal.demo.story import Story

OKORO = Story(
    key="okoro",
    title="Okoro",
    people=PEOPLE,
    families=FAMILIES,
    relationships=RELATIONSHIPS,
    responsibilities=RESPONSIBILITIES,
    involvements=INVOLVEMENTS,
    assignments=ASSIGNMENTS,
    episodes=EPISODES,
    events=in_order(EVENTS),
    facts=FACTS,
    alerts=ALERTS,
    pen_pictures=PEN_PICTURES,
    summaries=SUMMARIES,
    plans=PLANS,
    dues=DUES,
    records=RECORDS,
    papers=PAPERS,
)
