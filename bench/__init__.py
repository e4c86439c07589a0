"""What the suite costs: the same work with and without it, alternating in one run. `python -m bench --help`."""
