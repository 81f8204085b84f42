'use strict';
// maxSockets 2 and five requests: who gets a socket when, in which order, and the counters.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  for (const keepAlive of [false, true]) {
    const name = keepAlive ? 'kept' : 'not kept';
    const agent = t.agent({ keepAlive, maxSockets: 2 });
    serve(t, (port, server) => {
      let left = 5;
      for (let i = 0; i < 5; i++) {
        const req = t.get({ port, agent, path: `/${i}` }, (res) => {
          counts(t, agent, `${name}/agent`, `response ${i}`);
          res.resume();
        });
        t.watch(req, `${name}/req${i}`, 'socket response error close');
        req.on('socket', (socket) => {
          t.watch(socket, `${name}/socket of ${i}`, 'free');
          counts(t, agent, `${name}/agent`, `socket ${i}`);
        });
        counts(t, agent, `${name}/agent`, `request ${i}`);
        req.on('close', () => {
          t.props(req, `${name}/req${i}`, 'reusedSocket');
          counts(t, agent, `${name}/agent`, `close ${i}`);
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
