'use strict';
// destroy() at every point of a request whose body is being sent; a write after it.
module.exports = (t) => require('./_points')(t, ({ req, name }) => {
  req.destroy();
  t.call(`${name}/program`, 'write', () => req.write('more', t.logs(`${name}/write`, 'second called back')));
  t.call(`${name}/program`, 'end', () => req.end(t.logs(`${name}/end`, 'called back')) === req);
}, {
  options: () => ({ method: 'POST' }),
  only: ['at once', 'in a tick', 'socket', 'connect', 'sent', 'information', 'response', 'res end', 'close', 'later'],
  start: (req, { name }) => req.write('some', t.logs(`${name}/write`, 'first called back')),
});
