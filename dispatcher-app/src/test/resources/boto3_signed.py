"""An unmodified boto3 with the keys of a dispatcher: its signatures and its presigned URLs are accepted."""
import sys
import urllib.error
import urllib.request

import boto3
from botocore.exceptions import ClientError

ARN = "arn:aws:lambda:us-east-1:000000000000:function:echo"


def client(secret, region="us-east-1"):
    return boto3.client("lambda", endpoint_url=sys.argv[1], region_name=region,
                        aws_access_key_id=sys.argv[2], aws_secret_access_key=secret)


lam = client(sys.argv[3])
for name in ("echo", "echo:$LATEST", ARN, ARN + ":$LATEST"):
    answer = lam.invoke(FunctionName=name, Payload=b'{"n": "a b+c%"}', LogType="Tail")
    assert answer["Payload"].read() == b'{"n": "a b+c%"}', name
assert lam.list_functions(MaxItems=5)["Functions"][0]["FunctionName"] == "echo"
assert client(sys.argv[3], "eu-west-1").get_function(FunctionName="echo")["Configuration"]["Runtime"] == "python3.12"

url = lam.generate_presigned_url("get_function", {"FunctionName": ARN, "Qualifier": "$LATEST"}, ExpiresIn=60)
assert urllib.request.urlopen(url).status == 200
try:
    urllib.request.urlopen(url.replace("function%3Aecho", "function%3Aother"))
    raise AssertionError("a changed URL was accepted")
except urllib.error.HTTPError as refused:
    assert refused.code == 403, refused.code
    assert refused.headers["x-amzn-ErrorType"] == "InvalidSignatureException"

try:
    client("wrong").list_functions()
    raise AssertionError("a wrong secret was accepted")
except ClientError as refused:
    assert refused.response["Error"]["Code"] == "InvalidSignatureException", refused.response
print("signed session complete")
