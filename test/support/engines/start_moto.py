"""Starts moto 5.2.1, without three of its differences from AWS."""

import threading

from moto import server
from moto.dynamodb.responses import DynamoHandler
from moto.sns import models as sns
from moto.sqs.models import Queue

# https://docs.aws.amazon.com/general/latest/gr/sns.html
sns.MAXIMUM_MESSAGE_LENGTH = 1024 * 1024

add_message = Queue.add_message
added = set()
lock = threading.Lock()


def add_message_once(queue, message):
    """It forgets the deduplication id of a deleted message. A run is shorter than SQS's five minutes."""
    key = (queue.name, message.group_id, message.deduplication_id)
    with lock:
        if key in added:
            return
        added.add(key)
    add_message(queue, message)


call_action = DynamoHandler.call_action


def call_in_turn(handler):
    """Two threads may both meet a condition that one of them ends."""
    with lock:
        return call_action(handler)


DynamoHandler.call_action = call_in_turn
Queue.add_message = add_message_once
server.main()
