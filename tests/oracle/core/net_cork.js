'use strict';
// cork joins writes, nested corks count, end uncorks; what each write() call of the system carries.
module.exports = (t) => {
  const ways = {
    plain: (s) => { s.write('one'); s.write('two'); },
    corked: (s) => { s.cork(); s.write('one'); s.write('two'); s.uncork(); },
    nested: (s) => { s.cork(); s.cork(); s.write('one'); s.uncork(); t.props(s, 'nested/socket', 'writableCorked writableLength'); s.write('two'); s.uncork(); },
    'to the end': (s) => { s.cork(); s.write('one'); s.write(Buffer.from('two')); s.end('three'); },
    'in a tick': (s) => { s.cork(); s.write('one'); t.nextTick(() => s.uncork()); s.write('two'); },
  };
  const names = Object.keys(ways);
  (function next() {
    if (!names.length) return;
    const name = names.shift();
    t.rawServer('', (peer) => peer.onEnd(() => peer.end()), (port) => {
      const socket = t.watch(t.net.connect(port, '127.0.0.1'), `${name}/socket`, 'finish close');
      socket.resume();
      socket.on('connect', () => {
        t.writes(socket, `${name}/wire`);
        ways[name](socket);
        t.setImmediate(() => socket.end());
      });
      socket.on('close', next);
    });
  })();
};
