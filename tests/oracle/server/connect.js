'use strict';
// CONNECT with a listener gets the socket and what followed the head; without one it is closed silently.
module.exports = (t) => {
  const cases = ['listener', 'listener, head', 'no listener'];
  let name;
  const server = t.createServer(() => t.log(name, 'request'));
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    name = cases.shift();
    server.removeAllListeners('connect');
    const peer = t.connect(port, `${name}/wire`);
    peer.write(`CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n${name === 'listener, head' ? 'more' : ''}`).onEnd(() => next(port));
    if (name === 'no listener') return;
    server.on('connect', (req, socket, head) => {
      t.watch(req, `${name}/req`, 'data end close');
      t.watch(socket, `${name}/socket`, 'end close error');
      t.log(`${name}/server`, 'connect', req, socket, head);
      t.props(req, `${name}/req`, 'method url complete httpVersion upgrade');
      t.props(socket, `${name}/socket`, 'readable writable readableFlowing');
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      peer.expect('200', () => peer.write('ping').end());
      socket.on('data', (data) => { t.log(`${name}/socket`, 'data', data); socket.write(data); });
      socket.on('end', () => socket.end());
    });
  });
};
