'use strict';
// Expect: 100-continue: the head goes out at once, the body when 'continue' (or the response) says so.
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
module.exports = (t) => require('./_answers')(t, [
  ['continue', ['HTTP/1.1 100 Continue\r\n\r\n', OK]],
  ['continue and response at once', 'HTTP/1.1 100 Continue\r\n\r\n' + OK],
  ['417', 'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n'],
  ['417 closing', 'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', { end: true }],
  ['200 without 100', OK],
  ['closed', '', { end: true }],
], {
  options: { method: 'PUT', headers: { Expect: '100-continue', 'Content-Length': 4 } },
  start: () => {},
  setUp: ({ req }, name) => {
    const send = (why) => () => {
      if (req.writableEnded) return;
      t.log(`${name}/req`, `ends, because of ${why}`);
      req.end('body');
    };
    t.props(req, `${name}/req`, 'headersSent');
    req.on('continue', send('continue'));
    req.on('response', (res) => res.on('end', send('the response')));
  },
});
