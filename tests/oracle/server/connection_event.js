'use strict';
// What a program may do with the socket in 'connection': write, end, destroy before any request.
module.exports = (t) => {
  const ways = {
    destroy: (s) => s.destroy(),
    end: (s) => s.end('go away'),
    write: (s) => s.write('banner '),
    'set timeout': (s) => s.setTimeout(20, () => { t.log('set timeout/socket', 'timeout-callback'); s.destroy(); }),
  };
  const names = Object.keys(ways);
  let name;
  const server = t.createServer((req, res) => { t.log(`${name}/server`, 'request'); res.end('answer'); });
  server.on('connection', (socket) => {
    t.watch(socket, `${name}/socket`, 'timeout end error close');
    t.log(`${name}/socket`, 'server', socket.server === server);
    ways[name](socket);
  });
  t.listen(server, function next(port) {
    if (!names.length) return server.close();
    name = names.shift();
    const peer = t.connect(port, `${name} wire/peer`).onEnd(() => t.after(5, () => next(port)));
    if (name === 'write') peer.expect('banner', () => peer.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n').expect('answer', () => peer.end()));
  });
};
