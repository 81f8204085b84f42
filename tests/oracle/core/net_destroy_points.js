'use strict';
// destroy() of a socket before it connects, in 'connect', in 'data', in 'end', and twice; with and without an
// error.
module.exports = (t) => {
  const actions = {
    'at once': (s, destroy) => destroy(),
    connect: (s, destroy) => s.on('connect', destroy),
    data: (s, destroy) => s.on('data', destroy),
    end: (s, destroy) => s.on('end', destroy),
    'data twice': (s, destroy) => s.on('data', () => { destroy(); destroy(); }),
  };
  const cases = [];
  for (const name of Object.keys(actions)) for (const error of [false, true]) cases.push([name, error]);
  function next() {
    if (!cases.length) return;
    const [name, error] = cases.shift();
    const label = `${name}${error ? ', error' : ''}/socket`;
    const raw = t.rawServer('', (peer) => peer.write('x').end(), (port) => {
      const socket = t.watch(t.net.connect(port, '127.0.0.1'), label, 'connect data end finish error close');
      actions[name](socket, () => {
        t.call(label, 'destroy', () => (error ? socket.destroy(new Error('mine')) : socket.destroy()));
        t.props(socket, label, 'destroyed connecting');
        t.tick(label, 'after destroy');
      });
      socket.on('close', () => { raw.close(); t.setImmediate(next); });
    });
  }
  next();
};
