// Node's half of the oracle: runs one scenario and prints its trace when the process has nothing left to do.
//
//     node recorder.js server/hello.js
//
// A trace is one line per fact, in order, grouped by section: the part of a label before '/' ('client/req' is a fact
// about `req` in section 'client'). Facts of different sections do not cause one another directly, so their relative
// order is nobody's contract. Ports, dates and addresses are replaced. recorder.py is the same thing for our side and
// must format every value alike; nothing here judges what it sees.
'use strict';

const net = require('net');
const http = require('http');
const os = require('os');
const path = require('path');
const events = require('events');
const stream = require('stream');

const LIMIT = 10000; // ms; a scenario that has not ended by then is cut, and its trace says so

// ---- values ---------------------------------------------------------------------------------------------------------

const labels = new Map();
const ports = new Map();
const paths = []; // of Unix sockets
const sections = new Map();
let frozen = false;

function clean(text) {
  text = text.replace(/(Date|Last-Modified): [A-Z][a-z]{2}, \d\d [^\r\n]*? GMT/g, '$1: <date>');
  for (const at of paths) text = text.split(at).join('PATH');
  for (const [port, name] of ports) text = text.split(String(port)).join(name);
  return text.replace(/Node\.js/g, 'the program');
}

function quote(text) {
  let out = '';
  for (const c of text) {
    const code = c.codePointAt(0);
    if (c === '\\' || c === '"') out += '\\' + c;
    else if (c === '\r') out += '\\r';
    else if (c === '\n') out += '\\n';
    else if (c === '\t') out += '\\t';
    else if (code < 32 || (code > 126 && code < 256)) out += '\\x' + code.toString(16).padStart(2, '0');
    else if (code > 255) out += '\\u{' + code.toString(16) + '}';
    else out += c;
  }
  return '"' + out + '"';
}

function shorten(text) {
  return text.length > 400 ? quote(clean(text.slice(0, 40))) + `...(${text.length})` : quote(clean(text));
}

const snake = (name) => name.replace('HTTP', 'Http').replace(/[A-Z]/g, (c) => '_' + c.toLowerCase());

// Message texts are Node's with Python's spelling of names and types; a list of types is each language's own.
function message(error) {
  let text = String(error.message);
  if (error.code === 'ERR_INVALID_ARG_TYPE') text = text.replace(/ (must be|property must be)[^]*/, ' must be …');
  text = text.replace(/"[a-z.]+[A-Z][A-Za-z.]*"|statusMessage|_implicitHeader/g, snake).replace(/\b(undefined|null(?! values))\b/g, 'None').replace(/\bNaN\b/g, 'nan');
  return clean(text).replace(/[\r\n]/g, (c) => (c === '\r' ? '\\r' : '\\n'));
}

function showError(error) {
  const kind = error instanceof TypeError ? 'TypeError' : error instanceof RangeError ? 'RangeError' : 'Error';
  return `${kind}(${error.code === undefined ? '' : error.code + ': '}${message(error)})`;
}

function show(value) {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return ports.has(value) ? ports.get(value) : value === Infinity ? 'inf' : String(value);
  if (typeof value === 'string') return shorten(value);
  if (typeof value === 'symbol') return '<symbol>';
  if (labels.has(value)) return labels.get(value).replace(/^[^/]*\//, '');
  if (typeof value === 'function') return '<function>';
  if (value instanceof Uint8Array) return 'b' + shorten(Buffer.from(value).toString('latin1'));
  if (value instanceof Error) return showError(value);
  if (Array.isArray(value)) return '[' + value.map(show).join(', ') + ']';
  if (value instanceof http.ClientRequest) return '<request>';
  if (value instanceof http.OutgoingMessage) return '<response>';
  if (value instanceof http.IncomingMessage) return '<message>';
  if (value instanceof http.Server) return '<server>';
  if (value instanceof net.Socket) return '<socket>';
  if (value instanceof events.EventEmitter) return '<emitter>';
  return '{' + Object.entries(value).map(([k, v]) => `${k}: ${show(v)}`).join(', ') + '}';
}

// ---- facts ----------------------------------------------------------------------------------------------------------

function fact(label, text) {
  if (frozen || label === '') return;
  const cut = label.indexOf('/');
  const section = cut < 0 ? '' : label.slice(0, cut);
  if (!sections.has(section)) sections.set(section, []);
  sections.get(section).push(`${label.slice(cut + 1)} ${text}`);
}

// Facts about the bytes of one connection: one line for each line of the wire.
function bytes(label, mark, data) {
  if (data.length === 0) fact(label, `${mark} (nothing)`);
  else if (data.length > 4000) fact(label, `${mark} ${shorten(data)}`);
  else for (const line of clean(data).match(/[^\n]*\n|[^\n]+$/g)) {
    fact(label, `${mark} ${quote(line).slice(1, -1)}`);
    if (mark === 'write') mark = '  ...'; // the lines of one write
  }
}

// A fact: what happened, and with which values.
function log(label, text, ...values) {
  fact(label, [text, ...values.map(show)].join(' ').trim());
}

// Names an object in the trace, and logs each of the named events with its arguments.
function watch(object, label, names = '') {
  labels.set(object, label);
  for (const name of names.split(' ').filter(Boolean)) {
    object.on(name, logs(label, `'${name}'`));
  }
  return object;
}

// Logs the values of properties, named as Node names them.
function props(object, label, names) {
  log(label, names.split(' ').map((name) => `${name}=${show(object[name])}`).join(' '));
}

// Calls, and logs what came back, or what was raised.
function call(label, text, callback) {
  let result;
  try {
    result = callback();
  } catch (error) {
    fact(label, `${text} !! ${showError(error)}`);
    return undefined;
  }
  fact(label, `${text} -> ${show(result)}`);
  return result;
}

// A callback that logs its call, for `callback` arguments.
function logs(label, text, then) {
  return (...args) => {
    const given = args.slice(); // absent and undefined are one thing here
    while (given.length && (given[given.length - 1] === undefined || given[given.length - 1] === null)) given.pop();
    fact(label, [text, ...given.map(show)].join(' '));
    if (then) then(...args);
  };
}

// ---- peers: TCP without HTTP ----------------------------------------------------------------------------------------

// One end of a plain TCP connection. What it received is logged when the connection ends, or at `flush()`.
class Peer {
  constructor(socket, label) {
    this.socket = socket;
    this.label = label;
    this.received = '';
    this.unlogged = '';
    this.waiting = [];
    this.finished = [];
    this.over = false;
    if (label !== null) this.hear(label); // deaf: never reads, so that destroying it resets the connection
  }
  // Begins to read, which a deaf one does not.
  hear(label) {
    this.label = label;
    const { socket } = this;
    socket.on('data', (data) => {
      data = data.toString('latin1');
      this.received += data;
      this.unlogged += data;
      this._look();
    });
    socket.on('end', () => this._finish('EOF'));
    socket.on('error', (error) => this._finish(error.code));
    socket.on('close', () => this._finish('closed'));
    socket.resume();
  }
  _look() {
    while (this.waiting.length && this.received.includes(this.waiting[0][0])) {
      const [text, then] = this.waiting.shift();
      this.received = this.received.slice(this.received.indexOf(text) + text.length);
      then();
    }
  }
  _finish(how) {
    if (this.over) return;
    this.over = true;
    this.flush();
    fact(this.label, how);
    for (const then of this.finished) then();
    this.socket.destroy();
  }
  write(data) { this.socket.write(data, 'latin1'); return this; }
  end() { this.socket.end(); return this; }
  destroy() {
    if (this.label !== null) this._finish('closed by peer');
    this.socket.destroy();
  }
  // Calls once the text has been received (each text after the one before it).
  expect(text, then) { this.waiting.push([text, then]); this._look(); return this; }
  // Calls when the other side has ended or reset the connection.
  onEnd(then) { this.finished.push(then); return this; }
  flush() {
    if (this.unlogged) bytes(this.label, '<', this.unlogged);
    this.unlogged = '';
  }
}

// A plain TCP client; label null: one that never reads (destroy() then resets the connection).
function connect(port, label) {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  return new Peer(socket, label);
}

// A plain TCP server: onPeer(peer, index) for each connection; ready(port); closes itself after `accept` connections.
// `unix`: at a path instead of a port.
let countedPaths = 0;
function rawServer(label, onPeer, ready, { accept = 1, deaf = false, unix = false } = {}) {
  let count = 0;
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: deaf }, (socket) => {
    const index = count++;
    if (count === accept) server.close();
    onPeer(new Peer(socket, deaf ? null : accept === 1 || !label ? label : `${label}${index}`), index);
  });
  if (unix) {
    const at = path.join(os.tmpdir(), `oracle-${process.pid}-${countedPaths++}.sock`);
    paths.push(at);
    server.listen(at, () => ready(at));
  } else server.listen(0, '127.0.0.1', () => {
    known(server.address().port);
    ready(server.address().port);
  });
  return { close: () => server.close() };
}

// One request sent as bytes, the answer logged as bytes. The peer ends once the answer's 'finish' has come (the
// server then has written everything), or, with `until`, once that text has come.
function exchange(port, label, data, then = () => {}, until) {
  const peer = connect(port, label).write(data).onEnd(() => setImmediate(then));
  if (until) peer.expect(until, () => peer.end());
  else {
    open.push(peer);
    peer.onEnd(() => { if (open.includes(peer)) open.splice(open.indexOf(peer), 1); });
  }
  return peer;
}
const open = [];

// ---- what a scenario uses besides -----------------------------------------------------------------------------------

let countedPorts = 0;
function known(port) {
  if (!ports.has(port)) ports.set(port, countedPorts++ ? `PORT${countedPorts}` : 'PORT');
  return port;
}

function createServer(listener, options = {}) {
  const server = http.createServer(options, (...args) => {
    args[1].on('finish', () => { const peer = open.shift(); if (peer) peer.end(); });
    if (listener) listener(...args);
  });
  return server;
}

// Listens on a free port of 127.0.0.1, then calls with the port.
function listen(server, then) {
  server.listen(0, '127.0.0.1', () => then(known(server.address().port)));
  return server;
}

const request = (options, callback) => http.request({ host: '127.0.0.1', ...options }, callback);
const get = (options, callback) => http.get({ host: '127.0.0.1', ...options }, callback);
const agent = (options) => new http.Agent(options);
const timer = (ms, callback) => setTimeout(callback, ms);

// Later, and not before what the connections had to say by then has been heard: a slow machine may find a timer
// and a lot of I/O due at once.
const after = (ms, callback) => timer(ms, () => turns(10, callback));
const turns = (n, callback) => (n ? setImmediate(turns, n - 1, callback) : callback());

// Logs the program's own ticks and immediates, to see where they fall between events.
function tick(label, text) { process.nextTick(() => fact(label, `tick ${text}`)); }
function immediate(label, text) { setImmediate(() => fact(label, `immediate ${text}`)); }

// Logs each write that reaches the system for this socket.
function writes(socket, label) {
  const handle = socket._handle;
  for (const [name, encoding] of [['writeLatin1String', 'latin1'], ['writeUtf8String', 'utf8'], ['writeAsciiString', 'latin1']]) {
    const original = handle[name];
    handle[name] = function(req, text) {
      bytes(label, 'write', Buffer.from(text, encoding).toString('latin1'));
      return original.apply(this, arguments);
    };
  }
  const { writeBuffer, writev } = handle;
  handle.writeBuffer = function(req, data) {
    bytes(label, 'write', data.toString('latin1'));
    return writeBuffer.apply(this, arguments);
  };
  handle.writev = function(req, chunks, allBuffers) {
    const parts = [];
    if (allBuffers) for (const c of chunks) parts.push(c.toString('latin1'));
    else for (let i = 0; i < chunks.length; i += 2) {
      parts.push(Buffer.isBuffer(chunks[i]) ? chunks[i].toString('latin1') : Buffer.from(chunks[i], chunks[i + 1]).toString('latin1'));
    }
    bytes(label, 'write', parts.join(''));
    return writev.apply(this, arguments);
  };
}

function print(ending) {
  if (frozen) return;
  frozen = true;
  const out = [];
  if (ending) out.push(`!! ${ending}`);
  for (const section of [...sections.keys()].sort()) {
    out.push(section ? `== ${section}` : '==', ...sections.get(section));
  }
  process.stdout.write(out.join('\n') + '\n');
}

const t = {
  http, net, events, stream, EventEmitter: events.EventEmitter,
  log, watch, props, call, logs, connect, rawServer, exchange, createServer, listen, request, get, agent, timer, after, tick,
  immediate, writes, known, nextTick: process.nextTick, setImmediate,
};

process.on('exit', () => print());
process.on('uncaughtException', (error) => {
  print(`uncaught ${show(error)}`);
  if (process.env.ORACLE_STACK) console.error(error);
  process.exit(0);
});
setTimeout(() => { print('still running'); process.exit(0); }, LIMIT).unref();
require(path.resolve(process.argv[2]))(t);
