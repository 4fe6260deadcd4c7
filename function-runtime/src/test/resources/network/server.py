"""A machine of a test network: tells its name, and connects back when asked to. Argument: its name and,
for a name server, the address that it answers with."""
import socket
import sys
import threading

name = sys.argv[1]


def call(host, port):
    try:
        with socket.create_connection((host, int(port)), timeout=3):
            return "CONNECTED"
    except OSError as error:
        return type(error).__name__


def serve(client):
    with client:
        words = client.recv(1000).decode().split()
        answer = call(*words[1:]) if words[:1] == ["CALL"] else name
        client.sendall(answer.encode())


def resolve(address):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("0.0.0.0", 53))
    while True:
        query, client = server.recvfrom(2000)
        question = query[12 : query.index(0, 12) + 5]
        wants_ipv4 = question[-4:-2] == b"\x00\x01"
        header = query[:2] + b"\x81\x80\x00\x01\x00" + (b"\x01" if wants_ipv4 else b"\x00") + bytes(4)
        answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + socket.inet_aton(address)
        server.sendto(header + question + (answer if wants_ipv4 else b""), client)


if len(sys.argv) > 2:
    threading.Thread(target=resolve, args=(sys.argv[2],), daemon=True).start()
server = socket.create_server(("0.0.0.0", 5432))
print("ready", flush=True)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
