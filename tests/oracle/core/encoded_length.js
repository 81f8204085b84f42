'use strict';
// What a text counts while it waits: Node counts its characters, here it is bytes already.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.onEnd(() => peer.end()), (port) => {
    const socket = t.net.connect(port, '127.0.0.1');
    socket.write('7468', 'hex');
    socket.write('\xe9');
    t.props(socket, 'socket', 'writableLength bytesWritten');
    socket.end();
  });
};
