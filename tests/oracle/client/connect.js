'use strict';
// CONNECT: any status is 'connect', bytes behind it are head; without a listener the connection is closed.
module.exports = (t) => {
  const answers = [
    ['200', 'HTTP/1.1 200 Go\r\n\r\n'],
    ['200 with head', 'HTTP/1.1 200 Go\r\n\r\nhead'],
    ['200 with a length', 'HTTP/1.1 200 Go\r\nContent-Length: 2\r\n\r\nhead'],
    ['200 chunked', 'HTTP/1.1 200 Go\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'],
    ['407', 'HTTP/1.1 407 No\r\nContent-Length: 4\r\n\r\nbody'],
    ['204', 'HTTP/1.1 204 Go\r\n\r\nhead'],
    ['100', 'HTTP/1.1 100 Go\r\n\r\nhead'],
    ['101', 'HTTP/1.1 101 Go\r\n\r\nhead'],
    ['500 closing', 'HTTP/1.1 500 No\r\nConnection: close\r\n\r\nhead'],
  ];
  const cases = [];
  for (const [what, answer] of answers) {
    cases.push([`${what}, listened`, answer, { end: true }]);
    cases.push([`${what}, not`, answer, { end: true }]);
  }
  require('./_answers')(t, cases, {
    options: { method: 'CONNECT', path: 'example.com:80' },
    setUp: (life, name) => {
      if (name.endsWith('not')) return;
      life.req.on('connect', (res, socket, head) => {
        t.watch(res, `${name}/message`, 'data aborted end close');
        t.log(`${name}/req`, 'connect', res, socket, head, res.statusCode, res.complete);
        socket.resume();
      });
    },
  });
};
