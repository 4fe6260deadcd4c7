"""Logs everything and calls one operation of the SDK."""
import json
import logging

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)
client = boto3.client("lambda")


def lambda_handler(event, context):
    logger.info("event %s", json.dumps(event))
    settings = client.get_account_settings()
    return {
        "functions": settings["AccountUsage"]["FunctionCount"] > 0,
        "hurried": context.get_remaining_time_in_millis() < 1000,
        "name": context.function_name,
    }
