"""What of the locked packages is shipped. A package is whole unless a rule here says what it does without."""

from pathlib import Path

# Files that no function opens, as globs below the folder of packages.
UNUSED = (
    # Scripts are for people; records, type stubs and C headers for installers and compilers. Licences stay.
    "bin",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/WHEEL",
    "*.dist-info/sboms",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.h",
    "**/tests",
    # Where numbers are, by whom and how late it is there, and emergency calls. Ours are parsed, checked and formatted.
    "phonenumbers/geodata",
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
    "phonenumbers/shortdata/region_*.py",
    "phonenumbers/geocoder.py",
    "phonenumbers/carrier.py",
    "phonenumbers/timezone.py",
    # What pydantic finds out about types with.
    "annotated_types",
    "annotated_types-*.dist-info",
    "typing_inspection",
    "typing_inspection-*.dist-info",
    # PyNaCl needs cffi's compiled part only.
    "cffi",
    "cffi-*.dist-info",
    "pycparser",
    "pycparser-*.dist-info",
    "aws_lambda_powertools/event_handler",
    # Twilio's SDK asks for these to call over HTTP, to run asynchronously and to sign client tokens. We give it an HTTP
    # client of our own and do neither of the others.
    "charset_normalizer",
    "charset_normalizer-*.dist-info",
    "idna",
    "idna-*.dist-info",
    "requests",
    "requests-*.dist-info",
    "aiohttp",
    "aiohttp-*.dist-info",
    "aiohttp_retry",
    "aiohttp_retry-*.dist-info",
    "aiohappyeyeballs",
    "aiohappyeyeballs-*.dist-info",
    "aiosignal",
    "aiosignal-*.dist-info",
    "attr",
    "attrs",
    "attrs-*.dist-info",
    "frozenlist",
    "frozenlist-*.dist-info",
    "jwt",
    "pyjwt-*.dist-info",
    "multidict",
    "multidict-*.dist-info",
    "propcache",
    "propcache-*.dist-info",
    "yarl",
    "yarl-*.dist-info",
    "twilio/http/*_token_manager.py",
    "twilio/http/async_http_client.py",
    "twilio/http/token_manager.py",
    "twilio/http/validation_client.py",
    "twilio/jwt",
    "twilio/twiml",
)

# Packages of which only these members are shipped.
KEPT = {
    # Not what renders documentation; see REPLACED.
    "botocore/docs": ("__init__.py", "docstring.py", "utils.py"),
    # Of Powertools the logger and the metrics, with what they import.
    "aws_lambda_powertools/utilities": ("__init__.py", "jmespath_utils", "typing"),
    # Schemas are made beforehand; see REPLACED.
    "pydantic": ("__init__.py", "alias_generators.py"),
    # Twilio's core API; the SDK imports each of its forty products when it is first used.
    "twilio/rest": ("__init__.py", "api"),
}

# Packages that load all of their modules for the few that are used: these are shipped, and stand-ins for the others.
# A stand-in has any class that it is asked for, whose first use says to name the module here.
STOOD_IN = {
    # Of what belongs to a Twilio account: api/__init__.py and account/__init__.py import some thirty resources.
    "twilio/rest/api/v2010/account": ("incoming_phone_number",),
    "twilio/rest/api/v2010/account/incoming_phone_number": (),
}
STAND_IN = """\
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)

    def refuse(*_, **__):
        raise NotImplementedError(f"{__name__} is not shipped: name it in STOOD_IN of tools/package/contents.py")

    return type(name, (), {"__init__": refuse})
"""

# Modules that load much that no function uses, and what is shipped in their place.
REPLACED = {
    # Twilio's own HTTP client, over requests. The SDK's client is always given ours, which is one of these.
    "twilio/http/__init__.py": (
        "class HttpClient:\n"
        "    def __init__(self, logger, is_async, timeout=None):\n"
        "        self.logger, self.is_async, self.timeout = logger, is_async, timeout\n"
    ),
    "twilio/http/http_client.py": (
        "class TwilioHttpClient:\n"
        "    def __init__(self, *_, **__):\n"
        '        raise NotImplementedError("not shipped; give the client an http_client (tools/package/contents.py)")\n'
    ),
    # What botocore's client methods answer when they are asked for their documentation.
    "botocore/docs/__init__.py": "",
    "botocore/docs/docstring.py": (
        "def ClientMethodDocstring(*_, **__):\n    return ''\n\n\n"
        "PaginatorDocstring = WaiterDocstring = ClientMethodDocstring\n"
    ),
    # Logger, Metrics and Tracer for whoever wants any, and a mark of Powertools on each call of AWS.
    "aws_lambda_powertools/__init__.py": (
        "from aws_lambda_powertools.package_logger import set_package_logger_handler\n\nset_package_logger_handler()\n"
    ),
    # For the logger to find correlation ids in events; ours is told them.
    "aws_lambda_powertools/utilities/jmespath_utils/__init__.py": (
        'def query(*_, **__):\n    raise NotImplementedError("not shipped; see tools/package/contents.py")\n'
    ),
    # Dates that credentials of containers end at: what reads them is loaded when there are some.
    "dateutil/parser/__init__.py": (
        "def parse(*arguments, **options):\n"
        "    from dateutil.parser._parser import parse as parse_date\n\n"
        "    return parse_date(*arguments, **options)\n"
    ),
    # HTTP/2, for those who switch it on; finds out whether its package is installed by loading what reads metadata.
    "urllib3/http2/__init__.py": "",
    "pydantic/__init__.py": Path(__file__).with_name("pydantic_on_lambda.py").read_text(),
    # What schemas look like, as types, which nothing asks for at run time.
    "pydantic_core/core_schema.py": "CoreConfig = CoreSchema = CoreSchemaType = ErrorType = dict\n",
}

# The calls that the layer makes of AWS. botocore reads the description of a service whole each time a client is made.
OPERATIONS = {
    "dynamodb": (
        "BatchGetItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "TransactWriteItems",
        "UpdateItem",
    ),
    "events": ("PutEvents",),
    "kms": ("Decrypt", "Encrypt"),
    # HeadBucket is botocore's own, to find the region of a bucket that is elsewhere.
    "s3": ("GetObject", "HeadBucket", "PutObject"),
    "sqs": ("SendMessage",),
    "stepfunctions": ("DescribeExecution", "StartExecution"),
}
# Under which other names the services' endpoints are listed.
ENDPOINTS = {"stepfunctions": "states"}

# What a layer may take on Lambda, unzipped and with its bytecode.
MAX_LAYER_BYTES = 30_000_000
