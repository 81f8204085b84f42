'use strict';
// A socket's timeout fires once without new activity, again after some; 0 stops it; the callback is a one-time
// listener.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.onEnd(() => peer.end()), (port) => {
    const socket = t.watch(t.net.connect(port, '127.0.0.1'), 'socket', 'timeout close');
    t.call('socket', 'setTimeout', () => socket.setTimeout(20, t.logs('socket', 'timeout-callback')));
    t.log('socket', 'listeners', socket.listenerCount('timeout'), socket.timeout);
    t.after(100, () => {
      t.log('socket', 'listeners', socket.listenerCount('timeout'));
      socket.write('activity');
      t.after(70, () => {
        t.call('socket', 'setTimeout 0', () => socket.setTimeout(0));
        t.props(socket, 'socket', 'timeout');
        socket.write('more');
        t.after(50, () => socket.end());
      });
    });
    for (const bad of ['x', -1, NaN, null]) t.call('socket', 'bad', () => socket.setTimeout(bad));
    t.call('socket', 'bad callback', () => socket.setTimeout(10000, 'x'));
    socket.resume();
    socket.setTimeout(20);
  });
};
