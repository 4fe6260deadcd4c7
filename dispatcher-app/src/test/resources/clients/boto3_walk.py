"""A function's life by an unmodified boto3: ENDPOINT and the keys are in the environment."""
import io
import json
import os
import urllib.error
import urllib.request
import zipfile

import boto3

CODE = """import words
def handler(event, context):
    if "fail" in event:
        raise ValueError("asked to fail")
    print("called", event)
    return [words.WORD, context.function_version, context.aws_request_id]
"""


def zipped(name, text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


lam = boto3.client("lambda", endpoint_url=os.environ["ENDPOINT"])


def layer(word):
    content = {"ZipFile": zipped("python/words.py", f"WORD = {word!r}\n")}
    return lam.publish_layer_version(LayerName="words", Content=content)["LayerVersionArn"]


def call(**how):
    answer = lam.invoke(FunctionName="boto", LogType="Tail", **how)
    assert "LogResult" in answer, answer
    return answer, json.load(answer["Payload"])


made = lam.create_function(
    FunctionName="boto", Runtime="python3.12", Handler="index.handler",
    Role="arn:aws:iam::000000000000:role/boto", Code={"ZipFile": zipped("index.py", CODE)},
    Layers=[layer("one")], Tags={"made": "by boto3"})
lam.get_waiter("function_active").wait(FunctionName="boto")
answer, payload = call(Payload=json.dumps({"name": "Ada"}))
assert payload == ["one", "$LATEST", answer["ResponseMetadata"]["RequestId"]], payload
answer, payload = call(Payload=json.dumps({"fail": True}))
assert (answer["FunctionError"], payload["errorType"]) == ("Unhandled", "ValueError"), payload
assert lam.invoke(FunctionName="boto", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
assert lam.invoke(FunctionName="boto", InvocationType="DryRun")["StatusCode"] == 204

lam.update_function_configuration(FunctionName="boto", Timeout=9, Layers=[layer("two")])
lam.get_waiter("function_updated").wait(FunctionName="boto")
lam.update_function_code(FunctionName="boto", ZipFile=zipped("index.py", "# second\n" + CODE))
lam.get_waiter("function_updated").wait(FunctionName="boto")
told = lam.get_function(FunctionName="boto")
assert (told["Configuration"]["Timeout"], told["Tags"]) == (9, {"made": "by boto3"}), told

assert lam.publish_version(FunctionName="boto", Description="first")["Version"] == "1"
lam.create_alias(FunctionName="boto", Name="live", FunctionVersion="1")
lam.update_function_configuration(FunctionName="boto", Layers=[layer("three")])
lam.get_waiter("function_updated").wait(FunctionName="boto")
assert call(Qualifier="live", Payload=b"{}")[1][:2] == ["two", "1"]
assert call(Payload=b"{}")[1][:2] == ["three", "$LATEST"]
pages = lam.get_paginator("list_versions_by_function").paginate(
    FunctionName="boto", PaginationConfig={"PageSize": 1})
assert [v["Version"] for page in pages for v in page["Versions"]] == ["$LATEST", "1"]

url = lam.create_function_url_config(
    FunctionName="boto", Qualifier="live", AuthType="NONE")["FunctionUrl"]
lam.add_permission(
    FunctionName="boto", Qualifier="live", StatementId="open", Principal="*",
    Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE")
with urllib.request.urlopen(url) as answer:
    assert json.load(answer)[:2] == ["two", "1"]
lam.delete_function_url_config(FunctionName="boto", Qualifier="live")
try:
    urllib.request.urlopen(url)
    raise AssertionError("a deleted URL still answers")
except urllib.error.HTTPError as refused:
    assert refused.code == 403, refused.code

lam.delete_alias(FunctionName="boto", Name="live")
lam.delete_function(FunctionName="boto", Qualifier="1")
lam.delete_function(FunctionName="boto")
for version in (1, 2, 3):
    lam.delete_layer_version(LayerName="words", VersionNumber=version)
try:
    lam.invoke(FunctionName="boto")
    raise AssertionError("a deleted function still answers")
except lam.exceptions.ResourceNotFoundException:
    print("walked by boto3", boto3.__version__)
