'use strict';
// end() when the client has left: no 'finish'; what writableFinished says.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'finish error close');
    res.on('close', () => {
      t.call('res', 'write', () => res.write('x'));
      t.call('res', 'end', () => { res.end('y'); });
      t.props(res, 'res', 'writableEnded writableFinished finished destroyed');
      t.setImmediate(() => t.props(res, 'res', 'writableFinished'));
    });
    server.close();
  });
  t.listen(server, (port) => {
    const peer = t.connect(port, '').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    server.once('request', () => peer.destroy());
  });
};
