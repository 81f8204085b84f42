'use strict';
// abort() and destroy(error) together, at every point of a request's life.
module.exports = (t) => require('./_points')(t, ({ req }) => { req.abort(); req.abort(); req.destroy(new Error('mine')); }, { only: ['in a tick', 'socket', 'connect', 'finish', 'sent', 'information', 'response', 'res data', 'res end', 'res close', 'close', 'later'] });
