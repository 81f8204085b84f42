'use strict';
// headersTimeout counts from a request's first byte; a late first byte and an idle connection are not cut.
module.exports = (t) => {
  const server = t.createServer((req, res) => res.end(`answer ${req.url}`));
  server.headersTimeout = 60;
  server.on('clientError', (error, socket) => { t.log('server/server', 'clientError', error); socket.destroy(error); });
  t.listen(server, (port) => {
    let left = 2;
    const ended = () => { if (--left === 0) server.close(); };
    const late = t.connect(port, 'late first byte/wire').onEnd(ended);
    t.after(120, () => late.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n').expect('/late', () => late.end()));
    const slow = t.connect(port, 'slow/wire').write('GET /slow HTTP/1.1\r\n').onEnd(ended);
    t.after(600, () => slow.write('Host: a\r\n'));
  });
};
