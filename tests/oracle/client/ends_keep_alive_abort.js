'use strict';
// abort() at every point of a request's life on a connection that is kept.
module.exports = (t) => require('./_points')(t, ({ req }) => req.abort(), { only: ['in a tick', 'socket', 'connect', 'finish', 'sent', 'information', 'response', 'res data', 'res end', 'res close', 'close', 'later'], options: () => ({ agent: t.agent({ keepAlive: true }) }) });
