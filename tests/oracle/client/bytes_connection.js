'use strict';
// The header Connection by the agent's settings, and what it means for the connection.
const counts = require('./_counts');
module.exports = (t) => {
  const cases = [];
  for (const [what, agent] of [
    ['default agent', {}],
    ['keepAlive', { keepAlive: true }],
    ['maxSockets 5', { maxSockets: 5 }],
    ['keepAlive, maxSockets 5', { keepAlive: true, maxSockets: 5 }],
    ['maxTotalSockets 5', { maxTotalSockets: 5 }],
    ['agent false', {}],
  ]) {
    cases.push([what, agent, {}]);
    cases.push([`${what}, Connection: close`, agent, { Connection: 'close' }]);
    cases.push([`${what}, Connection: keep-alive`, agent, { Connection: 'keep-alive' }]);
  }
  for (const [name, settings, headers] of cases) {
    const server = t.rawServer(`${name}/wire`, (peer) => {
      peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    }, (port) => {
      const agent = name.startsWith('agent false') ? false : t.agent(settings);
      const req = t.get({ port, agent, headers }, (res) => res.resume());
      t.props(req, `${name}/req`, 'shouldKeepAlive');
      req.on('close', () => t.after(20, () => {
        if (agent) {
          counts(t, agent, `${name}/agent`, 'holds');
          agent.destroy();
        }
      }));
    });
  }
};
