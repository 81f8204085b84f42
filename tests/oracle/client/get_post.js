'use strict';
// get() with another method: always GET here, as the reference says.
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')), (port) => {
    const req = t.get({ port, method: 'POST' }, (res) => res.resume());
    t.props(req, 'client/req', 'method');
  });
};
