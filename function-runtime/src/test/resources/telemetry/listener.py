#!/usr/bin/env python3
"""An extension that prints the telemetry it gets: "batch" and an array of events, for each."""

import http.server
import json
import os
import socket
import threading
import urllib.error
import urllib.request

API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"]
HOST = os.environ.get("LISTENER_HOST", "sandbox.localdomain")
PORT = int(os.environ.get("LISTENER_PORT", "0"))
URI = os.environ.get("LISTENER_URI", "http://%s:%d/telemetry?from=here")


def call(method, path, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data, method=method)
    request.add_header("Content-Type", "application/json")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    with urllib.request.urlopen(request) as answer:
        return answer.status, answer.headers, answer.read().decode()


def tell(events):
    told = [e for e in events if not str(e["record"]).startswith("batch ")]
    for event in told:
        if isinstance(event["record"], str):
            event["record"] = event["record"][:60]
    if told:
        print("batch " + json.dumps(told), flush=True)


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        if "LISTENER_STUCK" in os.environ:
            print("stuck", flush=True)
            threading.Event().wait()
        assert self.path == "/telemetry?from=here", self.path
        tell(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def lines(server):
    connection, _ = server.accept()
    with connection.makefile() as received:
        for line in received:
            tell([json.loads(line)])


def start(server):
    threading.Thread(target=server, daemon=True).start()


def listen(port):
    if "LISTENER_TCP" in os.environ:
        server = socket.create_server((HOST, port))
        start(lambda: lines(server))
        return server.getsockname()[1]
    server = http.server.ThreadingHTTPServer((HOST, port), Listener)
    server.daemon_threads = True
    start(server.serve_forever)
    return server.server_address[1]


def free_port():
    with socket.create_server((HOST, 0)) as server:
        return server.getsockname()[1]


_, answered, _ = call(
    "POST",
    "/2020-01-01/extension/register",
    {"events": ["INVOKE", "SHUTDOWN"]},
    Lambda_Extension_Name=os.path.basename(__file__),
)
identity = {"Lambda_Extension_Identifier": answered["Lambda-Extension-Identifier"]}
late = "LISTENER_LATE" in os.environ
port = free_port() if late else listen(PORT)
subscription = json.loads(os.environ["SUBSCRIPTION"])
if "LISTENER_TCP" in os.environ:
    subscription["destination"] = {"protocol": "TCP", "port": port}
else:
    place = URI % (HOST, port) if "%" in URI else URI
    subscription["destination"] = {"protocol": "HTTP", "URI": place}
status, _, body = call("PUT", "/2022-07-01/telemetry", subscription, **identity)
print("subscribed %d %s" % (status, body), flush=True)
invocations = 0
while True:
    _, _, event = call("GET", "/2020-01-01/extension/event/next", **identity)
    if json.loads(event)["eventType"] == "SHUTDOWN":
        print("told of the end", flush=True)
        break
    invocations += 1
    if late and invocations == 2:
        listen(port)
