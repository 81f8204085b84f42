'use strict';
// In which tick after connect() a lookup is asked and answered, and what an early destroy() emits when.
module.exports = (t) => {
  const chain = (label, n = 1) => t.nextTick(() => { t.log(label, `tick ${n}`); if (n < 6) chain(label, n + 1); });
  const lookup = (label) => (host, options, callback) => { t.log(label, 'lookup called', host); callback(null, '127.0.0.1', 4); };
  const cases = {
    'an address': (port) => t.net.connect(port, '127.0.0.1'),
    'a lookup': (port, label) => t.net.connect({ port, host: 'a.name', lookup: lookup(label) }),
    'a path': () => t.net.connect({ path: '/nowhere/at/all' }),
    'a bad lookup': (port, label) => t.net.connect({ port, host: 'a.name', lookup: (host, options, callback) => { t.log(label, 'lookup called'); callback(new Error('mine')); } }),
    'destroyed at once': (port) => t.net.connect(port, '127.0.0.1').destroy(),
    'destroyed with an error': (port) => t.net.connect(port, '127.0.0.1').destroy(new Error('mine')),
    'destroyed in lookup': (port, label) => { const s = t.net.connect({ port, host: 'a.name', lookup: (h, o, callback) => { t.log(label, 'lookup called'); t.nextTick(() => { s.destroy(); callback(null, '127.0.0.1', 4); }); } }); return s; },
    'never connected': () => new t.net.Socket().destroy(new Error('mine')),
    'never connected, written': (port, label) => { const s = new t.net.Socket(); s.write('x', 'utf8', t.logs(label, 'written')); return s; },
  };
  const names = Object.keys(cases);
  (function next() {
    if (!names.length) return;
    const name = names.shift();
    const label = `${name}/socket`;
    const raw = t.rawServer('', (peer) => peer.onEnd(() => peer.end()), (port) => {
      const socket = t.watch(cases[name](port, label), label, 'lookup connect ready end finish error');
      t.props(socket, label, 'connecting destroyed');
      chain(label);
      socket.resume();
      socket.on('connect', () => { chain(label); socket.end(); });
      socket.on('close', () => { t.log(label, 'close'); raw.close(); t.setImmediate(next); });
      if (name === 'never connected, written') t.setImmediate(() => socket.destroy());
    });
  })();
};
