'use strict';
// A name that does not exist: 'lookup' with the error, 'error', 'close'.
module.exports = (t) => {
  const socket = t.watch(t.net.connect(1, `${'x'.repeat(70)}.invalid`), 'socket', 'lookup connect error close');
  socket.on('error', (error) => t.props(error, 'error', 'code syscall hostname'));
  t.tick('socket', 'after connect');
};
