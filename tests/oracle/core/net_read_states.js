'use strict';
// A socket's data by pause, resume, read, unshift, setEncoding and a late listener.
module.exports = (t) => {
  const ways = {
    flowing: (s, log) => s.on('data', (d) => log('data', d)),
    paused: (s, log) => { s.pause(); s.on('data', (d) => log('data', d)); t.after(20, () => { log('resume', s.isPaused()); s.resume(); }); },
    late: (s, log) => t.after(20, () => s.on('data', (d) => log('data', d))),
    readable: (s, log) => s.on('readable', () => { let d; while ((d = s.read(4)) !== null) log('read', d); log('rest', s.readableLength); }),
    encoding: (s, log) => { s.setEncoding('utf8'); s.on('data', (d) => log('data', d)); },
    unshift: (s, log) => { let first = true; s.on('data', (d) => { log('data', d); if (first) { first = false; s.unshift(Buffer.from('again')); } }); },
  };
  const names = Object.keys(ways);
  (function next() {
    if (!names.length) return;
    const name = names.shift();
    t.rawServer('', (peer) => peer.write('caf\xc3\xa9 twice').end(), (port) => {
      const socket = t.watch(t.net.connect(port, '127.0.0.1'), `${name}/socket`, 'connect pause resume end close');
      ways[name](socket, (...args) => t.log(`${name}/socket`, ...args));
      socket.on('close', () => { t.props(socket, `${name}/socket`, 'bytesRead readableEnded readableFlowing'); next(); });
    });
  })();
};
