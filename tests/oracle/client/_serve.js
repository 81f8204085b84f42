'use strict';
// A peer that answers every request on every connection.
module.exports = (t, then, { label = '', accept = 99, answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' } = {}) => {
  const server = t.rawServer(label, (peer) => {
    const next = () => {
      peer.write(answer);
      peer.expect('\r\n\r\n', next);
    };
    peer.expect('\r\n\r\n', next);
  }, (port) => then(port, server), { accept });
};
