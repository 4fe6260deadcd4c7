"""Passes good messages of a batch on, and names the others."""
import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            order = json.loads(record["body"])
            sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=order["id"])
        except (ValueError, KeyError) as error:
            print("refused", record["messageId"], type(error).__name__)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
