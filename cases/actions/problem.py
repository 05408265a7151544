class Problem(Exception):
    """Something the person at the screen can put right; its text is a full sentence that says how."""
