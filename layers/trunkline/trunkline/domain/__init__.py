"""What a phone number is and which rules hold for it. Pure: no AWS, no HTTP, no environment."""
