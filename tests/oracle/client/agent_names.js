'use strict';
// The keys of sockets, requests and freeSockets while requests run and wait.
const serve = require('./_serve');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxSockets: 1 });
  serve(t, (port, server) => {
    const keys = (when) => t.log('agent/agent', when, Object.keys(agent.sockets).sort(), Object.keys(agent.requests).sort(), Object.keys(agent.freeSockets).sort());
    keys('before');
    const first = t.get({ port, agent, path: '/1' }, (res) => res.resume());
    const second = t.get({ port, agent, path: '/2', headers: { A: 'b' } }, (res) => res.resume());
    t.get({ port, agent, localAddress: '127.0.0.1' }, (res) => res.resume());
    keys('after get()');
    first.on('close', () => {
      keys("first 'close'");
      t.setImmediate(() => keys('first freed'));
    });
    second.on('close', () => t.after(50, () => {
      keys('second freed');
      agent.destroy();
      keys('destroyed');
      t.after(20, () => keys('later'));
      server.close();
    }));
  });
};
