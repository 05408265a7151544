"""Engines that read the words of a picture. One is chosen by its dotted path; `contract` says what it must do."""
