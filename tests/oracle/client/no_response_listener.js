'use strict';
// No 'response' listener: the response is discarded, and the connection kept or not as with one.
const counts = require('./_counts');
module.exports = (t) => {
  for (const [name, answer, options] of [
    ['length', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok', {}],
    ['chunked', 'HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', {}],
    ['close', 'HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', {}],
    ['cut off', 'HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 20\r\n\r\nok', {}],
    ['HEAD', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\n', { method: 'HEAD' }],
    ['not ended', 'HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok', { method: 'POST' }],
  ]) {
    const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      peer.write(answer);
      if (answer.includes('close')) peer.end();
    }), (port) => {
      const agent = t.agent({ keepAlive: true });
      const req = t.watch(t.request({ port, agent, ...options }), `${name}/req`, 'socket finish abort error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'end error free close'));
      if (name === 'not ended') {
        req.write('a');
        t.after(60, () => {
          counts(t, agent, `${name}/agent`, 'before end()');
          req.end();
        });
      } else req.end();
      req.on('close', () => t.setImmediate(() => {
        counts(t, agent, `${name}/agent`, 'holds');
        t.props(req, `${name}/req`, 'destroyed');
        agent.destroy();
        server.close();
      }));
    }, { accept: 9 });
  }
};
