'use strict';
// destroy(error) inside 'data' of a response that is complete in the same segment, on a kept connection.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')), (port) => {
    const agent = t.agent({ keepAlive: true });
    const req = t.get({ port, agent }, (res) => {
      t.watch(res, 'client/res', 'data aborted end close');
      res.on('data', (data) => req.destroy(new Error('mine')));
    });
    t.watch(req, 'client/req', 'socket response error close');
    req.on('socket', (socket) => socket.on('close', t.logs('client/socket', "'close'")));
  });
};
