'use strict';
// A connection that fails while others wait: the first errs, the queue goes on with new ones.
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxSockets: 1 });
  const server = t.rawServer('', (peer, i) => {
    if (i === 0) peer.expect('\r\n\r\n', () => peer.end());
    else if (i === 1) peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok').end());
    else {
      peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
      peer.expect('\r\n\r\n', () => peer.write('garbage\r\n\r\n'));
    }
  }, (port) => {
    let left = 4;
    for (const name of ['closed', 'cut off', 'answered', 'garbage']) {
      const req = t.get({ port, agent }, (res) => t.watch(res, `client/res of ${name}`, 'data aborted end'));
      t.watch(req, `client/${name}`, 'socket response error close');
      req.on('close', () => {
        counts(t, agent, 'client/agent', `${name} closed`);
        left -= 1;
        if (left === 0) t.after(20, () => {
          counts(t, agent, 'client/agent', 'finally');
          server.close();
        });
      });
    }
  }, { accept: 9 });
};
