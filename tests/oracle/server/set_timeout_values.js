'use strict';
// server.setTimeout with what is no number of milliseconds.
module.exports = (t) => {
  const server = t.createServer();
  for (const value of ['x', -1]) t.call('server', `setTimeout ${JSON.stringify(value)}`, () => { server.setTimeout(value); });
};
