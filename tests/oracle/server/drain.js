'use strict';
// A large body: write answers false, 'drain' follows once it has gone, lengths on the way.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'drain finish close');
    t.props(res, 'res', 'writableHighWaterMark writableLength');
    res.setHeader('Content-Length', 8000002);
    t.call('res', 'small', () => res.write('x'));
    t.call('res', 'large', () => res.write(Buffer.alloc(8000000, 'a'), t.logs('res', 'written large')));
    t.log('res', 'waiting', res.writableLength > 8000000);
    t.call('res', 'behind it', () => res.write('y', t.logs('res', 'written behind')));
    res.on('drain', () => { t.props(res, 'res', 'writableLength'); res.end(); });
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').flush = () => {});
};
