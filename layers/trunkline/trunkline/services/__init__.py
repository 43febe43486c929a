"""Use cases. Each takes the stores it needs as arguments and speaks the domain's types only."""
