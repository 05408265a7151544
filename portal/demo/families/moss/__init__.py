"""Rowan Moss, his half-sister Ivy, their mother Kerry and their grandmother.

A paper file from 2017 to 2019, quiet years, and a child protection plan since March 2026. The
father, Dale, is under an order: nothing of this may reach him.
"""

from portal.demo.families.moss.letters import LETTERS
from portal.demo.families.moss.people import (
    ACCOUNTS,
    ALERTS,
    ASSIGNMENTS,
    CONFLICTS,
    DUES,
    EMERGENCY_LOOKS,
    EPISODES,
    FACTS,
    FAMILIES,
    INVOLVEMENTS,
    ORDERS,
    PEN_PICTURES,
    PEOPLE,
    PLANS,
    RELATIONSHIPS,
    RESPONSIBILITIES,
    RESTRICTIONS,
    SUMMARIES,
)
from portal.demo.families.moss.records import RECORDS, SHARED
from portal.demo.families.moss.volume import VOLUME
from portal.demo.families.moss.years_2017_2024 import EARLIER
from portal.demo.families.moss.years_2025_2026 import LATER
from portal.demo.families.telling import in_order
from portal.demo.story import Story

MOSS = Story(
    key="moss",
    title="Moss",
    people=PEOPLE,
    families=FAMILIES,
    relationships=RELATIONSHIPS,
    responsibilities=RESPONSIBILITIES,
    accounts=ACCOUNTS,
    involvements=INVOLVEMENTS,
    assignments=ASSIGNMENTS,
    episodes=EPISODES,
    events=in_order(EARLIER + LATER),
    facts=FACTS,
    alerts=ALERTS,
    restrictions=RESTRICTIONS,
    conflicts=CONFLICTS,
    emergency_looks=EMERGENCY_LOOKS,
    orders=ORDERS,
    pen_pictures=PEN_PICTURES,
    summaries=SUMMARIES,
    plans=PLANS,
    dues=DUES,
    records=RECORDS,
    shared=SHARED,
    papers=(VOLUME, *LETTERS),
)
