"""Refusals become pages: one sentence, the right status, what was typed not lost."""
