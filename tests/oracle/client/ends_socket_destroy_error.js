'use strict';
// socket.destroy(error) at every point of a request's life.
module.exports = (t) => require('./_points')(t, ({ socket }) => socket.destroy(new Error('mine')), { only: ['socket', 'connect', 'finish', 'sent', 'information', 'response', 'res data', 'res end', 'res close', 'close', 'later'] });
