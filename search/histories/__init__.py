"""Case histories asked by facts: which children had what, when, how long and how often."""
