"""Sample events through Lambda's own runtime: SAM CLI and Docker, against the running local stack."""
