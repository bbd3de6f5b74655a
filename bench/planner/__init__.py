"""`python -m bench.planner`: the planner beside a plain model and two greedy ways, in one run."""
