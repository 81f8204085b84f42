'use strict';
// An exception of a 'request' listener leaves the program.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.log('server', 'request');
    throw new TypeError('a bug');
  });
  t.listen(server, (port) => t.connect(port, '').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
