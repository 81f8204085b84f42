'use strict';
// HTTP/1.1, Connection: (none): every method, status and framing, byte for byte.
module.exports = (t) => require('./_render')(t, '1.1', '');
