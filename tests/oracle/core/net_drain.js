'use strict';
// More than the kernel takes: write answers false, 'drain' when all has gone, then the callbacks.
module.exports = (t) => {
  t.rawServer('', (peer) => { peer.flush = () => {}; peer.onEnd(() => peer.end()); }, (port) => {
    const socket = t.watch(t.net.connect(port, '127.0.0.1'), 'socket', 'connect drain finish close');
    socket.resume();
    socket.on('connect', () => {
      t.call('socket', 'small', () => socket.write('x', t.logs('socket', 'written small')));
      t.call('socket', 'large', () => socket.write(Buffer.alloc(8000000), t.logs('socket', 'written large')));
      t.call('socket', 'behind', () => socket.write('y', t.logs('socket', 'written behind')));
      t.log('socket', 'waiting', socket.writableLength >= 8000000);
    });
    socket.once('drain', () => { t.props(socket, 'socket', 'writableLength bytesWritten'); socket.end(); });
  });
};
