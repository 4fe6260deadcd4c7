'use strict';
// Runs one Node function: fetches events from the Runtime API, calls the handler, posts what it returns.
// The response and the request for the next event leave in one write over one connection.
const fs = require('fs');
const net = require('net');
const path = require('path');
const { format } = require('util');

const env = process.env;
const root = env.LAMBDA_TASK_ROOT;
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
const lowest = json ? levels.indexOf(env.AWS_LAMBDA_LOG_LEVEL || 'INFO') : 0;
function line(level, words) {
  const timestamp = new Date().toISOString();
  if (!json) return `${timestamp}\t${requestId}\t${level}\t${format(...words)}\n`;
  return `${JSON.stringify({ timestamp, level, requestId, message: format(...words) })}\n`;
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
function describe(error) {
  if (error instanceof Error || (error && error.name && error.message !== undefined && error.stack)) {
    return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
function logged(error) {
  const cause = describe(error);
  return JSON.stringify({ ...cause, ...(error instanceof Error ? error : {}), trace: undefined, stack: cause.trace });
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
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const type = errorType ? `Lambda-Runtime-Function-Error-Type: ${errorType.replace(/[^\w.]/g, '')}\r\n` : '';
  const start = `POST ${BASE}${where} HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\n` +
    `${type}Content-Length: ${bytes}\r\n\r\n`;
  if (typeof body === 'string') {
    socket.write(start + body + then);
  } else {
    socket.write(Buffer.concat([Buffer.from(start), body, Buffer.from(then)]));
  }
}
/** Tells why, then ends the process once that has been taken. */
function fail(where, error, status) {
  const cause = describe(error);
  onAnswer = () => process.exit(status);
  socket.ref();
  post(where, JSON.stringify(cause), cause.errorType, '');
}

// --- streamed answers, collected -----------------------------------------------------------------
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
async function collect(handler, event, context) {
  const { Writable } = require('stream');
  const parts = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(chunk);
      done();
    },
  });
  stream.setContentType = () => {};
  const finished = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));
  await handler(event, stream, context);
  await finished;
  return Buffer.concat(parts);
}

// --- the handler -------------------------------------------------------------------------------
function isModulePackage(directory) {
  for (let at = directory; at.startsWith(root); at = path.dirname(at)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8')).type === 'module';
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return false;
}
function load(file) {
  const base = path.resolve(root, file);
  const importing = (found) => import(require('url').pathToFileURL(found).href);
  if (fs.existsSync(base + '.js')) {
    return isModulePackage(path.dirname(base)) ? importing(base + '.js') : require(base + '.js');
  }
  if (fs.existsSync(base + '.mjs')) return importing(base + '.mjs');
  if (fs.existsSync(base + '.cjs')) return require(base + '.cjs');
  return require(require.resolve('./' + file, { paths: [root] }));
}
async function loadHandler(name) {
  const directory = path.dirname(name);
  const dot = path.basename(name).indexOf('.');
  if (dot <= 0 || name.includes('..')) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const file = path.join(directory, path.basename(name).substring(0, dot));
  const names = path.basename(name).substring(dot + 1).split('.');
  let module;
  try {
    module = await load(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
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
        result = Buffer.isBuffer(result) ? result : JSON.stringify(result === undefined ? null : result) || 'null';
      } catch (unserializable) {
        error = new RuntimeError('Runtime.MarshalError', `Unable to stringify response body: ${unserializable}`);
        failed = true;
      }
    }
    if (failed) {
      const cause = describe(error);
      console.error('Invoke Error', `\t${logged(error)}`);
      post(`${where}/error`, JSON.stringify(cause), cause.errorType, NEXT);
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
    const returned = handler[STREAMING] ? collect(handler, event, context) : handler(event, context, callback);
    if (returned && typeof returned.then === 'function') {
      returned.then((result) => end(undefined, result, false), (error) => end(error, undefined, true));
    }
  } catch (error) {
    end(error, undefined, true);
  }
}
process.on('beforeExit', () => whenIdle && whenIdle());
process.on('uncaughtException', (error) => {
  console.error('Uncaught Exception', `\t${logged(error)}`);
  fail(finish ? `invocation/${requestId}/error` : 'init/error', error, 129);
});
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason));
  error.trace = [];
  console.error('Unhandled Promise Rejection', `\t${logged(error)}`);
  fail(finish ? `invocation/${requestId}/error` : 'init/error', error, 128);
});

loadHandler(env._HANDLER).then(
  (handler) => {
    onAnswer = (status, body) => {
      if (status === 200) invoke(handler, body);
    };
    socket.write(NEXT);
  },
  (error) => {
    console.error(`${error instanceof RuntimeError ? 'Uncaught Exception' : 'Init Error'}`, `\t${logged(error)}`);
    fail('init/error', error, 1);
  });
