'use strict';
// One response cut in two at every byte: the same events, whatever the cut.
module.exports = (t) => {
  const text = 'HTTP/1.1 102 A\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3\r\nfoo\r\n2;a=b\r\nba\r\n0\r\nX: y\r\n\r\n';
  const agent = t.agent({ keepAlive: true });
  let left = text.length - 1;
  for (let i = 1; i < text.length; i++) {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      peer.write(text.slice(0, i));
      t.after(30, () => peer.write(text.slice(i)));
    }), (port) => {
      const req = t.get({ port, agent }, (res) => {
        t.watch(res, `at ${i}/res`, 'data aborted end close');
        res.on('end', () => t.props(res, `at ${i}/res`, 'complete trailers'));
      });
      t.watch(req, `at ${i}/req`, 'continue information response error close');
      req.on('close', () => {
        left -= 1;
        if (left === 0) t.after(20, () => agent.destroy());
      });
    });
  }
};
