'use strict';
// In which tick after the call 'listening', 'error' and 'close' of a server come.
module.exports = (t) => {
  const chain = (label, n = 1) => t.nextTick(() => { t.log(label, `tick ${n}`); if (n < 6) chain(label, n + 1); });
  const path = `/tmp/oracle-${process.pid}.sock`;
  const cases = {
    host: (s) => s.listen(0, '127.0.0.1'),
    'no host': (s) => s.listen(0),
    path: (s) => s.listen(path),
    'bad address': (s) => s.listen(0, '192.0.2.1'),
    'bad path': (s) => s.listen('/nowhere/at/all/x'),
  };
  const names = Object.keys(cases);
  (function next() {
    if (!names.length) return;
    const name = names.shift();
    const label = `${name}/server`;
    const server = t.net.createServer();
    t.watch(server, label, 'listening error close');
    server.on('listening', () => { t.log(label, 'closing'); server.close(t.logs(label, 'close-callback')); chain(label); });
    server.on('error', () => t.setImmediate(next));
    server.on('close', () => t.setImmediate(next));
    cases[name](server);
    t.props(server, label, 'listening');
    chain(label);
  })();
};
