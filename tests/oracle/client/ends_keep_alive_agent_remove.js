'use strict';
// 'agentRemove' at every point of a request's life: nothing is counted, nothing pooled.
module.exports = (t) => require('./_points')(t, ({ socket }) => socket.emit('agentRemove'), {
  options: () => ({ agent: t.agent({ keepAlive: true }) }),
  only: ['socket', 'connect', 'sent', 'response', 'res data', 'res end', 'close'],
  start: (req, life) => {
    req.end();
    t.after(100, () => life.socket.destroy());
  },
});
