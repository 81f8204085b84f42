'use strict';
// The bytes of requests: a case is a name, the request's options, and what the program does with it.
module.exports = (t, cases, { options = {} } = {}) => {
  for (const [name, own, act] of cases) {
    const server = t.rawServer(`${name}/wire`, (peer) => {
      peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
    }, (port) => {
      const req = t.call(`${name}/wire`, 'request', () => t.request({ port, ...options, ...own }));
      if (!req) return server.close();
      act(req);
      req.on('error', (error) => t.log(`${name}/wire`, 'error', error));
    }, { accept: 1 });
  }
};
