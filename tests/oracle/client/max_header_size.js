'use strict';
// maxHeaderSize: the limit of 16 KiB, other limits, where it is counted.
module.exports = (t) => {
  const big = (n) => `HTTP/1.1 200 A\r\nA: ${'b'.repeat(n)}\r\nContent-Length: 0\r\n\r\n`;
  require('./_answers')(t, [
    ['default, below', big(16000)],
    ['default, above', big(17000)],
    ['option 2000, below', big(1000), { options: { maxHeaderSize: 2000 } }],
    ['option 2000, above', big(2100), { options: { maxHeaderSize: 2000 } }],
    ['option 30000, below', big(29000), { options: { maxHeaderSize: 30000 } }],
    ['option 30000, above', big(31000), { options: { maxHeaderSize: 30000 } }],
    ['option 0', big(1000), { options: { maxHeaderSize: 0 } }],
    ['many small ones', 'HTTP/1.1 200 A\r\n' + 'A: b\r\n'.repeat(9000) + '\r\n'],
    ['trailers', `HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ${'b'.repeat(17000)}\r\n\r\n`],
  ], {
    props: 'statusCode',
    setUp: (life, name) => life.req.on('response', (res) => t.log(`${name}/res`, 'raw headers', res.rawHeaders.length)),
  });
};
