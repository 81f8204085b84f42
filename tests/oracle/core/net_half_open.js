'use strict';
// A peer that half-closes: the socket ends itself; with allowHalfOpen it can still write.
module.exports = (t) => {
  let n = 0;
  for (const allowHalfOpen of [false, true]) {
    const server = t.net.createServer({ allowHalfOpen }, (socket) => {
      server.close();
      const label = allowHalfOpen ? 'half-open/socket' : 'default/socket';
      t.watch(socket, label, 'data end finish error close');
      socket.on('end', () => {
        t.props(socket, label, 'readable writable destroyed writableEnded');
        t.nextTick(() => t.props(socket, label, 'writable writableEnded'));
        if (allowHalfOpen) t.after(5, () => t.call(label, 'end', () => socket.end('late answer')));
      });
    });
    t.listen(server, (port) => t.connect(port, `wire${n++}/peer`).write('all').end());
  }
};
