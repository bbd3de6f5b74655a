"""Periods, working time, refusals: plain Python that every context stands on. No Django."""
