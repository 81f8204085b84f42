'use strict';
// The client resets or ends at each point of an exchange: what both messages tell.
module.exports = (t) => {
  const points = ['in body', 'before answer', 'in answer'];
  const ways = ['end', 'destroy'];
  const cases = [];
  for (const point of points) for (const way of ways) cases.push([point, way]);
  let point, way, label, peer;
  const server = t.createServer((req, res) => {
    const mine = label;
    t.watch(req, `${mine}/req`, 'data aborted end error close');
    t.watch(res, `${mine}/res`, 'finish error close');
    t.watch(req.socket, `${mine}/socket`, 'error end close');
    res.on('close', () => {
      t.props(req, `${mine}/req`, 'aborted complete destroyed');
      t.props(res, `${mine}/res`, 'writableEnded writableFinished destroyed');
    });
    if (point === 'in answer') res.write('part');
    if (point === 'in body') return req.once('data', () => peer[way]());
    req.on('end', () => t.setImmediate(() => peer[way]()));
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    [point, way] = cases.shift();
    label = `${point} ${way}`;
    peer = t.connect(port, `${label} wire/peer`).write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${point === 'in body' ? 9 : 4}\r\n\r\nbody`);
    peer.onEnd(() => t.after(10, () => next(port)));
  });
};
