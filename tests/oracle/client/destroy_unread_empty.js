'use strict';
// destroy() of a request whose answer has come but was not read: with and without a body, kept and not.
module.exports = (t) => {
  for (const [name, answer, options, settings] of [
    ['empty', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {}, { keepAlive: true }],
    ['HEAD', 'HTTP/1.1 200 OK\r\n\r\n', { method: 'HEAD' }, { keepAlive: true }],
    ['length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', {}, { keepAlive: true }],
    ['empty, not kept', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {}, {}],
    ['length, not kept', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', {}, {}],
    ['not complete', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok', {}, { keepAlive: true }],
  ]) {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write(answer)), (port) => {
      const agent = t.agent(settings);
      const req = t.request({ port, agent, ...options }, (res) => {
        t.after(40, () => {
          t.log(`${name}/program`, 'destroys');
          req.destroy();
          t.tick(`${name}/program`, 'after it');
          t.immediate(`${name}/program`, 'after it');
        });
      });
      t.watch(req, `${name}/req`, 'response error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'free error close'));
      req.end();
    });
  }
};
