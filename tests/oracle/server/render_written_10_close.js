'use strict';
// HTTP/1.0, Connection: close, the body in write() and end(): every method, status and framing, byte for byte.
module.exports = (t) => require('./_render')(t, '1.0', 'close', true);
