'use strict';
// What the program does at each point of a request's life, one request for each point.
const life = require('./_life');
const counts = require('./_counts');

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';
const points = ['at once', 'in a tick', 'socket', 'connect', 'finish', 'sent', 'information', 'response', 'res data', 'res end', 'res close', 'close', 'later'];

module.exports = (t, act, { only = points, options = () => ({}), start } = {}) => {
  for (const point of only) {
    let it;
    const server = t.rawServer('', (peer) => {
      peer.expect('\r\n\r\n', () => {
        if (point === 'sent') t.setImmediate(it.at, 'sent');
        else peer.write('HTTP/1.1 102 Processing\r\n\r\n' + HEAD + (point.startsWith('res d') ? 'hello' : 'hellohello'));
      });
    }, (port) => {
      const all = { port, ...options() };
      it = life(t, point, all, { start, point, act });
      it.req.on('close', () => t.setImmediate(() => {
        server.close();
        t.setImmediate(() => {
          it.at('later');
          if (!all.agent) return;
          t.setImmediate(() => {
            counts(t, all.agent, `${point}/agent`, 'holds');
            all.agent.destroy();
          });
        });
      }));
    }, { accept: 9 });
  }
};
module.exports.points = points;
