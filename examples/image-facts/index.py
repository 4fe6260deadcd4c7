"""Tells format, size and proportions of each picture that is dropped into a folder."""

import math
import os
import urllib.parse

import image_headers  # from the layer


def handler(event, context):
    directory = os.environ.get("BUCKET_DIRECTORY", ".")
    facts = []
    for record in event["Records"]:
        if not record["eventName"].startswith("ObjectCreated:"):
            continue
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        with open(os.path.join(directory, key), "rb") as picture:
            kind, width, height = image_headers.size(picture.read(32))
        divisor = math.gcd(width, height)
        facts.append(
            {
                "key": key,
                "format": kind,
                "width": width,
                "height": height,
                "ratio": f"{width // divisor}:{height // divisor}",
            }
        )
        print(f"{key}: {kind} {width}x{height}, request {context.aws_request_id}")
    return facts
