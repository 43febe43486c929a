"""Descriptions of the members of a phone and its records, which requests and responses share.

Never imported when a function runs.
"""

from pydantic import Field

COUNTRY_CODE = Field(description="The number's country calling code.", examples=[1])
NATIONAL_NUMBER = Field(description="The number without its country calling code.", examples=["4155552671"])
LABEL = Field(description="What the phone is for, such as `work`; null where that is not said.")
IS_VERIFIED = Field(description="Whether you have verified that the number is theirs; it is returned as you sent it.")
FIRST_NAME = Field(description="The person's first name.")
LAST_NAME = Field(description="The person's last name.")
PERSONS = Field(description="The people that the phone belongs to.")
COMPANIES = Field(description="The companies that the phone belongs to.")
WORKSPACES = Field(description="The workspaces that the phone belongs to.")
