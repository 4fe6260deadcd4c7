"""Reads a secret once, at start."""
import json
import os

import boto3
from botocore.config import Config

secrets = boto3.client("secretsmanager", config=Config(retries={"max_attempts": 2}))
SECRET = json.loads(secrets.get_secret_value(SecretId=os.environ["SECRET"])["SecretString"])


def handler(event, context):
    return {"user": SECRET["user"], "right": event["password"] == SECRET["password"]}
