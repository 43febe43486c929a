"""A sample of mutants of the service: small faults put into its code, and whether a test notices."""
