'use strict';
// A response that nobody reads yet: its connection is not pooled before 'end', the data waits, also after the peer's end.
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, answer] of [
    ['keep-alive', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok'],
    ['closing', 'HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['EOF', 'HTTP/1.1 200 A\r\nConnection: close\r\n\r\nok'],
    ['empty', 'HTTP/1.1 200 A\r\nContent-Length: 0\r\n\r\n'],
  ]) {
    const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      peer.write(answer);
      if (answer.includes('close')) peer.end();
    }), (port) => {
      const agent = t.agent({ keepAlive: true });
      const req = t.get({ port, agent }, (res) => {
        t.watch(res, `${name}/res`, 'aborted end close');
        t.after(60, () => {
          counts(t, agent, `${name}/agent`, 'unread');
          t.props(res, `${name}/res`, 'complete readableFlowing readableLength readableEnded');
          t.call(`${name}/res`, 'read', () => res.read());
          t.after(30, () => {
            t.log(`${name}/program`, 'resumes');
            res.resume();
            t.after(30, () => {
              counts(t, agent, `${name}/agent`, 'read');
              agent.destroy();
              server.close();
            });
          });
        });
      });
      t.watch(req, `${name}/req`, 'socket response error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'end error free close'));
    }, { accept: 9 });
  }
};
