"""Who the children and families are, who works with them and since when: dated facts.

Also users and teams, the one access policy, the audit log and the index outbox. Imports no other app.
"""
