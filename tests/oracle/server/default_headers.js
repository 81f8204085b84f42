'use strict';
// What Date, Connection, Keep-Alive and framing become when the program sets or removes them.
module.exports = (t) => {
  const forms = {
    'no date': (res) => { res.sendDate = false; },
    'own date': (res) => res.setHeader('Date', 'today'),
    'remove date': (res) => res.removeHeader('Date'),
    'remove connection': (res) => res.removeHeader('Connection'),
    'remove transfer-encoding': (res) => { res.removeHeader('Transfer-Encoding'); res.removeHeader('Content-Length'); },
    'remove content-length': (res) => res.removeHeader('Content-Length'),
    'connection close': (res) => res.setHeader('Connection', 'close'),
    'connection keep-alive': (res) => res.setHeader('Connection', 'keep-alive'),
    'connection x, Close': (res) => res.setHeader('Connection', 'x, Close'),
    'connection upgrade': (res) => res.setHeader('Connection', 'upgrade'),
    'connection list': (res) => res.setHeader('Connection', ['x', 'close']),
    'own keep-alive': (res) => res.setHeader('Keep-Alive', 'timeout=99'),
    'transfer-encoding other': (res) => res.setHeader('Transfer-Encoding', 'gzip'),
    'transfer-encoding gzip, chunked': (res) => res.setHeader('Transfer-Encoding', 'gzip, chunked'),
    'shouldKeepAlive false': (res) => { res.shouldKeepAlive = false; },
    'transfer-encoding and length': (res) => { res.setHeader('Transfer-Encoding', 'chunked'); res.setHeader('Content-Length', 2); },
  };
  const cases = [];
  for (const name of Object.keys(forms)) for (const version of ['1.0', '1.1']) cases.push([name, version]);
  let name, label;
  const server = t.createServer((req, res) => {
    forms[name](res);
    res.end('ok');
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    let version;
    [name, version] = cases.shift();
    label = `${name} ${version}/res`;
    t.exchange(port, label, `GET / HTTP/${version}\r\nHost: a\r\nConnection: keep-alive\r\n\r\n`, () => next(port));
  });
};
