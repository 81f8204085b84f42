'use strict';
// Upgrade with a listener: with bytes behind the head, and with a body that then is head.
module.exports = (t) => {
  const cases = [
    ['listener', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhead bytes'],
    ['listener, no head', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
    ['listener, length', 'POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 4\r\n\r\nbodymore'],
    ['listener, no connection header', 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n'],
  ];
  let name;
  const server = t.createServer((req, res) => {
    t.log(`${name}/server`, 'request', req.method, req.url, req.headers.upgrade);
    res.end('plain');
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    let bytes;
    [name, bytes] = cases.shift();
    const label = `${name}/upgrade`;
    server.removeAllListeners('upgrade');
    const peer = t.connect(port, `${name}/wire`).write(bytes).onEnd(() => next(port));
    if (name === 'listener, no connection header') peer.expect('plain', () => peer.end());
    server.on('upgrade', (req, socket, head) => {
      t.watch(req, `${name}/req`, 'data end close');
      t.watch(socket, `${name}/socket`, 'end close error');
      t.log(label, 'upgrade', req, socket, head);
      t.log(label, 'data listeners', socket.listenerCount('data'), req.socket === socket);
      socket.write('HTTP/1.1 101 Go\r\n\r\n');
      socket.on('data', (data) => { t.log(`${name}/socket`, 'data', data); socket.end('bye'); });
      peer.expect('101', () => peer.write('ping'));
    });
  });
};
