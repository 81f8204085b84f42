'use strict';
// A peer that ends its side: with the response and without, while the request's body is still being sent.
const life = require('./_life');
module.exports = (t, cases) => {
  for (const [name, answer, keepAlive] of cases) {
    const agent = t.agent({ keepAlive });
    t.rawServer('', (peer) => peer.expect('1\r\na\r\n', () => peer.write(answer).end()), (port) => {
      const it = life(t, name, { port, agent, method: 'POST' }, { start: (req, own) => req.write('a') });
      it.req.once('close', () => t.after(20, () => {
        t.call(`${name}/req`, 'write', () => it.req.write('b'));
        t.call(`${name}/req`, 'end', () => it.req.end() === it.req);
        t.after(20, () => agent.destroy());
      }));
    });
  }
};
