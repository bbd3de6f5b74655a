"""The planning problem: its data, its hard rules, its levels. Pure; `rotation/planner/` solves it."""
