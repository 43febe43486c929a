"""What a client of the workspace API may rely on, as tests.

The modules below are collected twice: by tests/workspace in process, and by tests/e2e over HTTP. They ask for the
fixtures ``gateway``, ``tenants``, ``acme``, ``globex``, ``api``, ``other_api`` and ``lender``, and for nothing else.
A stack may hold what other tests left, so they count nothing that they have not made.
"""
