"""A function that tries what it is told to, and answers with what came of it."""
import errno
import os
import socket
import subprocess
import threading


def tcp(host, port, say="HELLO", device=None):
    with socket.socket() as client:
        client.settimeout(3)
        if device:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        client.connect((host, port))
        client.sendall(say.encode())
        return client.recv(1000).decode()


def udp(host, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(3)
        client.sendto(b"HELLO", (host, port))
        return client.recv(1000).decode()


def abstract(name):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + name)
        return "CONNECTED"


def listen(port):
    server = socket.create_server(("0.0.0.0", port))

    def serve():
        while True:
            with server.accept()[0] as client:
                client.recv(1000)

    threading.Thread(target=serve, daemon=True).start()
    return "LISTENS"


def name(host):
    return socket.gethostbyname(host)


def packets():
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3).close()
    return "OPEN"


def raw():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP).close()
    return "OPEN"


def ip(*arguments):
    done = subprocess.run(["/usr/sbin/ip", *arguments], capture_output=True, text=True, timeout=10)
    return "DONE" if done.returncode == 0 else done.stderr.strip()


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return "WRITTEN"


def env(variable):
    return os.environ[variable]


def attempt(what, *arguments):
    try:
        return globals()[what](*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, type(error).__name__)
    except Exception as error:
        return type(error).__name__


def handler(event, context):
    return [attempt(*one) for one in event]
