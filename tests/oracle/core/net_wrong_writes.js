'use strict';
// Writes of wrong values, after end and after destroy.
module.exports = (t) => {
  t.rawServer('wire/peer', () => {}, (port) => {
    const socket = t.net.connect(port, '127.0.0.1');
    t.watch(socket, 'socket', 'error finish end close');
    t.call('socket', 'number', () => socket.write(5));
    t.call('socket', 'null', () => socket.write(null));
    t.call('socket', 'list', () => socket.write(['a']));
    t.call('socket', 'empty', () => socket.write('', t.logs('socket', 'written empty')));
    socket.on('connect', () => {
      t.call('socket', 'end', () => socket.end('x'));
      t.call('socket', 'after end', () => socket.write('y', t.logs('socket', 'written after end')));
      t.call('socket', 'end twice', () => socket.end(t.logs('socket', 'ended twice')));
      t.tick('socket', 'of connect');
    });
    socket.on('close', () => {
      t.call('socket', 'after close', () => socket.write('z', t.logs('socket', 'written after close')));
      t.call('socket', 'end after close', () => socket.end(t.logs('socket', 'ended after close')));
    });
  });
};
