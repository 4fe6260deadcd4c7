"""Counts the words of the object that an S3 event names."""
import urllib.parse

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    bucket = record["bucket"]["name"]
    key = urllib.parse.unquote_plus(record["object"]["key"])
    found = s3.get_object(Bucket=bucket, Key=key)
    words = found["Body"].read().decode().split()
    s3.put_object(Bucket=bucket, Key=key + ".count", Body=str(len(words)).encode())
    return {"type": found["ContentType"], "words": len(words)}
