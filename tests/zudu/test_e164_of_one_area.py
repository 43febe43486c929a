import pytest
from trunkline.domain.e164_parser import parse_e164
from trunkline.errors import RuleError


@pytest.mark.parametrize("text", ["+1 777 4444", "+17774444"])
def test_a_number_without_its_area_code_is_refused(text: str) -> None:
    """It can be dialled within its area only, and stored as E.164 it would be nobody's number."""
    with pytest.raises(RuleError, match="not a possible phone number"):
        parse_e164(text, member="phone_number")
