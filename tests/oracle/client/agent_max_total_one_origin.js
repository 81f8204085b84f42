'use strict';
// maxTotalSockets 2, one origin: four requests in turn.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxTotalSockets: 2 });
  serve(t, (port, server) => {
    let left = 4;
    for (let i = 0; i < 4; i++) {
      const req = t.get({ port, agent }, (res) => res.resume());
      counts(t, agent, 'agent/agent', `request ${i}`);
      req.on('socket', (socket) => counts(t, agent, 'agent/agent', `socket ${i}`));
      req.on('close', () => {
        left -= 1;
        if (left === 0) t.after(20, () => {
          t.log('agent/agent', 'free', Object.keys(agent.freeSockets).length, Object.keys(agent.requests).length);
          agent.destroy();
          server.close();
        });
      });
    }
  });
};
