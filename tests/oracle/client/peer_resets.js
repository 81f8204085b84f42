'use strict';
// A connection that the peer resets: before the response, in its head, in its body, while a body is being sent.
const life = require('./_life');
module.exports = (t) => {
  for (const [name, answer, options, start] of [
    ['before the response', '', {}, (req, own) => req.end()],
    ['in the head', 'HTTP/1.1 200 OK\r\nContent-', {}, (req, own) => req.end()],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello', {}, (req, own) => req.end()],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe', {}, (req, own) => req.end()],
    ['while sending', '', { method: 'POST' }, (req, own) => req.write('a')],
    ['while sending, answered', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello', { method: 'POST' }, (req, own) => req.write('a')],
  ]) {
    t.rawServer('', (peer) => {
      t.after(40, () => {
        if (answer) peer.write(answer);
        t.after(60, () => peer.destroy());
      });
    }, (port) => life(t, name, { port, ...options }, { start }), { deaf: true });
  }
};
