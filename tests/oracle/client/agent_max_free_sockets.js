'use strict';
// maxFreeSockets: of three connections that become free, as many as it says are kept.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, options] of [['1', { maxFreeSockets: 1 }], ['2', { maxFreeSockets: 2 }], ['0', { maxFreeSockets: 0 }], ['maxSockets 1', { maxSockets: 1, maxFreeSockets: 1 }]]) {
    const agent = t.agent({ keepAlive: true, ...options });
    serve(t, (port, server) => {
      let left = 3;
      for (let i = 0; i < 3; i++) {
        const req = t.get({ port, agent }, (res) => res.resume());
        req.on('socket', (socket) => t.watch(socket, `${name}/socket${i}`, 'free close'));
        req.on('close', () => {
          left -= 1;
          if (left === 0) t.after(20, () => {
            counts(t, agent, `${name}/agent`, 'finally');
            agent.destroy();
            server.close();
          });
        });
      }
    });
  }
};
