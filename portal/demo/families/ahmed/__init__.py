"""Kai Ahmed, fourteen, who lives with Denise and Roy Whitlock, and his mum Samira.

Looked after since October 2021. His own words, photographs and good news are kept with care, because
this file is the album of those years.
"""

from portal.demo.families.ahmed.papers import OWN_PAGES, PAPERS
from portal.demo.families.ahmed.people import (
    ACCOUNTS,
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
from portal.demo.families.ahmed.records import RECORDS, SHARED
from portal.demo.families.ahmed.years import EVENTS
from portal.demo.families.telling import in_order
from portal.demo.story import Story

AHMED = Story(
    key="ahmed",
    title="Ahmed",
    people=PEOPLE,
    families=FAMILIES,
    relationships=RELATIONSHIPS,
    responsibilities=RESPONSIBILITIES,
    accounts=ACCOUNTS,
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
    shared=SHARED,
    own_pages=OWN_PAGES,
    papers=PAPERS,
)
