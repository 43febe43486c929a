"""The local development stack: the deployed template on an AWS emulator, on this machine."""
