"""What is written down: exemplars, records, files, pages, readings, published versions, releases, replies, signatures.

May import `cases`.
"""
