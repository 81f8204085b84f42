'use strict';
// What is an upgrade and what a response: with and without a listener, by status and headers.
const UP = 'Connection: Upgrade\r\nUpgrade: thing\r\n';
const BODY = 'Content-Length: 2\r\n\r\nok';
module.exports = (t) => {
  const answers = [
    ['101', `HTTP/1.1 101 A\r\n${UP}\r\n`],
    ['101 without headers', `HTTP/1.1 101 A\r\n${BODY}`],
    ['101 with Upgrade only', `HTTP/1.1 101 A\r\nUpgrade: thing\r\n${BODY}`],
    ['101 with Connection only', `HTTP/1.1 101 A\r\nConnection: Upgrade\r\n${BODY}`],
    ['200 with both', `HTTP/1.1 200 A\r\n${UP}${BODY}`],
    ['426 with both', `HTTP/1.1 426 A\r\n${UP}${BODY}`],
    ['200 with Upgrade only', `HTTP/1.1 200 A\r\nUpgrade: thing\r\n${BODY}`],
  ];
  const cases = [];
  for (const [what, answer] of answers) {
    cases.push([`${what}, listened`, answer, { end: true }]);
    cases.push([`${what}, not`, answer, { end: true }]);
  }
  require('./_answers')(t, cases, {
    options: { headers: { Connection: 'Upgrade', Upgrade: 'thing' } },
    props: 'statusCode headers',
    setUp: (life, name) => {
      if (name.endsWith('not')) return;
      life.req.on('upgrade', (res, socket, head) => {
        t.log(`${name}/req`, 'upgrade', head, res.statusCode);
        socket.resume();
      });
    },
  });
};
