"""Deliveries to customers that are due: sent, and what came of it kept."""

from trunkline.aws.delivery_queue import hint_of
from trunkline.events.deliveries import DeliveryBatch
from trunkline.wiring.deliveries import deliverer
from trunkline.wiring.hints import slow_queue_url

lambda_handler = DeliveryBatch(deliverer, hint_of, slow_queue_url)
