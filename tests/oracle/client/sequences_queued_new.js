'use strict';
// The ten sequences of a queued request whose predecessor's connection is closed by the peer: it gets a new one.
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ agent: t.agent({ maxSockets: 1, keepAlive: true }) }),
  first: (peer, i, answer) => peer.expect('\r\n\r\n', () => {
    if (i > 0) answer(peer);
    else peer.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na');
  }),
  before: (options, begin) => {
    t.get(options, (res) => res.resume()).on('error', () => {});
    begin();
  },
});
