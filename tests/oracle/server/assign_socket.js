'use strict';
// A response made by hand and given a stream: writes wait for it, then go there; detachSocket.
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => peer.onEnd(() => peer.end()), (port) => {
    const req = new t.http.IncomingMessage();
    req.method = 'GET';
    req.httpVersionMajor = req.httpVersionMinor = 1;
    const res = t.watch(new t.http.ServerResponse(req), 'res', 'finish close error');
    t.props(res, 'res', 'headersSent statusCode socket shouldKeepAlive');
    t.call('res', 'write', () => res.write('early ', t.logs('res', 'written early')));
    t.log('res', 'waiting', res.writableLength > 0);
    const socket = t.watch(t.net.connect(port, '127.0.0.1'), 'socket', 'close');
    socket.resume();
    socket.on('connect', () => {
      t.call('res', 'assignSocket', () => res.assignSocket(socket));
      t.log('res', 'socket', res.socket === socket);
      t.call('res', 'end', () => { res.end('late', t.logs('res', 'ended')); });
      res.on('finish', () => { t.call('res', 'detachSocket', () => res.detachSocket(socket)); t.log('res', 'socket', res.socket); socket.end(); });
    });
  });
};
