"""Signs a call to the dispatcher with what is in its environment, by the standard library alone."""
import datetime
import hashlib
import hmac
import os
import urllib.error
import urllib.parse
import urllib.request


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def call(method, path, body):
    environment = os.environ
    host = urllib.parse.urlsplit(environment["AWS_ENDPOINT_URL_LAMBDA"]).netloc
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": host, "x-amz-date": now, "x-amz-security-token": environment["AWS_SESSION_TOKEN"]}
    names = ";".join(sorted(headers))
    canonical = "\n".join([method, path, ""] + ["%s:%s" % (name, headers[name]) for name in sorted(headers)]
                          + ["", names, hashlib.sha256(body).hexdigest()])
    scope = "%s/%s/lambda/aws4_request" % (now[:8], environment["AWS_REGION"])
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + environment["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/"):
        key = mac(key, part)
    headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (
        environment["AWS_ACCESS_KEY_ID"], scope, names, mac(key, text).hex())
    request = urllib.request.Request(environment["AWS_ENDPOINT_URL_LAMBDA"] + path, body or None, headers,
                                     method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get("x-amzn-ErrorType", "") + refused.read().decode()


def handler(event, context):
    if "env" in event:
        return [os.environ.get(name) for name in event["env"]]
    status, text = call(event["method"], event["path"], event.get("body", "").encode())
    return {"status": status, "text": text}
