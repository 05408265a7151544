"""The find box, case histories asked by facts, and searches that were saved."""
