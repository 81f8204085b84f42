'use strict';
// Two hundred pipelined requests that nobody answers yet: how many handlers run.
module.exports = (t) => {
  let n = 0;
  const server = t.createServer((req, res) => {
    if (++n > 1) return;
    t.after(30, () => { t.log('server', 'running', n); server.close(); req.socket.destroy(); });
  });
  t.listen(server, (port) => t.connect(port, '').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(200)));
};
