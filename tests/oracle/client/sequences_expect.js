'use strict';
// The ten sequences of a request that waits for 'continue' before it sends its body.
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ method: 'POST', headers: { Expect: '100-continue' } }),
  start: (req) => req.on('continue', () => req.end('body')),
  first: (peer, i, answer) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 100 Continue\r\n\r\n').expect('0\r\n\r\n', () => answer(peer));
  }),
});
