'use strict';
// 'timeout' while the connection is not there yet, and while a request waits in the queue.
module.exports = (t) => {
  const late = (options, callback) => { t.after(150, () => callback(null, t.net.connect({ host: options.host, port: options.port }))); };
  for (const [name, options, act] of [
    ['option', { timeout: 50 }, (req, name) => {}],
    ['setTimeout', {}, (req, name) => req.setTimeout(50, t.logs(`${name}/req`, 'called back'))],
  ]) {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => t.after(100, () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))), (port) => {
      const agent = t.agent({ maxSockets: 1 });
      agent.createConnection = late;
      const req = t.get({ port, agent, ...options }, (res) => res.resume());
      act(req, name);
      t.watch(req, `${name}/req`, 'socket timeout response error close');
    });
    t.rawServer('', (peer) => {
      const answer = () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      peer.expect('\r\n\r\n', () => t.after(100, answer));
      peer.expect('\r\n\r\n', () => t.after(100, answer));
    }, (port) => {
      const agent = t.agent({ maxSockets: 1 });
      t.get({ port, agent }, (res) => res.resume());
      const req = t.get({ port, agent, ...options }, (res) => res.resume());
      act(req, `${name}, queued`);
      t.watch(req, `${name}, queued/req`, 'socket timeout response error close');
    });
  }
};
