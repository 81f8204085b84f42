'use strict';
// keepSocketAlive and reuseSocket overridden: when they are called, with what, and what a false answer does.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, answer] of [['true', true], ['false', false], ['0', 0]]) {
    serve(t, (port, server) => {
      const agent = t.agent({ keepAlive: true });
      agent.keepSocketAlive = (socket) => {
        t.log(`${name}/agent`, 'keepSocketAlive', socket);
        counts(t, agent, `${name}/agent`, 'then');
        return answer;
      };
      agent.reuseSocket = (socket, req) => t.log(`${name}/agent`, 'reuseSocket', socket, req, req.reusedSocket);
      const one = (path, then) => {
        const req = t.get({ port, agent, path }, (res) => res.resume());
        t.watch(req, `${name}/req${path}`, 'socket error close');
        req.on('socket', (socket) => t.watch(socket, `${name}/socket of ${path}`, 'free close'));
        req.on('close', () => t.setImmediate(then));
      };
      one('/1', () => one('/2', () => {
        counts(t, agent, `${name}/agent`, 'finally');
        agent.destroy();
        server.close();
      }));
    });
  }
};
