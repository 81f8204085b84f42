'use strict';
// Two kept connections whose next requests arrive together: one callback after the other, ticks between, closes
// last first.
module.exports = (t) => {
  const peers = [];
  let n = 0;
  const server = t.createServer((req, res) => {
    if (req.url === '/first') return res.end('ready');
    const i = ++n;
    t.log('all', `request${i}`, req.url);
    t.tick('all', `of request${i}`);
    t.immediate('all', `of request${i}`);
    req.on('data', (data) => {
      t.log('all', `data${i}`, data);
      t.tick('all', `of data${i}`);
      req.socket.destroy();
    });
    req.on('aborted', () => t.log('all', `aborted${i}`));
    req.on('close', () => t.log('all', `req close${i}`));
    res.on('close', () => { t.log('all', `res close${i}`); t.tick('all', `of close${i}`); });
    if (i === 2) server.close();
  });
  t.listen(server, function next(port) {
    const peer = t.connect(port, '').write('GET /first HTTP/1.1\r\nHost: a\r\n\r\n');
    peers.push(peer);
    peer.expect('ready', () => {
      if (peers.length < 2) return next(port);
      t.after(3, () => peers.forEach((p, i) => p.write(`POST /${i} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf`)));
    });
  });
};
