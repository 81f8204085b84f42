'use strict';
// Five requests one after another on one connection: listener counts do not grow, counters at every point.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true });
  serve(t, (port, server) => {
    let left = 5;
    const next = () => {
      if (left === 0) {
        agent.destroy();
        return server.close();
      }
      left -= 1;
      const listeners = (socket, when) => {
        for (const event of ['close', 'free', 'timeout', 'error', 'agentRemove', 'end']) {
          t.log('agent/socket', `${when}: '${event}'`, socket.listenerCount(event));
        }
      };
      const req = t.get({ port, agent }, (res) => {
        counts(t, agent, 'agent/agent', "at 'response'");
        t.props(res.socket, 'agent/socket', 'connecting destroyed');
        res.resume();
        res.on('end', () => {
          counts(t, agent, 'agent/agent', "at 'end'");
          t.log('agent/res', 'has a socket', res.socket === null);
        });
      });
      counts(t, agent, 'agent/agent', 'after get()');
      t.watch(req, 'agent/req', 'socket finish response close');
      req.on('close', () => {
        counts(t, agent, 'agent/agent', "at 'close'");
        const socket = req.socket;
        t.props(req, 'agent/req', 'reusedSocket');
        t.setImmediate(() => {
          counts(t, agent, 'agent/agent', 'pooled');
          listeners(socket, 'pooled');
          next();
        });
      });
    };
    next();
  });
};
