'use strict';
// A name: 'lookup' with what was found, a lookup of one's own that answers, fails, or answers late.
module.exports = (t) => {
  const lookups = {
    now: (host, options, callback) => callback(null, '127.0.0.1', 4),
    late: (host, options, callback) => t.after(5, () => callback(null, '127.0.0.1', 4)),
    fails: (host, options, callback) => callback(new Error('unknown here')),
  };
  const names = Object.keys(lookups);
  (function next() {
    if (!names.length) return;
    const name = names.shift();
    const raw = t.rawServer('', (peer) => peer.onEnd(() => peer.end()), (port) => {
      const label = `${name}/socket`;
      const lookup = (host, options, callback) => { t.log(label, 'lookup called', host); lookups[name](host, options, callback); };
      const socket = t.watch(t.net.connect({ port, host: 'a.name', lookup }), label, 'lookup connect ready error close');
      t.tick(label, 'after connect');
      socket.on('connect', () => socket.end());
      socket.resume();
      socket.on('close', () => { raw.close(); next(); });
    });
  })();
};
