'use strict';
// A write to a peer that has reset: how the write, the socket and 'close' tell.
module.exports = (t) => {
  t.rawServer('', (peer) => { peer.destroy(); }, (port) => {
    const socket = t.watch(t.net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }), 'socket', 'connect end error finish close');
    socket.resume();
    socket.on('end', () => {
      socket.write('first');
      t.after(20, () => {
        t.call('socket', 'write', () => socket.write('second', 'utf8', t.logs('socket', 'written')));
      });
    });
  });
};
