"""Says which messages of a batch failed."""
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

processor = BatchProcessor(event_type=EventType.SQS)


def pay(record):
    if record.json_body["amount"] <= 0:
        raise ValueError("cannot pay")


def handler(event, context):
    return process_partial_response(event=event, record_handler=pay, processor=processor, context=context)
