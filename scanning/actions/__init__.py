"""Changes to paper on its way in. `intake`: taking it in. `desk`: what a person decides about its pages.

Each: permission, write, audit row, in one transaction. What a person can put right raises `cases.actions.Problem`.
"""
