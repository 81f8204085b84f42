'use strict';
// How the end of a body is found: lengths, chunks, EOF, HEAD, 204, 304; what is kept afterwards.
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
module.exports = (t) => {
  const end = { end: true };
  const head = { options: { method: 'HEAD' } };
  require('./_answers')(t, [
    ['length', 'HTTP/1.1 200 A\r\nContent-Length: 5\r\n\r\nhello'],
    ['length in pieces', ['HTTP/1.1 200 A\r\nContent-', 'Length: 5\r\n\r\nhe', 'llo']],
    ['length 0', 'HTTP/1.1 200 A\r\nContent-Length: 0\r\n\r\n'],
    ['length and close', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'],
    ['length too short at EOF', 'HTTP/1.1 200 A\r\nContent-Length: 5\r\n\r\nhe', end],
    ['chunked', `HTTP/1.1 200 A\r\n${CHUNKED}\r\n1\r\na\r\n2\r\nbb\r\n0\r\n\r\n`],
    ['chunked in pieces', [`HTTP/1.1 200 A\r\n${CHUNKED}\r\n1\r\na\r\n2`, '\r\nb', 'b\r\n0\r\n', '\r\n']],
    ['chunked with extensions', `HTTP/1.1 200 A\r\n${CHUNKED}\r\n1;x=y\r\na\r\n0;z\r\n\r\n`],
    ['chunked empty', `HTTP/1.1 200 A\r\n${CHUNKED}\r\n0\r\n\r\n`],
    ['chunked and close', `HTTP/1.1 200 A\r\n${CHUNKED}Connection: close\r\n\r\n1\r\na\r\n0\r\n\r\n`],
    ['chunked cut off', `HTTP/1.1 200 A\r\n${CHUNKED}\r\n5\r\nhe`, end],
    ['chunked cut off before the last', `HTTP/1.1 200 A\r\n${CHUNKED}\r\n2\r\nhe\r\n`, end],
    ['trailers', `HTTP/1.1 200 A\r\n${CHUNKED}Trailer: X-Sum\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\nOther: o\r\n\r\n`],
    ['EOF', 'HTTP/1.1 200 A\r\n\r\nhello', end],
    ['EOF in pieces', ['HTTP/1.1 200 A\r\n\r\nhel', 'lo'], end],
    ['EOF with nothing', 'HTTP/1.1 200 A\r\n\r\n', end],
    ['EOF, keep-alive', 'HTTP/1.1 200 A\r\nConnection: keep-alive\r\n\r\nhello', end],
    ['1.0', 'HTTP/1.0 200 A\r\n\r\nhello', end],
    ['1.0 with length', 'HTTP/1.0 200 A\r\nContent-Length: 5\r\n\r\nhello'],
    ['1.0 with length, keep-alive', 'HTTP/1.0 200 A\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello'],
    ['HEAD with length', 'HTTP/1.1 200 A\r\nContent-Length: 5\r\n\r\n', head],
    ['HEAD chunked', `HTTP/1.1 200 A\r\n${CHUNKED}\r\n`, head],
    ['HEAD with neither', 'HTTP/1.1 200 A\r\n\r\n', head],
    ['HEAD and close', 'HTTP/1.1 200 A\r\nConnection: close\r\n\r\n', head],
    ['204', 'HTTP/1.1 204 A\r\n\r\n'],
    ['304', 'HTTP/1.1 304 A\r\n\r\n'],
    ['304 and close', 'HTTP/1.1 304 A\r\nConnection: close\r\n\r\n'],
    ['205', 'HTTP/1.1 205 A\r\nContent-Length: 0\r\n\r\n'],
    ['Proxy-Connection: close', 'HTTP/1.1 200 A\r\nProxy-Connection: close\r\nContent-Length: 1\r\n\r\na'],
    ['no reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
    ['empty reason', 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n'],
    ['reason of several words', 'HTTP/1.1 200 It is \xe9t\xe9, all right\r\nContent-Length: 0\r\n\r\n'],
    ['unknown status', 'HTTP/1.1 799 A\r\nContent-Length: 0\r\n\r\n'],
  ]);
};
