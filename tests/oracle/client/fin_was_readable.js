'use strict';
// The peer's end has arrived with the answer: the connection is not given to a request that waits.
module.exports = (t) => {
  t.rawServer('', (peer, i) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok').end();
  }), (port) => {
    const agent = t.agent({ keepAlive: true, maxSockets: 1 });
    for (const name of ['first', 'second']) {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `client/${name}`, 'socket response error close');
      req.on('close', () => t.props(req, `client/${name}`, 'reusedSocket'));
    }
  }, { accept: 2 });
};
