'use strict';
// The response ends before the request does: the connection is pooled only when the request has finished too.
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, answer, keepAlive] of [
    ['kept', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok', true],
    ['kept, chunked', 'HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', true],
    ['peer says close', 'HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', true],
    ['not kept', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok', false],
  ]) {
    const server = t.rawServer(`${name}, wire/peer`, (peer) => peer.expect('1\r\na\r\n', () => peer.write(answer)), (port) => {
      const agent = t.agent({ keepAlive });
      const req = t.request({ port, agent, method: 'POST' }, (res) => {
        t.watch(res, `${name}/res`, 'data end aborted close');
        res.on('end', () => {
          counts(t, agent, `${name}/agent`, "at 'end'");
          t.after(40, () => {
            counts(t, agent, `${name}/agent`, 'later');
            t.call(`${name}/req`, 'write', () => req.write('b', t.logs(`${name}/req`, 'second write called back')));
            t.after(40, () => {
              t.call(`${name}/req`, 'end', () => req.end('c', t.logs(`${name}/req`, 'end called back')) === req);
              t.after(80, () => {
                counts(t, agent, `${name}/agent`, 'finally');
                agent.destroy();
                server.close();
              });
            });
          });
        });
      });
      t.watch(req, `${name}/req`, 'socket response finish error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'end error free close'));
      req.write('a', t.logs(`${name}/req`, 'first write called back'));
    }, { accept: 9 });
  }
};
