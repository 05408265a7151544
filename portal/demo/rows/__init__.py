"""Turns the told story into rows and files: people and accounts, their history, records, and paper.

What a member of staff could do today goes through the actions that they would use. What happened years
ago, by people who have left, is written as rows; the audit log says so with `demo.told`.
"""
