"""Deliveries to customers that are due: sent, and what came of it kept."""

from trunkline.aws.delivery_queue import hint_of
from trunkline.events.deliveries import DeliveryBatch
from trunkline.settings import slow_deliveries_queue_url
from trunkline.wiring.deliveries import deliverer

lambda_handler = DeliveryBatch(deliverer, hint_of, slow_deliveries_queue_url)
