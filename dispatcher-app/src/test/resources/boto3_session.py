"""A session of an unmodified boto3 with the dispatcher: only the endpoint differs from AWS."""
import io
import json
import sys
import zipfile

import boto3

ROLE = "arn:aws:iam::000000000000:role/local"
CODE = """import greeting
def handler(event, context):
    if "fail" in event:
        raise ValueError("asked to fail")
    print("greeting", event["name"])
    return {"text": greeting.WORD + " " + event["name"], "id": context.aws_request_id}
"""


def zipped(name, text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


lam = boto3.client(
    "lambda",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)

layer = lam.publish_layer_version(
    LayerName="greetings", Content={"ZipFile": zipped("python/greeting.py", "WORD = 'Hello'\n")}
)
lam.create_function(
    FunctionName="hello",
    Runtime="python3.11",
    Handler="index.handler",
    Role=ROLE,
    Code={"ZipFile": zipped("index.py", CODE)},
    Layers=[layer["LayerVersionArn"]],
)
lam.get_waiter("function_active").wait(FunctionName="hello")

answer = lam.invoke(FunctionName="hello", Payload=json.dumps({"name": "Ada"}), LogType="Tail")
payload = json.load(answer["Payload"])
assert payload == {"text": "Hello Ada", "id": answer["ResponseMetadata"]["RequestId"]}, payload

failure = lam.invoke(FunctionName="hello", Payload=json.dumps({"fail": True}))
assert failure["FunctionError"] == "Unhandled", failure
assert json.load(failure["Payload"])["errorType"] == "ValueError"

event = lam.invoke(FunctionName="hello", InvocationType="Event", Payload=json.dumps({"name": "x"}))
assert event["StatusCode"] == 202, event

lam.update_function_configuration(FunctionName="hello", Timeout=9)
lam.get_waiter("function_updated").wait(FunctionName="hello")
assert lam.get_function_configuration(FunctionName="hello")["Timeout"] == 9

assert [f["FunctionName"] for f in lam.list_functions()["Functions"]] == ["hello"]
lam.delete_function(FunctionName="hello")
try:
    lam.invoke(FunctionName="hello")
    raise AssertionError("a deleted function still answers")
except lam.exceptions.ResourceNotFoundException:
    print("boto3 session complete")
