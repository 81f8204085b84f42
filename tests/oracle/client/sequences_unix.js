'use strict';
// The ten sequences over a Unix socket.
module.exports = (t) => require('./_sequences')(t, { unix: true });
