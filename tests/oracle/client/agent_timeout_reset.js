'use strict';
// A request's own timeout goes with it: the pooled socket has the agent's again, the next request its own.
const serve = require('./_serve');
module.exports = (t) => {
  for (const [name, settings] of [['agent with timeout', { keepAlive: true, timeout: 7000 }], ['agent without', { keepAlive: true }]]) {
    serve(t, (port, server) => {
      const agent = t.agent(settings);
      const one = (which, options, act, then) => {
        const req = t.get({ port, agent, ...options }, (res) => res.resume());
        act(req);
        req.on('response', (res) => {
          t.props(req, `${name}/${which}`, 'timeout reusedSocket');
          t.log(`${name}/${which}`, 'socket', req.socket.timeout, req.socket.listenerCount('timeout'));
        });
        req.on('close', () => t.setImmediate(() => {
          t.log(`${name}/${which}`, 'pooled', req.socket.timeout, req.socket.listenerCount('timeout'));
          then();
        }));
      };
      const nothing = (req) => {};
      one('option', { timeout: 1000 }, nothing, () => one('setTimeout', {}, (req) => req.setTimeout(2000), () =>
        one('none', {}, nothing, () => one('callback', {}, (req) => req.setTimeout(3000, () => {}), () => one('again', {}, nothing, () => {
          agent.destroy();
          server.close();
        })))));
    });
  }
};
