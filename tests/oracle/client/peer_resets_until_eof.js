'use strict';
// A body that only the end of the connection ends: a reset is no end here.
const life = require('./_life');
module.exports = (t) => {
  for (const [name, answer, options, start] of [
    ['in a body up to EOF', 'HTTP/1.1 200 OK\r\n\r\nhello', {}, (req, own) => req.end()],
  ]) {
    t.rawServer('', (peer) => {
      t.after(40, () => {
        if (answer) peer.write(answer);
        t.after(60, () => peer.destroy());
      });
    }, (port) => life(t, name, { port, ...options }, { start }), { deaf: true });
  }
};
