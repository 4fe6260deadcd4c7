'use strict';
// Runs one Node function: fetches events from the Runtime API, calls the handler, posts what it returns.
// The response and the request for the next event leave in one write over one connection.
const v8 = require('v8');
// Node's own modules were compiled for the default flags of V8, and are compiled again under any other: their heap
// keeps its size without the flag, which is put back once the function is loaded, for threads that it starts.
const heapFlag = process.execArgv.find((flag) => flag.startsWith('--max-old-space-size='));
if (heapFlag) v8.setFlagsFromString('--max-old-space-size=0');
const fs = require('fs');
const net = require('net');
const path = require('path');
const { format } = require('util');

const env = process.env;
const root = env.LAMBDA_TASK_ROOT;
const [libraries] = process.argv.splice(2); // of all functions, from the operator
const BASE = '/2018-06-01/runtime/';
const NEXT = `GET ${BASE}invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n`;
const STREAMING = Symbol('streaming');
let requestId;

// --- log ---------------------------------------------------------------------------------------
function write(text) {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(fs.writeSync(1, bytes));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const json = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const lowest = levels.indexOf((env.AWS_LAMBDA_LOG_LEVEL || (json ? 'INFO' : 'TRACE')).toUpperCase());
function traceOf(error) {
  return typeof error.stack === 'string' ? error.stack.split('\n') : [];
}
function readable(_key, value) {
  if (!(value instanceof Error)) return value;
  return { errorType: value.constructor.name, errorMessage: value.message, stackTrace: traceOf(value), ...value };
}
function jsonLine(level, words) {
  const entry = { timestamp: new Date().toISOString(), level, requestId };
  if (words.length === 1) {
    try {
      return JSON.stringify({ ...entry, message: words[0] }, readable);
    } catch {
      // not for JSON: a circle, or a large integer
    }
  }
  entry.message = format(...words);
  const error = words.slice(1).find((word) => word instanceof Error);
  if (error) {
    Object.assign(entry, {
      errorType: error.constructor.name, errorMessage: error.message, stackTrace: traceOf(error),
    });
  }
  return JSON.stringify(entry);
}
function line(level, words) {
  if (json) return `${jsonLine(level, words)}\n`;
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...words)}\n`;
}
for (const [method, level] of Object.entries({
  trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', fatal: 'FATAL',
})) {
  console[method] = levels.indexOf(level) < lowest ? () => {} : (...words) => write(line(level, words));
}

// --- errors ------------------------------------------------------------------------------------
class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}
/** Lambda's Node has the SDK; here an operator installs it. Names the command if that was not done. */
function remedy(error) {
  if (!error || (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ERR_MODULE_NOT_FOUND')) return '';
  const missing = /'(@(?:aws-sdk|smithy)\/[\w.-]+)/.exec(error.message);
  return missing === null ? '' : `\n${missing[1]} is a part of Lambda's Node runtime and not of this host. Install it ` +
    `for all functions with "npm install --prefix ${libraries}/nodejs ${missing[1]}", or put it into the package or a layer.`;
}
function describe(error) {
  if (error instanceof Error || (error && error.name && error.message !== undefined && error.stack)) {
    return {
      errorType: error.name, errorMessage: error.message + remedy(error), trace: String(error.stack).split('\n'),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
function logError(label, error) {
  if (json) {
    console.error(error instanceof Error ? error : new Error(describe(error).errorMessage));
    return;
  }
  const cause = describe(error);
  const members = { ...cause, ...(error instanceof Error ? error : {}), trace: undefined, stack: cause.trace };
  console.error(label, `\t${JSON.stringify(members)}`);
}

// --- Runtime API -------------------------------------------------------------------------------
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const socket = net.connect({ host, port: Number(port), noDelay: true });
let received = [];
let have = 0;
let want = 0; // bytes of head and body of the answer that is arriving; 0 while its head is
let headEnd = 0;
let head;
let onAnswer = () => {};
socket.on('data', (data) => {
  received.push(data);
  have += data.length;
  while (have > 0 && (want === 0 || have >= want)) {
    const all = received.length === 1 ? received[0] : Buffer.concat(received, have);
    if (want === 0) {
      headEnd = all.indexOf('\r\n\r\n');
      received = [all];
      if (headEnd < 0) return;
      head = all.toString('utf8', 0, headEnd).split('\r\n');
      want = headEnd + 4 + Number(header('content-length') || 0);
      if (have < want) return;
    }
    const body = all.subarray(headEnd + 4, want);
    const rest = all.subarray(want);
    received = rest.length > 0 ? [rest] : [];
    have = rest.length;
    want = 0;
    onAnswer(Number(head[0].substring(9, 12)), body);
  }
});
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
function header(name) {
  for (let i = 1; i < head.length; i++) {
    const line = head[i];
    if (line.length > name.length && line[name.length] === ':' &&
        line.substring(0, name.length).toLowerCase() === name) {
      return line.substring(name.length + 1).trim();
    }
  }
  return undefined;
}
function post(where, body, errorType, then) {
  const bytes = Buffer.byteLength(body);
  const type = errorType ? `Lambda-Runtime-Function-Error-Type: ${errorType.replace(/[^\w.]/g, '')}\r\n` : '';
  const start = `POST ${BASE}${where} HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\n` +
    `${type}Content-Length: ${bytes}\r\n\r\n`;
  socket.write(start + body + then);
}
/** Tells why, then ends the process once that has been taken. */
function fail(where, error, status) {
  const cause = describe(error);
  onAnswer = () => process.exit(status);
  socket.ref();
  if (breakOff) {
    breakOff(cause);
  } else {
    post(where, JSON.stringify(cause), cause.errorType, '');
  }
}

// --- streamed answers ---------------------------------------------------------------------------
globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = true;
    return handler;
  },
  HttpResponseStream: {
    from(stream, metadata) {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.write(JSON.stringify(metadata));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};
/** Ends a streamed answer that has begun with an error. */
let breakOff;
/** Says that the answer has been sent, piece by piece. */
const SENT = Symbol('sent');
/** Sends the answer as the handler writes it, from the first piece on. An error behind that comes as trailers. */
async function stream(handler, event, context, where) {
  const { Writable } = require('stream');
  let contentType = 'application/octet-stream';
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    socket.ref();
    breakOff = (cause) => {
      breakOff = undefined;
      socket.write('0\r\n' +
        `Lambda-Runtime-Function-Error-Type: ${String(cause.errorType).replace(/[^\w.]/g, '')}\r\n` +
        `Lambda-Runtime-Function-Error-Body: ${Buffer.from(JSON.stringify(cause)).toString('base64')}\r\n\r\n`);
    };
    socket.write(`POST ${BASE}${where}/response HTTP/1.1\r\nHost: runtime\r\n` +
      `Content-Type: ${contentType.replace(/[\r\n]/g, '')}\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n` +
      'Transfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body' +
      '\r\n\r\n');
  };
  const answer = new Writable({
    write(chunk, _encoding, done) {
      begin();
      if (chunk.length === 0) {
        done();
        return;
      }
      socket.write(`${chunk.length.toString(16)}\r\n`);
      socket.write(chunk);
      socket.write('\r\n', done);
    },
  });
  answer.setContentType = (type) => {
    contentType = String(type);
  };
  const finished = new Promise((resolve, reject) => answer.on('finish', resolve).on('error', reject));
  try {
    await handler(event, answer, context);
    await finished;
  } catch (error) {
    finished.catch(() => {});
    if (!begun) throw error;
    const cause = describe(error);
    logError('Invoke Error', error);
    breakOff(cause);
    return SENT;
  }
  begin();
  breakOff = undefined;
  socket.write('0\r\n\r\n');
  return SENT;
}

// --- the handler -------------------------------------------------------------------------------
function isModulePackage(directory) {
  for (let at = directory; !at.endsWith('/node_modules'); at = path.dirname(at)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8')).type === 'module';
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    if (at === '/') break;
  }
  return false;
}
const isPath = (specifier) => /^(\.{0,2}\/|#|[a-z][\w+.-]*:)/i.test(specifier);
/** Makes `import` find the packages of layers and of all functions, as Lambda's Node does; `require` does by itself. */
function importFromNodePath() {
  const places = (env.NODE_PATH || '').split(':')
    .filter((place) => place.endsWith('/node_modules') && fs.existsSync(place))
    .map((place) => require('url').pathToFileURL(`${path.dirname(place)}/package.json`).href);
  if (places.length === 0) return;
  const loader = require('module');
  if (!loader.registerHooks) {
    loader.register(require('url').pathToFileURL(path.join(__dirname, 'node_path.mjs')), { data: places });
    return;
  }
  loader.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND' || isPath(specifier)) throw error;
        for (const parentURL of places) {
          try {
            return next(specifier, { ...context, parentURL });
          } catch (another) {
            if (another.code !== 'ERR_MODULE_NOT_FOUND') throw another;
          }
        }
        throw error;
      }
    },
  });
}
const isFile = (file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile();
function importFile(file) {
  importFromNodePath();
  return import(require('url').pathToFileURL(file).href);
}
function requireFile(file) {
  try {
    return require(file);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM') throw error;
    return importFile(file);
  }
}
/** Looks in the order of Lambda's own client: beside the code first, then as `require` looks for a package. */
function load(directory, name) {
  const base = path.resolve(root, directory, name);
  if (isFile(base)) return requireFile(base);
  if (isFile(base + '.js')) {
    return isModulePackage(path.dirname(base)) ? importFile(base + '.js') : requireFile(base + '.js');
  }
  if (isFile(base + '.mjs')) return importFile(base + '.mjs');
  if (isFile(base + '.cjs')) return require(base + '.cjs');
  if (name && fs.existsSync(base)) return requireFile(base);
  return requireFile(require.resolve(name, { paths: [root, path.resolve(root, directory)] }));
}
async function loadHandler(name) {
  if (name.includes('..')) {
    throw new RuntimeError('Runtime.MalformedHandlerName', `'${name}' is not a valid handler name. ` +
      'Use absolute paths when specifying root directories in handler names.');
  }
  const last = path.basename(name);
  const dot = last.indexOf('.');
  if (dot <= 0) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const names = last.substring(dot + 1).split('.');
  let module;
  try {
    module = await load(path.dirname(name), last.substring(0, dot));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw new RuntimeError('Runtime.ImportModuleError', String(error) + remedy(error));
    }
    throw error;
  }
  const find = (from) => names.reduce((object, key) => object && object[key], from);
  const handler = find(module) || find(module && module.default);
  if (!handler) throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  return handler;
}

// --- one invocation ----------------------------------------------------------------------------
let finish; // answers the invocation at hand; undefined between invocations
let whenIdle; // what to do when nothing is left to run

function contextOf(done) {
  const deadline = Number(header('lambda-runtime-deadline-ms'));
  const client = header('lambda-runtime-client-context');
  const identity = header('lambda-runtime-cognito-identity');
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    identity: identity ? JSON.parse(identity) : undefined,
    invokedFunctionArn: header('lambda-runtime-invoked-function-arn'),
    awsRequestId: requestId,
    tenantId: header('lambda-runtime-aws-tenant-id'),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done,
    fail: (error) => done(error),
    succeed: (result) => done(null, result),
  };
}
function invoke(handler, body) {
  requestId = header('lambda-runtime-aws-request-id');
  env._X_AMZN_TRACE_ID = header('lambda-runtime-trace-id') || '';
  const where = `invocation/${requestId}`;
  const end = (error, result, failed) => {
    if (finish !== end) return;
    finish = undefined;
    whenIdle = undefined;
    socket.ref();
    if (!failed) {
      try {
        result = result === SENT ? SENT : JSON.stringify(result === undefined ? null : result) || 'null';
      } catch (unserializable) {
        error = new RuntimeError('Runtime.MarshalError', `Unable to stringify response body: ${unserializable}`);
        failed = true;
      }
    }
    if (failed) {
      const cause = describe(error);
      logError('Invoke Error', error);
      post(`${where}/error`, JSON.stringify(cause), cause.errorType, NEXT);
    } else if (result === SENT) {
      socket.write(NEXT);
    } else {
      post(`${where}/response`, result, undefined, NEXT);
    }
  };
  const callback = (error, result) => {
    if (finish !== end) return;
    const failed = error !== null && error !== undefined;
    if (!failed && context.callbackWaitsForEmptyEventLoop) {
      whenIdle = () => end(undefined, result, false);
    } else {
      end(error, result, failed);
    }
  };
  const context = contextOf(callback);
  finish = end;
  whenIdle = () => end(undefined, null, false);
  socket.unref();
  try {
    const event = JSON.parse(body);
    const returned = handler[STREAMING] ? stream(handler, event, context, where) : handler(event, context, callback);
    if (returned && typeof returned.then === 'function') {
      returned.then((result) => end(undefined, result, false), (error) => end(error, undefined, true));
    }
  } catch (error) {
    end(error, undefined, true);
  }
}
process.on('beforeExit', () => whenIdle && whenIdle());
process.on('uncaughtException', (error) => {
  logError('Uncaught Exception', error);
  fail(finish ? `invocation/${requestId}/error` : 'init/error', error, 129);
});
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason));
  error.trace = [];
  logError('Unhandled Promise Rejection', error);
  fail(finish ? `invocation/${requestId}/error` : 'init/error', error, 128);
});

loadHandler(env._HANDLER).then(
  (handler) => {
    onAnswer = (status, body) => {
      if (status === 200) invoke(handler, body);
    };
    socket.write(NEXT);
    if (heapFlag) v8.setFlagsFromString(heapFlag);
  },
  (error) => {
    logError(error instanceof RuntimeError ? 'Uncaught Exception' : 'Init Error', error);
    fail('init/error', error, 1);
  });
