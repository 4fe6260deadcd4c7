import base64
import json
import os
import time

LEDGER = os.environ["LEDGER"]
FAILING = os.environ["FAILING"]
SECONDS = float(os.environ["SECONDS"])
DISPATCHER = os.getppid()


def records(event):
    """The identifier and the body of each record, in the order of the batch."""
    if "rmqMessagesByQueue" in event:
        for messages in event["rmqMessagesByQueue"].values():
            for message in messages:
                yield message["itemIdentifier"], json.loads(base64.b64decode(message["data"]))
    elif "records" in event:
        for partition, batch in event["records"].items():
            for record in batch:
                identifier = {"partition": partition, "offset": record["offset"]}
                yield identifier, json.loads(base64.b64decode(record["value"]))
    else:
        for record in event["Records"]:
            if "kinesis" in record:
                data = base64.b64decode(record["kinesis"]["data"])
                yield record["kinesis"]["sequenceNumber"], json.loads(data)
            elif "dynamodb" in record:
                image = record["dynamodb"]["NewImage"]
                body = {name: next(iter(value.values())) for name, value in image.items()}
                yield record["dynamodb"]["SequenceNumber"], body
            elif "change" in record:
                yield record["sequenceNumber"], json.loads(record["change"]["after"]["body"])
            else:
                yield record["messageId"], json.loads(record["body"])


def fails(body):
    if body["behaviour"] == "poison":
        return not os.path.exists(LEDGER + "-mended")
    if body["behaviour"] != "once":
        return False
    try:
        os.close(os.open("%s-%s-%s" % (LEDGER, body["key"], body["seq"]), os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False


def write(ends, context):
    lines = "".join(
        "%s %s %s %s %d %d\n"
        % (body["key"], body["seq"], end, context.aws_request_id, now, DISPATCHER)
        for body, end, now in ends
    )
    file = os.open(LEDGER, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, lines.encode())
    finally:
        os.close(file)


def raises(body):
    """Whether it raises because of this record, or reports it."""
    return FAILING == "RAISES" or FAILING == "RAISES_OR_STOPS" and int(body["seq"]) % 2 == 0


def handler(event, context):
    ends = []
    failed = []
    held = set()
    for identifier, body in records(event):
        now = time.time_ns() // 1_000_000
        if body["key"] in held:
            ends.append((body, "held", now))
            failed.append(identifier)
            continue
        time.sleep(SECONDS)
        if not fails(body):
            ends.append((body, "ok", now))
            continue
        ends.append((body, "failed", now))
        failed.append(identifier)
        if raises(body):
            write([(one, "undone" if end == "ok" else end, at) for one, end, at in ends], context)
            raise RuntimeError("a record of the batch failed")
        if FAILING == "HOLDS_KEY":
            held.add(body["key"])
        elif FAILING != "GOES_ON":
            break
    write(ends, context)
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}
