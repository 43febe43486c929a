"""One structured log for every function."""

import os

from aws_lambda_powertools.logging import Logger

# The level comes from POWERTOOLS_LOG_LEVEL or Lambda's own setting; the service name from the template.
# A log line names the route key, never the path or the body: a path can hold a number or a webhook token.
logger = Logger(service="trunkline")
# All functions log into one group. Elsewhere than on Lambda there is no name, and no such member.
logger.append_keys(function_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME"))
