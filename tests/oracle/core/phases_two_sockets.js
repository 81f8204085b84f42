'use strict';
// Two sockets ready in one wake-up that both destroy: ticks after each callback, immediates, closes last first.
module.exports = (t) => {
  const peers = [];
  const server = t.net.createServer((socket) => {
    const n = peers.filter((p) => p.seen).length;
    peers[n].seen = true;
    t.watch(socket, `s${n}`, 'end close error');
    socket.on('data', (data) => {
      t.log('all', `data${n}`, data);
      t.tick('all', `${n}`);
      t.immediate('all', `${n}`);
      socket.on('close', () => { t.log('all', `close${n}`); t.tick('all', `of close${n}`); });
      socket.destroy();
    });
    if (n === 1) {
      server.close();
      t.timer(20, () => { peers[0].peer.write('a'); peers[1].peer.write('b'); });
    }
  });
  t.listen(server, (port) => {
    const first = t.connect(port, 'wire0/peer');
    peers.push({ peer: first });
    t.timer(20, () => peers.push({ peer: t.connect(port, 'wire1/peer') }));
  });
};
