"""Sends on what it is given, with a number that is one more, to where events come from that it is invoked for."""
import json
import os

import boto3

LAST = 24


def client(service):
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL_" + {"events": "EVENTBRIDGE"}.get(
        service, service.upper())], region_name="us-east-1")


def send(way, number):
    event = {"way": way, "n": number}
    if way == "queue":
        sqs = client("sqs")
        url = sqs.get_queue_url(QueueName="loop")["QueueUrl"]
        return sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
    if way == "topic":
        return client("sns").publish(TopicArn="arn:aws:sns:us-east-1:000000000000:loop", Message=json.dumps(event))
    answer = client("events").put_events(Entries=[
        {"Source": "loop", "DetailType": "turn", "Detail": json.dumps(event)}])
    assert answer["FailedEntryCount"] == 0, answer
    return answer


def read(event):
    if "Records" in event:
        record = event["Records"][0]
        return json.loads(record["body"] if "body" in record else record["Sns"]["Message"])
    return event.get("detail", event)


def handler(event, context):
    got = read(event)
    if got["n"] == LAST:
        sqs = client("sqs")
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName="done")["QueueUrl"], MessageBody=got["way"])
    else:
        send(got["way"], got["n"] + 1)
    return got["n"]
