'use strict';
// A server of HTTP/1.0 and an agent that keeps: one connection each, or kept when it says so.
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true });
  const server = t.rawServer('wire/peer', (peer, i) => {
    if (i < 2) peer.expect('\r\n\r\n', () => peer.write('HTTP/1.0 200 OK\r\n\r\nhello').end());
    else peer.expect('\r\n\r\n', () => peer.write('HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello'));
  }, (port) => {
    let left = 3;
    const next = () => {
      const req = t.get({ port, agent, path: `/${left}` }, (res) => t.watch(res, 'client/res', 'data end close'));
      t.watch(req, 'client/req', 'response error close');
      left -= 1;
      req.on('close', () => t.after(20, () => {
        counts(t, agent, 'client/agent', 'then');
        if (left > 0) return next();
        agent.destroy();
        server.close();
      }));
    };
    next();
  }, { accept: 9 });
};
