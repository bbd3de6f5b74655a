"""Service records and returns as data, for every edge."""
