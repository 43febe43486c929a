"""What the functions cost to start and to run, beside peers that do the same job: `make bench`."""
