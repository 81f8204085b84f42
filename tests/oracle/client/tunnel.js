'use strict';
// A tunnel: the socket of 'connect' carries bytes both ways, and may end first.
const counts = require('./_counts');
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => {
    peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    peer.expect('ping', () => peer.write('pong'));
    peer.expect('done', () => peer.write('bye').onEnd(() => peer.end()));
  }, (port) => {
    const agent = t.agent({ keepAlive: true, maxSockets: 1 });
    const req = t.request({ port, agent, method: 'CONNECT', path: 'example.com:80', headers: { 'X-A': 'b' } });
    req.on('connect', (res, socket, head) => {
      counts(t, agent, 'client/agent', "at 'connect'");
      t.watch(socket, 'client/socket', 'end close error');
      socket.on('data', (data) => {
        t.log('client/socket', 'data', data);
        if (data.toString() === 'pong') t.call('client/socket', 'end', () => socket.end('done') === socket);
      });
      socket.write('ping', t.logs('client/socket', 'write called back'));
    });
    t.watch(req, 'client/req', 'socket finish response connect close error');
    req.on('close', () => counts(t, agent, 'client/agent', "at 'close'"));
    req.end();
  });
};
