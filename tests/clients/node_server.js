// Node v14 as a server for our client: node node_server.js; says its URL and serves until killed.
'use strict';
const crypto = require('crypto');
const http = require('http');
const zlib = require('zlib');

const big = Buffer.alloc(32 * 1024 * 1024, 'Node v14.10.1 ');
const routes = {
  '/hello': (req, res) => res.end('hello'),
  '/counted': (req, res) => { res.setHeader('Content-Length', 7); res.end('counted'); },
  '/chunked': (req, res) => { res.write('one,'); setImmediate(() => res.end('two')); },
  '/gzip': (req, res) => {
    res.writeHead(200, { 'Content-Encoding': 'gzip' });
    res.end(zlib.gzipSync('unpacked'));
  },
  '/unchanged': (req, res) => { res.writeHead(304, { ETag: '"a"' }); res.end(); },
  '/empty': (req, res) => { res.writeHead(204); res.end(); },
  '/close': (req, res) => { res.setHeader('Connection', 'close'); res.end('bye'); },
  '/big': (req, res) => res.end(big),
  '/digest': (req, res) => {
    const hash = crypto.createHash('sha256');
    req.on('data', (data) => hash.update(data));
    req.on('end', () => res.end(hash.digest('hex')));
  },
  '/echo': (req, res) => req.pipe(res),
  '/trailers': (req, res) => {
    res.setHeader('Trailer', 'Checked');
    res.write('body');
    res.addTrailers({ Checked: 'yes' });
    res.end();
  },
  '/processing': (req, res) => { res.writeProcessing(); res.end('processed'); },
  '/cookies': (req, res) => { res.setHeader('Set-Cookie', ['a=1', 'b=2']); res.end(); },
  '/headers': (req, res) => res.end(JSON.stringify(req.rawHeaders)),
  '/cut': (req, res) => {
    res.writeHead(200, { 'Content-Length': 100 });
    res.write('cut', () => res.destroy());
  },
  '/hang-up': (req, res) => req.destroy(),
};

const server = http.createServer((req, res) => routes[req.url](req, res));
server.on('upgrade', (req, socket, head) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhead,');
  socket.write(head);
  socket.pipe(socket);
});
server.on('connect', (req, socket, head) => {
  socket.write(`HTTP/1.1 200 OK\r\n\r\n${req.url},`);
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => {
  console.log(`Serving on http://127.0.0.1:${server.address().port}/`);
});
