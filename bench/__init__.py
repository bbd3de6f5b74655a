"""What Holdfast costs, measured beside an empty Django view on the same machine in the same run."""
