"""Checks a token and answers a policy."""
import os

import jwt


def handler(event, context):
    token = event["authorizationToken"].removeprefix("Bearer ")
    try:
        claims = jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])
        effect, principal = "Allow", claims["sub"]
    except jwt.InvalidTokenError:
        effect, principal = "Deny", "nobody"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": principal, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
