'use strict';
// Responses that are none: the code, the text and the position of the request's 'error'.
const OK = 'HTTP/1.1 200 A\r\n';
module.exports = (t) => require('./_answers')(t, [
  ['garbage', 'garbage\r\n\r\n'],
  ['garbage like a request', 'GET / HTTP/1.1\r\n\r\n'],
  ['lower case', 'http/1.1 200 OK\r\n\r\n'],
  ['no version', 'HTTP/ 200 OK\r\n\r\n'],
  ['letters for a version', 'HTTP/a.b 200 OK\r\n\r\n'],
  ['letters for a status', 'HTTP/1.1 abc OK\r\n\r\n'],
  ['status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['header without a colon', `${OK}abc\r\n\r\n`],
  ['header with a control byte', `${OK}a: b\x01c\r\n\r\n`],
  ['length of letters', `${OK}Content-Length: abc\r\n\r\n`],
  ['negative length', `${OK}Content-Length: -1\r\n\r\n`],
  ['two lengths', `${OK}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`],
  ['two different lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\na`],
  ['length and chunked', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['chunk size of letters', `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n`],
  ['second chunk wrong', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\nxyz\r\n`],
  ['second chunk wrong, later', [`${OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`, 'xyz\r\n']],
  ['empty line first', `\r\n${OK}Content-Length: 0\r\n\r\n`],
  ['nothing', '', { end: true }],
  ['half a status line', 'HTTP/1.1 2', { end: true }],
  ['half a head', `${OK}Content-Len`, { end: true }],
]);
