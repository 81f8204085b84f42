'use strict';
// The ten sequences of a request that waits in the queue of an agent with maxSockets 1, and gets the used socket.
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ agent: t.agent({ maxSockets: 1 }) }),
  first: (peer, i, answer) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na').expect('\r\n\r\n', () => answer(peer));
  }),
  before: (options, begin) => {
    t.get(options, (res) => res.resume()).on('error', () => {});
    begin();
  },
});
