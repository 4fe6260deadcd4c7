"""Runs one Python function: fetches events from the Runtime API, calls the handler, posts what it returns.

The response and the request for the next event leave in one write over one connection.
"""
import _socket  # the wrapper around it takes longer to import than everything else here
import os
import sys
import time

ESCAPE = os.environ["AWS_EXECUTION_ENV"] in (
    "AWS_Lambda_python3.8", "AWS_Lambda_python3.9", "AWS_Lambda_python3.10", "AWS_Lambda_python3.11")
TASK_ROOT = os.environ["LAMBDA_TASK_ROOT"]
LIBRARIES = ""  # the directory of all functions, from the operator
JSON_LINES = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
LEVELS = {"TRACE": 5, "DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "FATAL": 50, "CRITICAL": 50}
LOWEST = LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper(), 20 if JSON_LINES else 0)
# Lambda's Python has these of its own; here an operator installs them.
PROVIDED = {"boto3": "boto3", "botocore": "boto3", "s3transfer": "boto3", "jmespath": "boto3", "dateutil": "boto3",
            "six": "boto3", "urllib3": "boto3", "setuptools": "setuptools", "pkg_resources": "setuptools"}
BASE = "/2018-06-01/runtime/"
NEXT = b"GET " + BASE.encode() + b"invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n"
INFINITY = float("inf")
request_id = ""


class Connection:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self.socket.connect((host, int(port)))
        self.socket.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self.buffer = b""

    def read(self):
        buffer = self.buffer
        end = buffer.find(b"\r\n\r\n")
        while end < 0:
            data = self.socket.recv(65536)
            if not data:
                os._exit(0)
            buffer += data
            end = buffer.find(b"\r\n\r\n")
        lines = buffer[:end].decode("utf-8").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        start = end + 4
        stop = start + int(headers.get("content-length", "0"))
        if len(buffer) < stop:
            parts = [buffer]
            have = len(buffer)
            while have < stop:
                data = self.socket.recv(min(1 << 20, stop - have + 65536))
                if not data:
                    os._exit(0)
                parts.append(data)
                have += len(data)
            buffer = b"".join(parts)
        self.buffer = buffer[stop:]
        return int(lines[0][9:12]), headers, buffer[start:stop]

    def post(self, path, body, error_type=None, then=b""):
        head = "POST %s%s HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % (
            BASE, path, len(body))
        if error_type:
            head += "Lambda-Runtime-Function-Error-Type: %s\r\n" % error_type
        self.socket.sendall(head.encode() + b"\r\n" + body + then)


class Identity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self):
        self.cognito_identity_id = None
        self.cognito_identity_pool_id = None


class Client:
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))


class ClientContext:
    __slots__ = ("custom", "env", "client")

    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        client = values.get("client")
        self.client = Client(client) if isinstance(client, dict) else None


class LambdaContext:
    def __init__(self, headers):
        client = headers.get("lambda-runtime-client-context")
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self.client_context = ClientContext(decoded(client.encode())) if client else None
        self.identity = Identity()
        self._epoch_deadline_time_in_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, int(self._epoch_deadline_time_in_ms - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        return "LambdaContext([aws_request_id=%s,function_name=%s])" % (self.aws_request_id, self.function_name)


def scanner_and_encoder():
    """What json.loads and json.dumps use inside, without their module: a quarter of a first call went into importing
    it and the regular expressions that it needs. None and None where an interpreter has them in another form."""
    try:
        from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner

        class Decoder:
            strict = True
            object_hook = object_pairs_hook = None
            parse_float = float
            parse_int = int
            parse_constant = {"-Infinity": -INFINITY, "Infinity": INFINITY, "NaN": INFINITY - INFINITY}.__getitem__

        def encode(value, escape):
            text = encode_basestring_ascii if escape else encode_basestring
            return "".join(make_encoder({}, refuse, text, None, ": ", ", ", False, False, True)(value, 0))

        scan = make_scanner(Decoder)
        if scan('{"a": [1, 1.5, "b", null, NaN]}', 0)[1] == 31 and encode({"a": [1, None]}, True) == '{"a": [1, null]}':
            return scan, encode
    except (AttributeError, ImportError, TypeError, ValueError):
        pass
    return None, None


def decoded(body):
    """The value of bytes of JSON, as json.loads reads them; all that is not plain JSON is left to it."""
    if SCAN:
        try:
            text = body.decode("utf-8").strip(" \t\n\r")
            value, end = SCAN(text, 0)
            if end == len(text):
                return value
        except (StopIteration, ValueError):
            pass
    import json

    return json.loads(body)


def written(value, escape):
    """The value as json.dumps writes it."""
    if ENCODE:
        return ENCODE(value, escape)
    import json

    return json.dumps(value, ensure_ascii=escape, default=refuse)


def encoded(value):
    """NaN and Infinity leave as AWS's client writes them, though no JSON has them."""
    try:
        return written(value, ESCAPE).encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot have and an escape can
        return written(value, True).encode("utf-8")


def refuse(value):
    import decimal

    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


SCAN, ENCODE = scanner_and_encoder()


def fault(error_type, message, stack, with_id=True):
    body = {"errorMessage": message, "errorType": error_type}
    if with_id:
        body["requestId"] = request_id
    body["stackTrace"] = stack
    return body


def remedy(error):
    """Names the command that brings a module which Lambda's own Python has; empty for any other error."""
    missing = getattr(error, "name", None) if isinstance(error, ImportError) else None
    if not missing or missing.partition(".")[0] not in PROVIDED or getattr(error, "path", None):
        return ""
    package = PROVIDED[missing.partition(".")[0]]
    return (". It is a part of Lambda's Python runtime and not of this host. Install it for all functions with"
            " \"%s -m pip install --target %s/python %s\", or put it into the package or a layer."
            % (sys.executable, LIBRARIES, package))


def stack_of(error):
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    while frames and frames[0].filename == __file__:
        frames.pop(0)
    return traceback.format_list([f for f in frames if not f.filename.startswith("<frozen importlib")])


def timestamp():
    now = time.time()
    return "%s.%03dZ" % (time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)), now % 1 * 1000)


def log_error(body):
    if JSON_LINES:
        entry = {"timestamp": timestamp(), "level": "ERROR"}
        entry.update(body)
        sys.stdout.write(written(entry, False) + "\n")
        sys.stdout.flush()
        return
    lines = ["[ERROR] %s: %s" % (body["errorType"], body["errorMessage"])]
    if body["stackTrace"]:
        lines.append("Traceback (most recent call last):")
        lines.extend(line.rstrip("\n") for line in body["stackTrace"])
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


class RequestIdFilter:
    def filter(self, record):
        record.aws_request_id = request_id
        return True


def set_up_logging():
    import logging

    class Handler(logging.Handler):
        def emit(self, record):
            sys.stdout.write(self.format(record) + "\n")

    handler = Handler()
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(json_formatter(logging) if JSON_LINES else formatter)
    if LOWEST:
        logging.getLogger().setLevel(max(LOWEST, logging.DEBUG))
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)


def json_formatter(logging):
    import json
    import traceback

    plain = set(vars(logging.makeLogRecord({}))) | {"aws_request_id", "taskName", "message", "asctime"}

    class Formatter(logging.Formatter):
        converter = time.gmtime

        def format(self, record):
            level = min(50, max(0, record.levelno)) // 10 * 10
            line = {
                "timestamp": "%s.%03dZ" % (self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), record.msecs),
                "level": logging.getLevelName(level),
                "message": record.getMessage(),
                "logger": record.name,
            }
            if record.exc_info and record.exc_info[0]:
                line["stackTrace"] = traceback.format_tb(record.exc_info[2])
                line["errorType"] = record.exc_info[0].__name__
                line["errorMessage"] = str(record.exc_info[1])
                line["location"] = "%s:%s:%s" % (record.pathname, record.funcName, record.lineno)
            line["requestId"] = record.aws_request_id
            for name, value in vars(record).items():
                if name not in plain and name not in line and value is not None:
                    line[name] = value
            return json.dumps(line, ensure_ascii=False, default=str)

    return Formatter()


class LoggingOnImport:
    """Sets logging up when the function imports it: importing it for those who do not costs them time."""

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        import importlib.util

        spec = importlib.util.find_spec("logging")
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            set_up_logging()

        spec.loader.exec_module = exec_module
        return spec


def load_handler(name):
    """The handler, or a function that says why there is none."""
    parts = name.rsplit(".", 1)
    if len(parts) != 2:
        message = "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name
        return None, fault("Runtime.MalformedHandlerName", message, [])
    module_name, function_name = parts
    if module_name.partition(".")[0] in sys.builtin_module_names:
        message = "Cannot use built-in module %s as a handler module" % module_name
        return None, fault("Runtime.BuiltInModuleConflict", message, [])
    try:
        import importlib

        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = "Unable to import module '%s': %s%s" % (module_name, error, remedy(error))
        return None, fault("Runtime.ImportModuleError", message, [])
    except SyntaxError as error:
        message = "Syntax error in module '%s': %s" % (module_name, error)
        line = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        return None, fault("Runtime.UserCodeSyntaxError", message, [line])
    except Exception as error:
        return None, fault(type(error).__name__, str(error), stack_of(error))
    handler = getattr(module, function_name, None)
    if handler is None:
        message = "Handler '%s' missing on module '%s'" % (function_name, module_name)
        return None, fault("Runtime.HandlerNotFound", message, [])
    return handler, None


def run(connection, handler):
    global request_id
    environment = os.environ
    connection.socket.sendall(NEXT)
    awaited = False
    while True:
        if awaited:
            connection.read()
        _, headers, event = connection.read()
        awaited = True
        request_id = headers["lambda-runtime-aws-request-id"]
        trace = headers.get("lambda-runtime-trace-id")
        if trace:
            environment["_X_AMZN_TRACE_ID"] = trace
        else:
            environment.pop("_X_AMZN_TRACE_ID", None)
        path = "invocation/" + request_id
        try:
            payload = decoded(event)
        except ValueError as error:
            body = fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error, [])
            log_error(body)
            connection.post(path + "/error", encoded(body), body["errorType"], NEXT)
            continue
        try:
            result = handler(payload, LambdaContext(headers))
        except Exception as error:
            body = fault(type(error).__name__, str(error) + remedy(error), stack_of(error))
            log_error(body)
            connection.post(path + "/error", encoded(body), body["errorType"], NEXT)
            continue
        finally:
            sys.stdout.flush()
        try:
            answer = encoded(result)
        except Exception as error:
            message = "Unable to marshal response: %s" % error
            body = fault("Runtime.MarshalError", message, [])
            log_error(body)
            connection.post(path + "/error", encoded(body), body["errorType"], NEXT)
            continue
        connection.post(path + "/response", answer, then=NEXT)


def be_like_with_site(directories):
    """The interpreter runs without its site module, whose hooks are the host's; functions may count on the rest of it.

    These are the names it adds, and the .pth files of packages and layers."""
    import _sitebuiltins
    import builtins

    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.help = _sitebuiltins._Helper()
    builtins.copyright = _sitebuiltins._Printer("copyright", sys.copyright)
    builtins.credits = _sitebuiltins._Printer("credits", "See https://www.python.org")
    builtins.license = _sitebuiltins._Printer("license", "See https://docs.python.org/license.html")
    for directory in directories:
        try:
            hooked = any(name.endswith(".pth") for name in os.listdir(directory))
        except OSError:
            continue  # no such layer
        if hooked:
            import site

            site.addsitedir(directory)


def main(search_path, libraries):
    """Runs the function of this process's environment until the Runtime API is gone.

    search_path: directories of layers; libraries: the directory of all functions, searched last."""
    global LIBRARIES
    LIBRARIES = libraries
    sys.stdout.reconfigure(line_buffering=True, encoding="utf-8", errors="backslashreplace")
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.path[0] = TASK_ROOT
    last = ["%s/python/lib/python%d.%d/site-packages" % (libraries, sys.version_info[0], sys.version_info[1]),
            libraries + "/python"]
    sys.path.extend(last)
    be_like_with_site([TASK_ROOT] + search_path + last)
    sys.meta_path.insert(0, LoggingOnImport())
    connection = Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler, failure = load_handler(os.environ["_HANDLER"])
    if failure:
        log_error(failure)
        connection.post("init/error", encoded(failure), failure["errorType"])
        connection.read()
        sys.exit(1)
    run(connection, handler)
