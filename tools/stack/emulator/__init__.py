"""The emulator process: MiniStack with the project's corrections, bound to loopback."""
