'use strict';
// res.setTimeout(): the socket's timeout; its callback is the message's 'timeout', which Node never emits for a client.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na');
    t.after(200, () => peer.write('b'));
  }), (port) => {
    const req = t.get({ port }, (res) => {
      t.watch(res, 'client/res', 'data end close');
      t.call('client/res', 'setTimeout', () => res.setTimeout(60, t.logs('client/res', 'called back')) === res);
      t.props(res.socket, 'client/socket', 'timeout');
      res.socket.on('timeout', t.logs('client/socket', "'timeout'"));
    });
    t.watch(req, 'client/req', 'timeout response close');
  });
};
