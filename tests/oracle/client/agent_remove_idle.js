'use strict';
// 'agentRemove' of an idle connection: here it leaves the pool, as the reference says; in Node it stays.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  serve(t, (port, server) => {
    const agent = t.agent({ keepAlive: true });
    const one = (name, then) => {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `agent/${name}`, 'socket response close');
      req.on('close', () => {
        t.props(req, `agent/${name}`, 'reusedSocket');
        t.setImmediate(then, req.socket);
      });
    };
    one('first', (socket) => {
      counts(t, agent, 'agent/agent', 'idle');
      socket.emit('agentRemove');
      counts(t, agent, 'agent/agent', 'removed');
      one('second', (other) => {
        counts(t, agent, 'agent/agent', 'idle');
        socket.destroy();
        agent.destroy();
        server.close();
      });
    });
  });
};
