'use strict';
// A write whose connection is destroyed in the same callback, before and after 'connect', by request and by socket: its callback.
const serve = require('./_serve');
module.exports = (t) => {
  for (const [how, end] of [
    ['socket.destroy', (req) => req.socket.destroy()],
    ['destroy', (req) => req.destroy()],
    ['destroy with an error', (req) => req.destroy(new Error('mine'))],
    ['abort', (req) => req.abort()],
  ]) {
    for (const reused of [true, false]) {
      const name = `${how}, ${reused ? 'connected' : 'connecting'}`;
      serve(t, (port, server) => {
        const agent = t.agent({ keepAlive: true });
        const go = () => {
          const req = t.request({ port, agent, method: 'POST' });
          t.watch(req, `${name}/req`, 'finish abort error close');
          req.on('socket', (socket) => {
            const act = () => {
              t.call(`${name}/req`, 'write', () => req.write('a', 'utf8', t.logs(`${name}/req`, 'first called back')));
              t.call(`${name}/req`, 'write', () => req.write('b', 'utf8', t.logs(`${name}/req`, 'second called back')));
              end(req);
              t.call(`${name}/req`, 'write', () => req.write('c', 'utf8', t.logs(`${name}/req`, 'third called back')));
              t.tick(`${name}/program`, 'after it');
              t.immediate(`${name}/program`, 'after it');
            };
            if (reused) t.setImmediate(act);
            else act();
          });
          req.on('close', () => t.setImmediate(() => server.close()));
        };
        if (reused) t.get({ port, agent }, (res) => res.resume()).on('close', () => t.setImmediate(go));
        else go();
      });
    }
  }
};
