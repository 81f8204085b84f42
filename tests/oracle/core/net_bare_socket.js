'use strict';
// A socket made by hand: its state, connect() later, destroy() of one that never connected.
module.exports = (t) => {
  const never = t.watch(new t.net.Socket(), 'never/socket', 'error close end finish');
  t.props(never, 'never/socket', 'connecting destroyed readable writable bytesRead bytesWritten timeout');
  t.call('never/socket', 'write', () => never.write('x', t.logs('never/socket', 'written')));
  t.call('never/socket', 'destroy', () => never.destroy());
  t.rawServer('wire/peer', (peer) => peer.onEnd(() => peer.end()), (port) => {
    const socket = t.watch(new t.net.Socket(), 'later/socket', 'connect ready end finish close error');
    t.call('later/socket', 'connect', () => socket.connect(port, '127.0.0.1', t.logs('later/socket', 'callback')));
    t.props(socket, 'later/socket', 'connecting');
    socket.resume();
    socket.end('hello');
  });
};
