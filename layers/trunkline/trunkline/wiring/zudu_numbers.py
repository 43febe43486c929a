"""Zudu's phone numbers."""

from functools import partial

from trunkline.domain.webhook_urls import check_receiver_url
from trunkline.services.zudu_numbers import URL, ZuduNumbers
from trunkline.settings import may_receive_on_loopback, receiver_ports
from trunkline.table.client import table
from trunkline.table.zudu_numbers import ZuduNumberTable


def zudu_numbers() -> ZuduNumbers:
    """Compose the use cases of Zudu's phone numbers."""
    check_url = partial(
        check_receiver_url, member=URL, ports=receiver_ports(), may_be_loopback=may_receive_on_loopback()
    )
    return ZuduNumbers(ZuduNumberTable(table()), check_url=check_url)
