"""An ordinary function of Lambda's: a client without any configuration."""
import os

import boto3
import botocore
from botocore.exceptions import ClientError

# Older ones do not know the variable and are led by hand.
KNOWS_ENDPOINTS = tuple(map(int, botocore.__version__.split(".")[:2])) >= (1, 31)
lam = boto3.client("lambda", **({} if KNOWS_ENDPOINTS else {"endpoint_url": os.environ["AWS_ENDPOINT_URL_LAMBDA"]}))


def handler(event, context):
    try:
        return lam.invoke(FunctionName=event["function"], Payload=b'{"paid": true}')["Payload"].read().decode()
    except ClientError as refused:
        return refused.response["Error"]["Code"]
