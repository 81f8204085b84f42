'use strict';
// The ten sequences of a request that waits in the queue of an agent with maxSockets 1.
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ agent: t.agent({ maxSockets: 1 }) }),
  first: (peer, i, answer) => peer.expect('\r\n\r\n', () => {
    if (i > 0) answer(peer);
    else peer.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na');
  }),
  before: (options, begin) => {
    t.get(options, (res) => res.resume()).on('error', () => {});
    begin();
  },
});
