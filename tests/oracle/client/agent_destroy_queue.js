'use strict';
// agent.destroy() with requests in the queue.
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxSockets: 1 });
  const server = t.rawServer('', (peer, i) => {
    if (i > 0) peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  }, (port) => {
    for (const name of ['first', 'second', 'third']) {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `agent/${name}`, 'socket response abort error close');
      if (name === 'first') req.on('socket', (socket) => t.watch(socket, 'agent/its socket', 'free close'));
    }
    t.after(40, () => {
      counts(t, agent, 'agent/agent', 'one in use, two queued');
      agent.destroy();
      counts(t, agent, 'agent/agent', 'after destroy()');
      t.after(60, () => {
        counts(t, agent, 'agent/agent', 'later');
        agent.destroy();
        server.close();
      });
    });
  }, { accept: 9 });
};
