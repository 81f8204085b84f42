'use strict';
// A refused connection and a missing Unix socket: 'error' with Node's code and fields, then 'close' with true.
module.exports = (t) => {
  const server = t.net.createServer();
  t.listen(server, (port) => server.close(() => {
    const tcp = t.watch(t.net.connect({ port, host: '127.0.0.1' }), 'tcp/socket', 'lookup connect ready end error close');
    tcp.on('error', (error) => t.props(error, 'tcp/error', 'code syscall address port'));
    t.tick('tcp/socket', 'after connect');
    tcp.write('never', t.logs('tcp/socket', 'written'));
    tcp.on('close', () => t.props(tcp, 'tcp/socket', 'destroyed connecting bytesWritten'));
    const unix = t.watch(t.net.connect({ path: '/nowhere/at/all' }), 'unix/socket', 'connect end error close');
    unix.on('error', (error) => t.props(error, 'unix/error', 'code syscall address port'));
  }));
};
