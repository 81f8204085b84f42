'use strict';
// A port in use and an address that is not ours: 'error' with code, errno's name, call, address and port.
module.exports = (t) => {
  const first = t.createServer();
  t.listen(first, (port) => {
    const second = t.watch(t.createServer(), 'second/server', 'listening error close');
    second.on('error', (error) => { t.props(error, 'second/error', 'code syscall address port'); t.props(second, 'second/server', 'listening'); first.close(); });
    t.call('second/server', 'listen', () => second.listen(port, '127.0.0.1'));
    t.tick('second/server', 'after listen');
    const third = t.watch(t.createServer(), 'third/server', 'listening error close');
    third.on('error', (error) => t.props(error, 'third/error', 'code syscall address'));
    third.listen(0, '192.0.2.1');
  });
};
