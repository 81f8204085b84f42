'use strict';
// Both ends of a TCP connection, from connect to close; the server's end follows the client's.
module.exports = (t) => {
  const server = t.net.createServer((socket) => {
    server.close();
    t.watch(socket, 'server/socket', 'data end drain timeout error close');
    socket.on('data', (data) => {
      t.call('server/socket', 'write', () => socket.write(data, t.logs('server/socket', 'written')));
    });
  });
  t.watch(server, 'server/server', 'listening connection close');
  t.listen(server, (port) => {
    const client = t.net.connect({ port, host: '127.0.0.1' }, t.logs('client/socket', 'callback'));
    t.watch(client, 'client/socket', 'lookup connect ready data end finish error close');
    t.props(client, 'client/socket', 'connecting readable writable remotePort');
    client.on('connect', () => t.props(client, 'client/socket', 'connecting remotePort remoteAddress remoteFamily'));
    client.on('data', () => t.call('client/socket', 'end', () => client.end(t.logs('client/socket', 'ended'))));
    client.on('close', () => t.props(client, 'client/socket', 'destroyed bytesRead bytesWritten remotePort'));
    t.call('client/socket', 'write', () => client.write('hello', t.logs('client/socket', 'written')));
  });
};
