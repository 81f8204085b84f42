'use strict';
// What is made of a peer's answer: one request for each case, through an agent that keeps connections if it may.
// A case: its name, the bytes of the answer (an array: one write each, in phases of their own), and more.
const life = require('./_life');
const counts = require('./_counts');

module.exports = (t, cases, { options = {}, start, props = 'statusCode statusMessage httpVersion headers', setUp = () => {} } = {}) => {
  for (const [name, answer, more = {}] of cases) {
    const server = t.rawServer('', (peer) => {
      const parts = [].concat(answer);
      const next = () => {
        if (parts.length) {
          peer.write(parts.shift());
          if (parts.length) t.after(20, next);
        }
        if (!parts.length && more.end) peer.end();
      };
      peer.expect('\r\n\r\n', next);
    }, (port) => {
      const agent = t.agent({ keepAlive: true });
      const it = life(t, name, { port, agent, ...options, ...more.options }, { start: more.start || start });
      it.req.on('response', (res) => {
        if (props) t.props(res, `${name}/res`, props);
        res.on('end', () => t.props(res, `${name}/res`, 'complete trailers rawTrailers'));
        res.on('aborted', () => t.props(res, `${name}/res`, 'complete aborted'));
      });
      it.req.on('error', (error) => {
        if (error.rawPacket) t.log(`${name}/req`, 'bytesParsed rawPacket', error.bytesParsed, error.rawPacket);
      });
      it.req.on('close', () => t.setImmediate(() => {
        counts(t, agent, `${name}/agent`, 'holds');
        server.close();
        t.setImmediate(() => agent.destroy());
      }));
      setUp(it, name);
    }, { accept: 9 });
  }
};
