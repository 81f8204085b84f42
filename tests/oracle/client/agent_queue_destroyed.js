'use strict';
// A queued request that is destroyed or aborted: when it is told, and who comes next.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, act] of [
    ['destroy', (req) => req.destroy()],
    ['destroy error', (req) => req.destroy(new Error('mine'))],
    ['abort', (req) => req.abort()],
  ]) {
    serve(t, (port, server) => {
      const agent = t.agent({ keepAlive: true, maxSockets: 1 });
      const one = (which) => {
        const req = t.get({ port, agent, path: `/${which}` }, (res) => res.resume());
        return t.watch(req, `${name}/${which}`, 'socket response abort error close');
      };
      one('first');
      const second = one('second');
      one('third').on('close', () => t.setImmediate(() => {
        counts(t, agent, `${name}/agent`, 'finally');
        agent.destroy();
        server.close();
      }));
      counts(t, agent, `${name}/agent`, 'two queued');
      act(second);
      t.log(`${name}/program`, 'acted');
      t.tick(`${name}/program`, 'after it');
      counts(t, agent, `${name}/agent`, 'after it');
      t.nextTick(() => counts(t, agent, `${name}/agent`, 'a tick later'));
    });
  }
};
