'use strict';
// setNoDelay and setSocketKeepAlive: before a socket, before the connection, on it.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (port) => {
    const req = t.request({ port }, (res) => {
      req.setNoDelay(true);
      res.resume();
    });
    req.setNoDelay();
    req.setSocketKeepAlive(true, 1000);
    req.on('socket', (socket) => {
      socket.setNoDelay = t.logs('client/socket', 'setNoDelay');
      socket.setKeepAlive = t.logs('client/socket', 'setKeepAlive');
      socket.on('connect', () => t.log('client/socket', "'connect'"));
      req.setSocketKeepAlive(false, 0);
    });
    t.watch(req, 'client/req', 'socket finish response close');
    req.end();
  });
};
