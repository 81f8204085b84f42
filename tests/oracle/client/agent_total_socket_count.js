'use strict';
// totalSocketCount: Node's loses count of idle connections.
const serve = require('./_serve');
module.exports = (t) => {
  serve(t, (port, server) => {
    const agent = t.agent({ keepAlive: true });
    const count = (when) => t.log('agent/agent', when, agent.totalSocketCount);
    count('before');
    const one = (then) => {
      const req = t.get({ port, agent }, (res) => res.resume());
      count('in use');
      req.on('close', () => t.setImmediate(then));
    };
    one(() => {
      count('idle');
      one(() => {
        count('idle again');
        agent.destroy();
        server.close();
        t.after(20, () => count('destroyed'));
      });
    });
  });
};
