"""Trunkline: one inventory of an organisation's phone numbers behind five HTTP dialects.

Imports point one way: functions -> http, services -> domain. ``table`` implements what the services ask for.
Importing any module needs no environment and no network.
"""

# Before all that imports more: where imports nest as deeply as botocore's do, each hot call within them may cross the
# end of a piece of the interpreter's stack, which is then mapped and unmapped every time. It cost 5 % of a cold start.
import urllib3  # noqa: F401
