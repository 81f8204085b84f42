'use strict';
// agent.destroy() with a request in use, one queued, and idle connections; a request afterwards.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxSockets: 2 });
  t.rawServer('', (peer, i) => {
    peer.expect('\r\n\r\n', () => {
      if (i !== 1) peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  }, (port) => {
    const one = (name) => {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `agent/${name}`, 'socket response error close');
      req.on('socket', (socket) => t.watch(socket, `agent/socket of ${name}`, 'free close'));
      return req;
    };
    one('first').on('close', () => t.setImmediate(() => {
      counts(t, agent, 'agent/agent', 'one idle');
      agent.destroy();
      counts(t, agent, 'agent/agent', 'after destroy()');
      t.after(20, () => {
        counts(t, agent, 'agent/agent', 'later');
        one('second');
        t.after(40, () => {
          counts(t, agent, 'agent/agent', 'one in use');
          agent.destroy();
          counts(t, agent, 'agent/agent', 'after destroy()');
          t.after(20, () => {
            counts(t, agent, 'agent/agent', 'later');
            one('third').on('close', () => t.setImmediate(() => agent.destroy()));
          });
        });
      });
    }));
  }, { accept: 3 });
};
