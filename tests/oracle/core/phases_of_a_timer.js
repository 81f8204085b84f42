'use strict';
// In a timer: ticks, then immediates, then the closes of what was destroyed; an immediate in a close waits.
module.exports = (t) => {
  const server = t.net.createServer((socket) => {
    server.close();
    t.watch(socket, 'socket', 'error');
    t.timer(10, () => {
      socket.on('close', () => {
        t.log('socket', 'close');
        t.immediate('socket', 'of close');
        t.tick('socket', 'of close');
      });
      t.immediate('socket', 'before');
      t.tick('socket', 'before');
      t.call('socket', 'destroy', () => socket.destroy(new Error('mine')));
      t.props(socket, 'socket', 'destroyed readable writable');
      t.tick('socket', 'after');
      t.immediate('socket', 'after');
    });
  });
  t.listen(server, (port) => t.connect(port, 'wire/peer'));
};
