'use strict';
// abort() at every point of a request's life.
module.exports = (t) => require('./_points')(t, ({ req }) => req.abort(), { only: ['in a tick', 'socket', 'connect', 'finish', 'sent', 'information', 'response', 'res data', 'res end', 'res close', 'close', 'later'] });
