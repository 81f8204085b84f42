'use strict';
// write() before a socket and before the connection: return values, callbacks in order, 'finish' and 'close' behind them.
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => peer.expect('0\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (port) => {
    const req = t.watch(t.request({ port, method: 'POST' }, (res) => res.resume()), 'client/req', 'socket drain finish response close');
    t.call('client/req', 'write', () => req.write('one', t.logs('client/req', 'w1')));
    t.call('client/req', 'write', () => req.write(Buffer.from('two'), t.logs('client/req', 'w2')));
    t.props(req, 'client/req', 'writableLength writableHighWaterMark');
    t.nextTick(() => {
      t.call('client/req', 'write in a tick', () => req.write('three', t.logs('client/req', 'w3')));
      t.tick('client/program', 'after the third');
    });
    req.on('socket', (socket) => {
      t.props(socket, 'client/socket', 'connecting');
      socket.on('connect', () => t.log('client/socket', "'connect'"));
      t.call('client/req', "write at 'socket'", () => req.write('four', 'latin1', t.logs('client/req', 'w4')));
      socket.on('connect', () => {
        t.call('client/req', "write at 'connect'", () => req.write('3566', 'hex', t.logs('client/req', 'w5')));
        t.call('client/req', 'end', () => req.end('six', t.logs('client/req', 'end called back')) === req);
        t.tick('client/program', 'after end');
      });
    });
  });
};
