'use strict';
// Three requests that are refused, with maxSockets 1: served in order, counters at zero in the end.
const counts = require('./_counts');
module.exports = (t) => {
  const server = t.rawServer('', (peer) => peer.end(), (port) => {
    server.close();
    const agent = t.agent({ keepAlive: true, maxSockets: 1 });
    let left = 3;
    for (const name of ['first', 'second', 'third']) {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `agent/${name}`, 'socket response error close');
      req.on('error', (error) => counts(t, agent, 'agent/agent', `${name} error`));
      req.on('close', () => {
        counts(t, agent, 'agent/agent', `${name} close`);
        left -= 1;
        if (left === 0) t.after(10, () => counts(t, agent, 'agent/agent', 'finally'));
      });
    }
  });
};
