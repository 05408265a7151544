"""One box over everything the asker may see. Owns no case tables. May import `documents` and `cases`."""
