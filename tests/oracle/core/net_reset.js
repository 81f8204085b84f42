'use strict';
// The peer resets: data, then 'error' ECONNRESET and 'close' with true; a write into it fails.
module.exports = (t) => {
  t.rawServer('', (peer) => t.after(20, () => peer.destroy()), (port) => {
    const socket = t.watch(t.net.connect(port, '127.0.0.1'), 'socket', 'connect data end error finish close');
    socket.on('error', (error) => t.props(error, 'socket', 'code syscall'));
    socket.write('unread');
    socket.on('close', () => t.call('socket', 'write', () => socket.write('x', t.logs('socket', 'written'))));
  }, { deaf: true });
};
