'use strict';
// How many writes reach the system for each way to answer.
module.exports = (t) => {
  const ways = {
    'end with text': (res) => res.end('hello'),
    'end with bytes': (res) => res.end(Buffer.from('hello')),
    'end alone': (res) => res.end(),
    'length and end': (res) => { res.setHeader('Content-Length', 5); res.end('hello'); },
    'write and end': (res) => { res.write('hello'); res.end(); },
    'length, write and end': (res) => { res.setHeader('Content-Length', 5); res.write('hello'); res.end(); },
    'two writes and end': (res) => { res.write('one'); res.write('two'); res.end(); },
    'writeHead and end': (res) => { res.writeHead(200, { 'Content-Length': 2 }); res.end('ok'); },
    'corked': (res) => { res.cork(); res.write('one'); res.write('two'); res.uncork(); res.end('three'); },
    'corked to the end': (res) => { res.cork(); res.write('one'); res.write('two'); res.end('three'); },
    'flushHeaders and end': (res) => { res.flushHeaders(); res.end('hello'); },
    'write now, end later': (res) => { res.write('now'); t.setImmediate(() => res.end('later')); },
    'write now, end in a tick': (res) => { res.write('now'); t.nextTick(() => res.end('tick')); },
    'writeContinue': (res) => { res.writeContinue(); res.end('x'); },
  };
  const names = Object.keys(ways);
  let name;
  const server = t.createServer((req, res) => {
    t.writes(req.socket, `${name}/wire`);
    ways[name](res);
  });
  t.listen(server, function next(port) {
    if (!names.length) return server.close();
    name = names.shift();
    t.exchange(port, '', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', () => next(port));
  });
};
