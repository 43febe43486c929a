"""Composition: which table, client and adapter serve which use case, made on first use.

One module a subject, so that a function imports what it needs and no more. Only functions and operators' tools import
these modules; nothing that is composed here knows of them.
"""
