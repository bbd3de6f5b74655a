"""`python -m bench.slack`: signed events at a steady rate while the worker posts at Slack's limits."""
