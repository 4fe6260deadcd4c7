#!/usr/bin/env python3
"""Derives the table of operations and request members from AWS's published model of the Lambda API.

    build-tools/lambda-model/derive.py service-2.json > \\
      dispatcher-app/src/main/resources/dev/tripline/dispatcher/lambdaapi/wire/model.json

service-2.json is botocore's (botocore/data/lambda/2015-03-31). Kept are the paths of operations and the
shapes of their requests with their constraints; documentation, answers and errors are left out. One
line an operation or shape, so that a newer model reads as a short difference.
"""
import json
import sys

KEPT = ("type", "required", "min", "max", "pattern", "enum", "sensitive")
# AWS's refusals name the values of an enumeration in an order of their own where one was recorded.
RECORDED_ORDER = {
    "EventSourcePosition": ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"],
    "InvokeMode": ["RESPONSE_STREAM", "BUFFERED"],
}
# Likewise, patterns that AWS's refusals show without the parentheses around them.
RECORDED_BARE = {"LayerVersionArn"}
PLACES = {"uri": "path", "querystring": "query", "header": "header"}

with open(sys.argv[1], encoding="utf-8") as file:
    model = json.load(file)


def reference(member):
    kept = {"shape": member["shape"]}
    if "location" in member:
        kept["in"] = PLACES[member["location"]]
        if member["locationName"] != name_of(member):
            kept["name"] = member["locationName"]
    elif "locationName" in member and member["locationName"] != name_of(member):
        raise SystemExit("a member of a body has another name on the wire: " + name_of(member))
    return kept


def name_of(member):
    return member["#name"]


def shape(name):
    full = model["shapes"][name]
    kept = {key: full[key] for key in KEPT if key in full}
    recorded = RECORDED_ORDER.get(name)
    if recorded and sorted(recorded) == sorted(kept["enum"]):
        kept["enum"] = recorded
    if name in RECORDED_BARE and kept["pattern"].startswith("((") and kept["pattern"].endswith("))"):
        kept["pattern"] = kept["pattern"][1:-1]
    if full["type"] == "structure":
        kept["members"] = {}
        for member, inner in full["members"].items():
            kept["members"][member] = reference({**inner, "#name": member})
    for part in ("member", "key", "value"):
        if part in full:
            kept[part] = full[part]["shape"]
    if "payload" in full:
        kept["payload"] = full["payload"]
    return kept


def reach(name, found):
    if name in found:
        return
    found[name] = shape(name)
    full = model["shapes"][name]
    for inner in full.get("members", {}).values():
        reach(inner["shape"], found)
    for part in ("member", "key", "value"):
        if part in full:
            reach(full[part]["shape"], found)


def lines(entries):
    return ",\n".join(
        json.dumps(name) + ": " + json.dumps(entries[name], ensure_ascii=False)
        for name in sorted(entries)
    )


operations, shapes = {}, {}
for name, operation in model["operations"].items():
    http = operation["http"]
    path, mark, query = http["requestUri"].partition("?")
    operations[name] = {
        "method": http["method"],
        "path": path.rstrip("/") + mark + query,
        "input": operation["input"]["shape"] if "input" in operation else None,
    }
    if "input" in operation:
        reach(operation["input"]["shape"], shapes)

print('{"version": ' + json.dumps(model["metadata"]["apiVersion"]) + ",")
print('"operations": {\n' + lines(operations) + "},")
print('"shapes": {\n' + lines(shapes) + "}}")
