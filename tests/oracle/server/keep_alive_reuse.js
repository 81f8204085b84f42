'use strict';
// Three requests one after the other on one connection: the same socket, listeners that do not pile up.
module.exports = (t) => {
  let n = 0;
  let first;
  const server = t.createServer((req, res) => {
    const i = ++n;
    first = first || req.socket;
    t.watch(req, `req${i}`, 'end close');
    t.watch(res, `res${i}`, 'finish close');
    t.log(`req${i}`, 'request', req.url, req.socket === first);
    for (const name of ['end', 'close', 'error', 'timeout', 'data', 'drain']) t.log('listeners', name, first.listenerCount(name));
    req.on('end', () => res.end(`answer ${i}`));
    req.resume();
    if (i === 3) server.close();
  });
  t.watch(server, 'server', 'connection close');
  const post = (i) => `POST /${i} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx`;
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/peer').write(post(1));
    peer.expect('answer 1', () => peer.write(post(2))).expect('answer 2', () => peer.write(post(3))).expect('answer 3', () => peer.end());
  });
};
