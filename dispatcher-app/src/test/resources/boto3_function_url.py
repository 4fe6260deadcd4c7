"""A function URL as a user of boto3 makes and calls it: public, then signed."""
import io
import json
import sys
import urllib.error
import urllib.request
import zipfile

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

endpoint, key, secret = sys.argv[1:]
client = boto3.client(
    "lambda", endpoint_url=endpoint, region_name="us-east-1",
    aws_access_key_id=key, aws_secret_access_key=secret)

code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("index.py", "def handler(event, context):\n    return event\n")
client.create_function(
    FunctionName="boto", Runtime="python3.12", Role="arn:aws:iam::000000000000:role/test",
    Handler="index.handler", Code={"ZipFile": code.getvalue()})
client.get_waiter("function_active_v2").wait(FunctionName="boto")


def call(url, headers=None, data=None):
    request = urllib.request.Request(url, data=data, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


made = client.create_function_url_config(
    FunctionName="boto", AuthType="NONE", Cors={"AllowOrigins": ["*"]})
url = made["FunctionUrl"]
assert made["ResponseMetadata"]["HTTPStatusCode"] == 201, made
assert call(url)[0] == 403
client.add_permission(
    FunctionName="boto", StatementId="FunctionURLAllowPublicAccess",
    Action="lambda:InvokeFunctionUrl", Principal="*", FunctionUrlAuthType="NONE")
status, event = call(url + "public?a=1")
assert (status, event["rawPath"], event["rawQueryString"]) == (200, "/public", "a=1"), event

client.update_function_url_config(FunctionName="boto", AuthType="AWS_IAM")
assert call(url)[0] == 403
signed = AWSRequest(method="POST", url=url + "orders/a%20b?x=%2F", data=b"{}")
SigV4Auth(Credentials(key, secret), "lambda", "us-east-1").add_auth(signed)
status, event = call(signed.url, dict(signed.headers), b"{}")
assert (status, event["rawPath"]) == (200, "/orders/a%20b"), event
assert event["requestContext"]["authorizer"]["iam"]["accessKey"] == key, event

assert len(client.list_function_url_configs(FunctionName="boto")["FunctionUrlConfigs"]) == 1
client.delete_function_url_config(FunctionName="boto")
assert call(url)[0] == 403
print("boto3 function url complete")
