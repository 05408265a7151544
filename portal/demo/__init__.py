"""The fictional council of Northmoor: its staff, its families, their paper.

Everything here is data and paint. It imports nothing of the project except itself, so that the
story can be read, tested and printed without a database; `build` alone feeds it through the same
actions that a council's own staff use.

Nothing in it can be mistaken for a real person: telephone numbers come from the ranges kept for
drama, NHS numbers from the test range, e-mail addresses from `example.org`, and no British
postcode begins with NM or ends in a letter such as V or C.
"""
