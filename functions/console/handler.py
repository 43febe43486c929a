"""GET /console: where people see their numbers; `/` leads there."""

from trunkline.http.console_page import PACKAGE, console_files
from trunkline.http.files import FileRoute, content_policy, serves_files
from trunkline.settings import recording_origins

ROUTES = (FileRoute("/"), FileRoute("/console"), FileRoute("/console/{version}/{file}"))

_files, _script_hash = console_files()

lambda_handler = serves_files(
    PACKAGE,
    _files,
    policy=content_policy(script_hashes=[_script_hash], media_origins=recording_origins()),
    home="console",
)
