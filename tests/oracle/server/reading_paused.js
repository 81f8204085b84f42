'use strict';
// While an answer is held, later pipelined answers pile up: reading stops past 16 KiB, and goes on with it.
module.exports = (t) => {
  let n = 0;
  let held;
  const server = t.createServer((req, res) => {
    t.log('server', 'request', req.url);
    if (++n === 1) held = res;
    else res.end(Buffer.alloc(10000));
    if (n === 6) { server.close(); }
  });
  const get = (i) => `GET /${i} HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(1000)}\r\n${i === 6 ? 'Connection: close\r\n' : ''}\r\n`;
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/peer');
    peer.flush = () => {};
    let i = 0;
    (function more() {
      peer.write(get(++i));
      if (i < 6) t.after(15, more);
      else t.after(15, () => { t.log('server', 'release'); held.end('held'); });
    })();
  });
};
