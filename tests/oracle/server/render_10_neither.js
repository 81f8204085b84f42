'use strict';
// HTTP/1.0, Connection: (none): every method, status and framing, byte for byte.
module.exports = (t) => require('./_render')(t, '1.0', '');
