"""What is written down: exemplars, records, files, pages and readings, published versions, releases, replies, signatures.

May import `cases`.
"""
