"""Trunkline: one inventory of an organisation's phone numbers behind five HTTP dialects.

Imports point one way: functions -> http, services -> domain. ``table`` implements what the services ask for.
Importing any module needs no environment and no network.
"""
