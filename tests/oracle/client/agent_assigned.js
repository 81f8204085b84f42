'use strict';
// Limits assigned while requests wait; the agent of a request; defaultPort and protocol of an agent.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  serve(t, (port, server) => {
    const agent = t.agent({ keepAlive: true, maxSockets: 1 });
    let left = 3;
    const one = (name) => {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `agent/${name}`, 'socket close');
      counts(t, agent, 'agent/agent', `${name} asked`);
      t.log('agent/agent', 'same agent', req.agent === agent);
      req.on('close', () => {
        left -= 1;
        if (left === 0) t.setImmediate(() => {
          counts(t, agent, 'agent/agent', 'finally');
          agent.destroy();
          server.close();
        });
      });
    };
    one('first');
    one('second');
    agent.maxSockets = 2;
    one('third');
  });
  const own = t.agent({});
  own.defaultPort = 8080;
  own.protocol = 'own:';
  t.call('own/request', 'http:', () => t.request({ agent: own, protocol: 'http:' }));
  const req = t.call('own/request', 'own:', () => t.request({ agent: own, protocol: 'own:', port: 8080, createConnection: undefined }));
  t.log('own/request', 'host', req.getHeader('Host'), req.protocol);
  req.on('error', (error) => {});
  req.destroy();
};
