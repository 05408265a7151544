"""The front door: settings, root addresses, sign-in, and the staff screens that bring several apps together.

May import every other app; nothing imports it.
"""
