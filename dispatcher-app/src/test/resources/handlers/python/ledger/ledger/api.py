"""A table of amounts, kept as decimals."""
import os
from decimal import Decimal

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.update_item(
        Key={"id": event["account"]},
        UpdateExpression="ADD balance :amount",
        ExpressionAttributeValues={":amount": Decimal(str(event["amount"]))},
    )
    item = table.get_item(Key={"id": event["account"]}, ConsistentRead=True)["Item"]
    return item["balance"]
