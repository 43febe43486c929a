"""Messages as items of the table."""

from trunkline.domain.calls import Filing, FromLog, Message, MessageEvent
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import from_iso
from trunkline.domain.webhooks import Webhook
from trunkline.table import keys
from trunkline.table.calls import MAX_URL, marked
from trunkline.table.items import Item, Update

MAX_TEXT = 10_000


def message_write(webhook: Webhook, filing: Filing, event: MessageEvent, at: str, log: FromLog | None = None) -> Update:
    """Return the write that stores a message, once; a text that arrives later is added."""
    text = None if event.text is None else event.text[:MAX_TEXT]
    media: Item = {"media_urls": [url[:MAX_URL] for url in event.media_urls]}
    return Update(
        label="message",
        key=keys.message(webhook.organization_id, webhook.carrier, event.message_id),
        set_={**({} if text is None else {"message_text": text}), **media, **marked(log)},
        first={
            "entity": "message",
            "organization": webhook.organization_id,
            "workspace": filing.workspace_uuid,
            "carrier": webhook.carrier,
            "message_id": event.message_id,
            "from_number": event.from_number,
            "to_number": event.to_number,
            "received_at": at,
            "gsi1pk": keys.messages_of(filing.filed_under),
            "gsi1sk": f"{at}#{event.message_id}",
        },
        condition="attribute_not_exists(pk)" if text is None else "attribute_not_exists(message_text)",
    )


def message_filing(item: Item) -> Filing:
    """Read whose a message is; without a workspace when it was stored before items said so."""
    return Filing(
        organization_id=item["organization"],
        workspace_uuid=item.get("workspace"),
        filed_under=keys.filed_under(item["gsi1pk"]),
    )


def message_from(item: Item) -> Message:
    """Read a message from an item."""
    return Message(
        id=item["message_id"],
        filed_under=keys.filed_under(item["gsi1pk"]),
        carrier=Carrier(item["carrier"]),
        from_number=item.get("from_number"),
        to_number=item.get("to_number"),
        text=item.get("message_text"),
        media_urls=tuple(item["media_urls"]),
        received_at=from_iso(item["received_at"]),
        is_backfilled=item.get("backfilled", False),
    )
