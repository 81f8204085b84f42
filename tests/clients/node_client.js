// Node v14 as a client of our examples: node node_client.js HELLO ECHO TRAILERS WEBSOCKET PROXY
// Each argument is the URL of one example. Fails loudly on the first answer that is not right.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const http = require('http');

const [hello, echo, trailers, websocket, proxy] = process.argv.slice(2);

function ask(url, options = {}, body = []) {
  return new Promise((resolve, reject) => {
    const req = http.request(url, options);
    const seen = [];
    req.on('error', reject);
    req.on('continue', () => seen.push('continue'));
    req.on('response', (res) => {
      const pieces = [];
      res.on('data', (piece) => pieces.push(piece));
      res.on('aborted', () => reject(new Error('aborted')));
      res.on('end', () => resolve({ req, res, seen, body: Buffer.concat(pieces) }));
    });
    for (const piece of body) req.write(piece);
    req.end();
  });
}

async function keepAlive() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const first = await ask(hello, { agent });
  assert.strictEqual(first.res.statusCode, 200);
  assert.strictEqual(first.body.toString(), 'Hello from Trio!\n');
  assert.strictEqual(first.res.headers.connection, 'keep-alive');
  const second = await ask(hello, { agent });
  assert.strictEqual(second.req.reusedSocket, true);
  const head = await ask(hello, { agent, method: 'HEAD' });
  assert.strictEqual(head.body.length, 0);
  const many = await Promise.all(Array.from({ length: 200 }, () => ask(hello, { agent })));
  assert(many.every(({ body }) => body.toString() === 'Hello from Trio!\n'));
  agent.destroy();
}

async function bodies() {
  const big = crypto.randomBytes(3 * 1024 * 1024);
  const chunked = await ask(echo, { method: 'POST' }, [big, 'tail']);
  assert(chunked.body.equals(Buffer.concat([big, Buffer.from('tail')])));
  const headers = { 'Content-Length': big.length, 'Content-Type': 'image/png' };
  const counted = await ask(echo, { method: 'PUT', headers }, [big]);
  assert(counted.body.equals(big));
  assert.strictEqual(counted.res.headers['content-type'], 'image/png');
  const expecting = await ask(echo, { method: 'PUT', headers: { Expect: '100-continue' } }, ['a']);
  assert.deepStrictEqual(expecting.seen, ['continue']);
  assert.strictEqual(expecting.body.toString(), 'a');
  const refused = await ask(echo, { method: 'PUT', headers: { Expect: 'tea' } });
  assert.strictEqual(refused.res.statusCode, 417);
}

async function trailing() {
  const { res, body } = await ask(trailers, { method: 'POST' }, ['hello, ', 'world']);
  const digest = crypto.createHash('sha256').update(body).digest('hex');
  assert.strictEqual(body.toString(), 'hello, world');
  assert.strictEqual(res.trailers['content-sha256'], digest);
}

function upgrading() {
  return new Promise((resolve, reject) => {
    const key = 'dGhlIHNhbXBsZSBub25jZQ=='; // RFC 6455, section 1.3, and its answer
    const req = http.get(websocket, { headers: {
      'Connection': 'Upgrade', 'Upgrade': 'websocket',
      'Sec-WebSocket-Key': key, 'Sec-WebSocket-Version': '13',
    } });
    req.on('error', reject);
    req.on('upgrade', (res, socket) => {
      assert.strictEqual(res.statusCode, 101);
      assert.strictEqual(res.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
      socket.on('data', (frame) => { // "Hello", unmasked: RFC 6455, section 5.7
        assert.deepStrictEqual([...frame], [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
        socket.end();
        resolve();
      });
      socket.write(Buffer.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]));
    });
  });
}

function tunnelling() {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy);
    const { host } = new URL(hello);
    const req = http.request({ host: hostname, port, method: 'CONNECT', path: host });
    req.on('error', reject);
    req.on('connect', (res, socket, head) => {
      assert.strictEqual(res.statusCode, 200);
      assert.strictEqual(head.length, 0);
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      let answer = '';
      socket.on('data', (data) => { answer += data; });
      socket.on('end', () => {
        assert(answer.startsWith('HTTP/1.1 200 OK\r\n'), answer);
        assert(answer.endsWith('Hello from Trio!\n'), answer);
        resolve();
      });
    });
    req.end();
  });
}

async function leaving() {
  // A client that goes away in the middle leaves the others unharmed.
  await Promise.all(Array.from({ length: 20 }, () => new Promise((resolve) => {
    const req = http.request(echo, { method: 'POST' });
    req.on('error', () => {});
    req.on('response', () => req.destroy());
    req.on('close', resolve);
    req.write('half of it');
  })));
  assert.strictEqual((await ask(echo, { method: 'POST' }, ['whole'])).body.toString(), 'whole');
}

(async () => {
  for (const part of [keepAlive, bodies, trailing, upgrading, tunnelling, leaving]) {
    await part();
    console.log(`${part.name}: right`);
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
