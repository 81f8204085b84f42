'use strict';
// agent.createConnection overridden: a socket returned, called back, both, late; errors called back, late, raised.
const counts = require('./_counts');
module.exports = (t) => {
  const kinds = [
    ['returned', (real, options, callback) => real(options)],
    ['called back', (real, options, callback) => { callback(null, real(options)); }],
    ['called back late', (real, options, callback) => { t.after(20, () => callback(null, real(options))); }],
    ['both', (real, options, callback) => { const socket = real(options); callback(null, socket); return socket; }],
    ['called back twice', (real, options, callback) => { const socket = real(options); callback(null, socket); callback(null, socket); }],
    ['error', (real, options, callback) => { callback(new Error('mine')); }],
    ['error late', (real, options, callback) => { t.after(20, () => callback(new Error('mine'))); }],
    ['destroyed while opening', (real, options, callback) => { t.after(30, () => callback(null, real(options))); }],
  ];
  for (const [name, kind] of kinds) {
    const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')), (port) => {
      const agent = t.agent({ keepAlive: true });
      const real = agent.createConnection;
      agent.createConnection = (options, callback) => {
        t.log(`${name}/agent`, 'createConnection', options.host, options.port, options.path);
        return kind(real, options, callback);
      };
      const req = t.request({ port, agent, path: '/a' }, (res) => t.watch(res, `${name}/res`, 'data aborted end close'));
      counts(t, agent, `${name}/agent`, 'after request()');
      t.watch(req, `${name}/req`, 'socket response abort error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'connect free close'));
      req.end();
      if (name === 'destroyed while opening') t.after(10, () => req.destroy());
      t.after(100, () => {
        counts(t, agent, `${name}/agent`, 'finally');
        agent.destroy();
        server.close();
      });
    }, { accept: 9 });
  }
};
