'use strict';
// Writes before the connection: true below the mark, callbacks in order once it stands.
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => peer.onEnd(() => peer.end()), (port) => {
    const socket = t.watch(t.net.connect(port, '127.0.0.1'), 'socket', 'connect ready drain finish end error close');
    t.call('socket', 'write', () => socket.write('one ', t.logs('socket', 'written one')));
    t.call('socket', 'write bytes', () => socket.write(Buffer.from('two '), t.logs('socket', 'written two')));
    t.call('socket', 'write latin1', () => socket.write('th', 'latin1', t.logs('socket', 'written latin1')));
    t.props(socket, 'socket', 'writableLength bytesWritten connecting');
    t.call('socket', 'write much', () => socket.write('x'.repeat(20000), t.logs('socket', 'written much')));
    t.props(socket, 'socket', 'writableLength writableHighWaterMark');
    t.call('socket', 'end', () => socket.end('last', t.logs('socket', 'ended')));
    t.props(socket, 'socket', 'writable writableEnded writableFinished');
    socket.resume();
  });
};
