"""The families of Northmoor, one package each. All of it is made up."""

from portal.demo.families.ahmed import AHMED
from portal.demo.families.moss import MOSS
from portal.demo.families.okoro import OKORO
from portal.demo.story import Story

#: Rowan's first, because the welcome begins with him.
FAMILY_STORIES: tuple[Story, ...] = (MOSS, AHMED, OKORO)
