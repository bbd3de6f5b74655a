"""Solves the planning problem of `rotation/rules/planning/` with CP-SAT. Pure: no Django."""
