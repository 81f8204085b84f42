'use strict';
// The ten sequences (but the refused one) on a connection that was used before.
const FIRST = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na';
const names = ['success', 'close before response', 'close after response', 'destroy before socket', 'destroy before connect',
  'destroy after response', 'abort before connect', 'abort after response'];
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ agent: t.agent({ keepAlive: true }) }),
  first: (peer, i, answer) => peer.expect('\r\n\r\n', () => {
    peer.write(FIRST).expect('\r\n\r\n', () => answer(peer));
  }),
  before: (options, begin) => t.get(options, (res) => res.resume()).on('close', () => t.setImmediate(begin)),
  start: (req, { name }) => {
    req.end();
    req.on('close', () => t.props(req, `${name}/req`, 'reusedSocket'));
  },
}, names);
