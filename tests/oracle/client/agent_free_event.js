'use strict';
// 'free' of the agent and of the socket and where they fall between the others.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  serve(t, (port, server) => {
    const agent = t.agent({ keepAlive: true });
    agent.on('free', (socket, options) => {
      t.log('agent/agent', "'free'", socket, options.host, options.port, options.path);
      counts(t, agent, 'agent/agent', "at 'free'");
      t.tick('agent/program', "of the agent's 'free'");
    });
    const req = t.get({ port, agent, path: '/x' }, (res) => {
      t.watch(res, 'agent/res', 'end close');
      res.resume();
      res.on('end', () => t.tick('agent/program', "of 'end'"));
      res.on('end', () => t.immediate('agent/program', "of 'end'"));
    });
    t.watch(req, 'agent/req', 'socket finish response close');
    req.on('close', () => t.tick('agent/program', "of 'close'"));
    req.on('socket', (socket) => {
      t.watch(socket, 'agent/socket', 'free close');
      socket.on('free', () => t.setImmediate(() => {
        counts(t, agent, 'agent/agent', 'pooled');
        socket.destroy();
        server.close();
      }));
    });
  });
};
