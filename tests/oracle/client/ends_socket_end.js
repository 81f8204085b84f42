'use strict';
// socket.end() at every point of a request's life.
module.exports = (t) => require('./_points')(t, ({ socket }) => socket.end(), { only: ['socket', 'connect', 'finish', 'sent', 'information', 'response', 'res data', 'res end', 'res close', 'close', 'later'] });
