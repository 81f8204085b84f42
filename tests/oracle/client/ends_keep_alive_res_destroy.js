'use strict';
// res.destroy() at every point of a response on a connection that is kept.
module.exports = (t) => require('./_points')(t, ({ res }) => res.destroy(), {
  options: () => ({ agent: t.agent({ keepAlive: true }) }),
  only: ['response', 'res data', 'res end', 'res close', 'close'],
});
