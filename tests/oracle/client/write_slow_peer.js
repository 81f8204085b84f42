'use strict';
// A peer that does not read: write() returns false, its callback and 'drain' come once the peer reads.
module.exports = (t) => {
  t.rawServer('', (peer) => {
    peer.expect('END', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    t.after(100, () => {
      t.log('client/program', 'the peer reads now');
      peer.hear('');
    });
  }, (port) => {
    const req = t.watch(t.request({ port, method: 'POST', headers: { 'Content-Length': 8000003 } }, (res) => res.resume()), 'client/req', 'socket drain finish response close');
    t.after(30, () => {
      t.call('client/req', 'write', () => req.write(Buffer.alloc(8000000, 'a'), t.logs('client/req', 'w1')));
      t.call('client/req', 'write', () => req.write('', t.logs('client/req', 'w2')));
      req.on('drain', () => {
        t.props(req, 'client/req', 'writableLength');
        req.end('END');
      });
    });
  }, { deaf: true });
};
