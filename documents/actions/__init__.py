"""Changes to what is written down. `records`: filling in an exemplar. `sharing`: what the family gets and says."""
