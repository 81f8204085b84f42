'use strict';
// scheduling: which of the idle connections the next request gets.
const serve = require('./_serve');
module.exports = (t) => {
  for (const scheduling of ['fifo', 'lifo']) {
    const agent = t.agent({ keepAlive: true, scheduling });
    serve(t, (port, server) => {
      const one = (then) => {
        const req = t.get({ port, agent }, (res) => res.resume());
        req.on('close', () => t.setImmediate(then));
        return req;
      };
      const open = (name) => {
        const req = t.request({ port, agent }, (res) => res.resume());
        req.on('socket', (socket) => t.watch(socket, `${scheduling}/${name}`, 'free close'));
        return req;
      };
      const held = [open('a'), open('b'), open('c')];
      const inTurn = () => {
        if (held.length) {
          const req = held.shift();
          req.on('close', () => t.setImmediate(inTurn));
          return req.end();
        }
        const used = (i) => {
          if (i === 4) {
            agent.destroy();
            return server.close();
          }
          one(() => used(i + 1)).on('socket', (socket) => t.log(`${scheduling}/req`, `${i} gets`, socket));
        };
        used(0);
      };
      t.after(30, inTurn);
    });
  }
};
