'use strict';
// Every form of writeHead, alone and over setHeader.
module.exports = (t) => {
  const forms = {
    'status': (res) => res.writeHead(201),
    'status and message': (res) => res.writeHead(201, 'Made'),
    'empty message': (res) => res.writeHead(201, ''),
    'status and mapping': (res) => res.writeHead(201, { 'X-One': '1', 'x-two': 2 }),
    'all three': (res) => res.writeHead(299, 'Odd', { 'X-One': ['1', 'one'] }),
    'pairs': (res) => res.writeHead(200, [['X-One', '1'], ['X-One', 'one'], ['Set-Cookie', ['a', 'b']]]),
    'message and pairs': (res) => res.writeHead(200, 'Fine', [['X-One', '1']]),
    'unknown status': (res) => res.writeHead(777),
    'statusMessage before': (res) => { res.statusMessage = 'Mine'; return res.writeHead(202); },
    'statusCode before': (res) => { res.statusCode = 500; return res.writeHead(202); },
    'over setHeader': (res) => {
      res.setHeader('X-One', 'first');
      res.setHeader('X-Kept', 'kept');
      return res.writeHead(200, { 'x-one': 'second', 'X-New': 'new' });
    },
    'none value': (res) => res.writeHead(200, undefined),
  };
  const names = Object.keys(forms);
  let name;
  const server = t.createServer((req, res) => {
    t.watch(res, `${name}/res`);
    t.call(`${name}/res`, 'writeHead', () => forms[name](res));
    t.props(res, `${name}/res`, 'statusCode statusMessage headersSent');
    t.call(`${name}/res`, 'getHeaders', () => res.getHeaders());
    res.end();
  });
  t.listen(server, function next(port) {
    if (!names.length) return server.close();
    name = names.shift();
    t.exchange(port, `${name}/wire`, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', () => next(port));
  });
};
