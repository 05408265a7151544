"""Screens of what is written down. `records`: writing, deciding, reading. `releases`: what a family got and said."""
