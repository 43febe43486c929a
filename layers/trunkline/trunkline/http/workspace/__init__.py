"""The workspace phone-number API: ``/api/v2/w/{workspace_uuid}/phone-numbers``."""
