"""Customers' endpoints: sending to hosts that somebody else has named."""
