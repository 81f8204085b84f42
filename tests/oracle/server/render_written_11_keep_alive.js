'use strict';
// HTTP/1.1, Connection: keep-alive, the body in write() and end(): every method, status and framing, byte for byte.
module.exports = (t) => require('./_render')(t, '1.1', 'keep-alive', true);
