"""Tries to get out, to be heard as another, and to take more than its share. Answers what came of each try."""
import ctypes
import errno
import os
import signal
import socket

libc = ctypes.CDLL(None, use_errno=True)


def attempt(step):
    """"done", or why not."""
    try:
        step()
        return "done"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except Exception as error:
        return type(error).__name__


def call(number, *arguments):
    ctypes.set_errno(0)
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def read(path):
    with open(path, "rb") as file:
        if not file.read(1):
            raise OSError(errno.ENODATA, "empty")


def write(path):
    """Opens only: some of these would act on the machine."""
    os.close(os.open(path, os.O_WRONLY | (0 if path.startswith("/proc/") else os.O_CREAT)))


def unshare(flags):
    """In a child: a namespace that is got after all must not be this worker's."""
    child = os.fork()
    if child == 0:
        ctypes.set_errno(0)
        os._exit(0 if libc.unshare(flags) == 0 else ctypes.get_errno())
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise OSError(status, "refused")


def fill(path, mb):
    """Holds an unlinked file of that size for a moment."""
    with open(path, "wb") as file:
        os.unlink(path)
        block = b"x" * (1 << 20)
        for _ in range(mb):
            file.write(block)


def rewrite_own_code():
    path = os.environ["LAMBDA_TASK_ROOT"] + "/index.py"
    os.chmod(path, 0o644)
    with open(path, "ab") as file:
        file.write(b"\n")


def signal_dispatcher(pid):
    os.kill(pid, 0)


def connect_abstract(name):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect("\0" + name)


def own_abstract():
    """Within the worker abstract sockets are of use."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind("\0own-of-%d" % os.getpid())
        listener.listen()
        connect_abstract("own-of-%d" % os.getpid())


def signal_own():
    child = os.fork()
    if child == 0:
        signal.pause()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def listen():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()


def move():
    """Between directories, which needs a right of its own."""
    os.makedirs("/tmp/from", exist_ok=True)
    with open("/tmp/from/file", "w") as file:
        file.write("x")
    os.rename("/tmp/from/file", "/tmp/file")
    os.remove("/tmp/file")


def take_next(address, family):
    """The first line of a Runtime API's answer; nothing if it hangs up or has nothing to say."""
    host, port = address.rsplit(":", 1)
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        try:
            connection.connect(("::ffff:" + host if family == socket.AF_INET6 else host, int(port)))
            connection.sendall(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n")
            return connection.recv(100).split(b"\r\n")[0].decode()
        except socket.timeout:
            return "waits"
        except OSError as error:
            return errno.errorcode.get(error.errno, "hangs up")


def handler(event, context):
    if "next" in event:
        return {
            "ipv4": take_next(event["next"], socket.AF_INET),
            "ipv6": take_next(event["next"], socket.AF_INET6),
        }
    calls = {
        "ptrace": (101, 0x4207, 0, 0, 0),
        "keyctl": (250, 0, -3, 0, 0, 0),
        "bpf": (321, 0, 0, 0),
        "userfaultfd": (323, 1),
        "io_uring_setup": (425, 1, 0),
        "perf_event_open": (298, 0, 0, -1, -1, 0),
        "mount": (165, 0, 0, 0, 0, 0),
        "open_by_handle_at": (304, 0, 0, 0),
        "memfd_secret": (447, 0),
        "shmget": (29, 0, 4096, 0o1600),
    }
    found = {name: attempt(lambda: call(*call_of)) for name, call_of in calls.items()} if os.uname().machine == "x86_64" else {}
    found["user namespace"] = attempt(lambda: unshare(0x10000000))
    found["network namespace"] = attempt(lambda: unshare(0x40000000))
    found["packet socket"] = attempt(lambda: socket.socket(17, socket.SOCK_RAW, 0).close())
    found["vsock"] = attempt(lambda: socket.socket(40, socket.SOCK_STREAM, 0).close())
    found["terminal input"] = attempt(lambda: call(16, 0, 0x5412, ctypes.byref(ctypes.c_char(b"x"))))
    for name in ("/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/machine-id", "/root/.bashrc", event["secret"],
                 "/proc/%d/environ" % event["dispatcher"]):
        label = "secret" if name == event["secret"] else "environment" if name.startswith("/proc") else name
        found["read " + label] = attempt(lambda: read(name))
    for name in ("/etc/x", "/usr/x", "/dev/x", "/var/x", "/var/task/x", "/proc/sys/kernel/hostname",
                 "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger"):
        found["write " + name] = attempt(lambda: write(name))
    for name in ("/proc/self/comm", "/proc/1/mem", "/proc/self/coredump_filter"):
        found["change " + name] = attempt(lambda: write(name))
    found["abstract socket"] = attempt(lambda: connect_abstract(event["abstract"]))
    found["own abstract socket"] = attempt(own_abstract)
    found["own signal"] = attempt(signal_own)
    found["own port"] = attempt(listen)
    found["own file"] = attempt(move) if event["fill"] else ""
    found["own code"] = attempt(rewrite_own_code)
    found["dispatcher"] = attempt(lambda: signal_dispatcher(event["dispatcher"]))
    found["fill /tmp"] = attempt(lambda: fill("/tmp/large", 600)) if event["fill"] else ""
    found["fill /dev/shm"] = attempt(lambda: fill("/dev/shm/large", 600)) if event["fill"] else ""
    found["privileges"] = open("/proc/self/status").read().split("NoNewPrivs:\t")[1][0]
    return found
