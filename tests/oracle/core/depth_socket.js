'use strict';
// In which tick after the call a socket's events and callbacks come.
module.exports = (t) => {
  const chain = (label, n = 1) => t.nextTick(() => { t.log(label, `tick ${n}`); if (n < 6) chain(label, n + 1); });
  const ways = {
    write: (s, label) => { s.write('x', 'utf8', t.logs(label, 'written')); },
    end: (s, label) => { s.end(t.logs(label, 'ended')); },
    'write and end': (s, label) => { s.write('x', 'utf8', t.logs(label, 'written')); s.end(t.logs(label, 'ended')); },
    destroy: (s) => { s.destroy(); },
    'destroy with error': (s) => { s.destroy(new Error('mine')); },
    'write after end': (s, label) => { s.end(); s.write('x', 'utf8', t.logs(label, 'written')); },
    'write after destroy': (s, label) => { s.destroy(); s.write('x', 'utf8', t.logs(label, 'written')); },
    'end twice': (s, label) => { s.end(); s.end(t.logs(label, 'ended')); },
    pause: (s) => { s.pause(); s.resume(); },
    unshift: (s) => { s.unshift(Buffer.from('again')); },
    'listener for readable': (s, label) => { s.removeAllListeners('data'); s.on('readable', () => t.log(label, 'readable', s.read())); s.unshift(Buffer.from('again')); },
  };
  const names = Object.keys(ways);
  (function next() {
    if (!names.length) return;
    const name = names.shift();
    const label = `${name}/socket`;
    t.rawServer('', (peer) => { peer.write('hello'); peer.onEnd(() => peer.end()); }, (port) => {
      const socket = t.watch(t.net.connect(port, '127.0.0.1'), label, 'connect ready pause resume end finish error close');
      socket.on('connect', () => { t.log(label, 'in connect'); chain(label); });
      let first = true;
      socket.on('data', (data) => {
        t.log(label, 'data', data);
        if (!first) return;
        first = false;
        ways[name](socket, label);
        chain(label);
        t.after(5, () => socket.end());
      });
      socket.on('close', next);
    });
  })();
};
