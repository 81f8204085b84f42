'use strict';
// What a socket's methods return, before, while and after it is connected.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.onEnd(() => peer.end()), (port) => {
    const socket = t.watch(t.net.connect(port, '127.0.0.1'), 'socket');
    const all = (when) => {
      t.log('socket', when);
      t.call('socket', 'setNoDelay', () => socket.setNoDelay());
      t.call('socket', 'setKeepAlive', () => socket.setKeepAlive(true, 1000));
      t.call('socket', 'ref', () => socket.ref());
      t.call('socket', 'unref', () => socket.unref());
      t.call('socket', 'ref', () => socket.ref());
      t.call('socket', 'pause', () => socket.pause());
      t.call('socket', 'resume', () => socket.resume());
      t.call('socket', 'setEncoding', () => socket.setEncoding('latin1'));
      t.call('socket', 'cork', () => socket.cork());
      t.call('socket', 'uncork', () => socket.uncork());
      t.call('socket', 'address', () => Object.keys(socket.address()).length);
      t.call('socket', 'read', () => socket.read());
      t.props(socket, 'socket', 'destroyed readable writable connecting writableLength readableLength');
    };
    all('connecting');
    socket.on('connect', () => { all('connected'); socket.end(); });
    socket.on('close', () => { all('closed'); t.call('socket', 'destroy', () => socket.destroy()); });
  });
};
