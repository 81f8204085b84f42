'use strict';
// Responses that Node reads and this project refuses.
const OK = 'HTTP/1.1 200 A\r\n';
const end = { end: true };
module.exports = (t) => require('./_answers')(t, [
  ['two spaces', 'HTTP/1.1  200 A\r\nContent-Length: 0\r\n\r\n', end],
  ['status 20', 'HTTP/1.1 20 A\r\nContent-Length: 0\r\n\r\n', end],
  ['status 000', 'HTTP/1.1 000 A\r\nContent-Length: 0\r\n\r\n', end],
  ['CR in the reason', 'HTTP/1.1 200 A\rB\r\nContent-Length: 0\r\n\r\n', end],
  ['NUL in the reason', 'HTTP/1.1 200 A\x00B\r\nContent-Length: 0\r\n\r\n', end],
  ['bare LF', 'HTTP/1.1 200 A\nContent-Length: 0\n\n', end],
  ['folded header', `${OK}A: b\r\n c\r\nContent-Length: 0\r\n\r\n`, end],
  ['space before the colon', `${OK}A : b\r\nContent-Length: 0\r\n\r\n`, end],
  ['chunked twice', `${OK}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, end],
  ['chunked not last', `${OK}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, end],
  ['gzip', `${OK}Transfer-Encoding: gzip\r\n\r\nabc`, end],
  ['version 2.0', 'HTTP/2.0 200 A\r\nContent-Length: 0\r\n\r\n', end],
  ['space in a name', `${OK}a b: c\r\nContent-Length: 0\r\n\r\n`, end],
  ['space in the name of a trailer', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\na b: c\r\n\r\n`, end],
  ['chunk too long', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`, end],
  ['version 1.2', 'HTTP/1.2 200 A\r\nContent-Length: 0\r\n\r\n', end],
]);
