'use strict';
// The option timeout without an agent's help: agent false, and a connection that was used before.
const serve = require('./_serve');
module.exports = (t) => {
  serve(t, (port, server) => {
    const agent = t.agent({ keepAlive: true });
    const one = (name, options, then) => {
      const req = t.get({ port, ...options }, (res) => res.resume());
      req.on('socket', (socket) => t.log(`client/${name}`, 'socket', socket.timeout, socket.listenerCount('timeout')));
      req.on('response', (res) => t.log(`client/${name}`, 'response', req.socket.timeout, req.socket.listenerCount('timeout')));
      req.on('close', () => t.setImmediate(then));
    };
    one('agent false', { agent: false, timeout: 3000 }, () => one('first', { agent, timeout: 4000 }, () => one('second', { agent, timeout: 5000 }, () => {
      agent.destroy();
      server.close();
    })));
  });
};
