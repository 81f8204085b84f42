'use strict';
// Bytes that arrive on a connection while it waits in the pool; then a request through the same agent.
const counts = require('./_counts');
module.exports = (t) => {
  const OK = 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok';
  for (const [name, bytes] of [['garbage', 'garbage'], ['a response', OK]]) {
    const server = t.rawServer('', (peer, i) => {
      peer.expect('\r\n\r\n', () => peer.write(OK));
      t.after(60, () => peer.write(bytes));
      peer.expect('\r\n\r\n', () => peer.write(OK));
    }, (port) => {
      const agent = t.agent({ keepAlive: true });
      const first = t.get({ port, agent, path: '/first' }, (res) => res.resume());
      first.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'end error free close'));
      t.after(140, () => {
        counts(t, agent, `${name}/agent`, 'then holds');
        const second = t.get({ port, agent, path: '/second' }, (res) => {
          t.watch(res, `${name}/res`, 'data end aborted close');
        });
        t.watch(second, `${name}/req`, 'response error close');
        second.on('close', () => {
          t.props(second, `${name}/req`, 'reusedSocket');
          t.setImmediate(() => agent.destroy());
          server.close();
        });
      });
    }, { accept: 9 });
  }
};
