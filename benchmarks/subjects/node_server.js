'use strict';
// Node v14.10.1's own http server, in the style of its documentation.
const http = require('http');

const KIB = 'x'.repeat(1024);
const CHUNK = Buffer.alloc(65536, 'x');
const CHUNKS = 1600;

function download(res, chunks) {
  let left = chunks;
  function more() {
    while (left > 0) {
      left -= 1;
      if (!res.write(CHUNK)) {
        res.once('drain', more);
        return;
      }
    }
    res.end();
  }
  res.setHeader('Content-Type', 'application/octet-stream');
  more();
}

const server = http.createServer((req, res) => {
  switch (req.url) {
    case '/':
      res.setHeader('Content-Type', 'text/plain');
      res.end('Hello, World!');
      break;
    case '/1k':
      res.setHeader('Content-Type', 'text/plain');
      res.end(KIB);
      break;
    case '/echo': {
      // Not `req.pipe(res)`: that sends the last chunk in a packet of its own, which Nagle's
      // algorithm (on in v14) holds back for 40 ms; the delay would be all that is measured.
      const chunks = [];
      req.on('data', (chunk) => chunks.push(chunk));
      req.on('end', () => res.end(Buffer.concat(chunks)));
      break;
    }
    case '/download':
      download(res, CHUNKS);
      break;
    case '/gigabyte':
      download(res, 16384);
      break;
    case '/upload': {
      let received = 0;
      req.on('data', (chunk) => { received += chunk.length; });
      req.on('end', () => res.end(String(received)));
      break;
    }
    case '/slow': {
      // The memory runs: takes each chunk a millisecond after the one before it.
      let received = 0;
      req.on('data', (chunk) => {
        received += chunk.length;
        req.pause();
        setTimeout(() => req.resume(), 1);
      });
      req.on('end', () => res.end(String(received)));
      break;
    }
    default:
      res.statusCode = 404;
      res.end();
  }
});
server.keepAliveTimeout = 600000;
server.listen(Number(process.argv[2]), '127.0.0.1', 2048);
