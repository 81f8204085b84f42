'use strict';
// The ten sequences of the reference, each on a peer of its own; `variant` says how the request is made.
const life = require('./_life');

const FULL = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const PART = 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello';
const sequences = {
  success: { answer: (peer) => peer.write(FULL) },
  'connection error': { refused: true },
  'close before response': { answer: (peer) => peer.end() },
  'close after response': { answer: (peer) => peer.write(PART).end() },
  'destroy before socket': { point: 'at once', act: ({ req }) => req.destroy() },
  'destroy before connect': { point: 'socket', act: ({ req }) => req.destroy() },
  'destroy after response': { answer: (peer) => peer.write(PART), point: 'res data', act: ({ req }) => req.destroy() },
  'abort before socket': { point: 'at once', act: ({ req }) => req.abort() },
  'abort before connect': { point: 'socket', act: ({ req }) => req.abort() },
  'abort after response': { answer: (peer) => peer.write(PART), point: 'res data', act: ({ req }) => req.abort() },
};

// 'abort before socket' differs here, everywhere in the same way: it has scenarios of its own.
const most = Object.keys(sequences).filter((name) => name !== 'abort before socket');

module.exports = (t, variant, names = most) => {
  const { prefix = '', unix, options = () => ({}), start, before, first = (peer, i, answer) => peer.expect('\r\n\r\n', () => answer(peer)) } = variant;
  for (const name of names) {
    const { answer = () => {}, refused, point, act } = sequences[name];
    const server = t.rawServer('', (peer, i) => first(peer, i, answer), (where) => {
      if (refused) server.close();
      const all = { ...(unix ? { socketPath: where } : { port: where }), ...options() };
      const begin = () => {
        const { req } = life(t, prefix + name, all, { start, point, act });
        req.on('close', () => t.setImmediate(() => {
          server.close();
          if (all.agent) all.agent.destroy();
        }));
      };
      if (before) before(all, begin);
      else begin();
    }, { accept: 9, unix });
  }
};
