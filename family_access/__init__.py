"""The door for people outside the council: invitations, reading, answering, signing, and the messages that tell them.

May import `documents` and `cases`; never a staff screen.
"""
