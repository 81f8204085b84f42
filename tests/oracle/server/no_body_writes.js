'use strict';
// Writes on an answer to HEAD and on a 204: what they return, and whether they call back.
module.exports = (t) => {
  const cases = [['HEAD', 200], ['GET', 204], ['GET', 304]];
  let method, status;
  const server = t.createServer((req, res) => {
    const label = `${method} ${status}/res`;
    t.watch(res, label, 'finish close');
    res.writeHead(status);
    t.call(label, 'write', () => res.write('body', t.logs(label, 'written')));
    t.call(label, 'end', () => { res.end('more', t.logs(label, 'ended')); });
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    [method, status] = cases.shift();
    t.exchange(port, `${method} ${status} wire/peer`, `${method} / HTTP/1.1\r\nHost: a\r\n\r\n`, () => next(port));
  });
};
