'use strict';
// The agent's timeout: on the socket, in use and idle; 'timeout' of the request; idle sockets are destroyed by it.
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, delay, options] of [['idle', 0, {}], ['waiting', 150, {}], ['own timeout', 0, { timeout: 5000 }], ['own timeout, waiting', 150, { timeout: 40 }]]) {
    const agent = t.agent({ keepAlive: true, timeout: 80 });
    const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      t.after(delay, () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    }), (port) => {
      const req = t.get({ port, agent, ...options }, (res) => t.watch(res, `${name}/res`, 'data end close'));
      t.watch(req, `${name}/req`, 'socket timeout response error close');
      t.props(req, `${name}/req`, 'timeout');
      req.on('socket', (socket) => {
        t.watch(socket, `${name}/socket`, 'connect timeout free close');
        t.props(socket, `${name}/socket`, 'timeout');
        socket.on('connect', () => t.props(socket, `${name}/socket`, 'timeout'));
        socket.on('free', () => t.setImmediate(() => {
          t.props(socket, `${name}/socket`, 'timeout');
          counts(t, agent, `${name}/agent`, 'freed');
        }));
        socket.on('close', (hadError) => {
          counts(t, agent, `${name}/agent`, 'closed');
          server.close();
        });
      });
    }, { accept: 9 });
  }
};
