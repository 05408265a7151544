"""Paper in: batches, pages, reading, a suggestion of where each belongs. May import `documents` and `cases`."""
