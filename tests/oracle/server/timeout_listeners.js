'use strict';
// An idle connection with server.timeout: who hears 'timeout', and whether it is destroyed.
module.exports = (t) => {
  const cases = [[], ['server'], ['req'], ['res'], ['socket'], ['req', 'res', 'server']];
  let who, label;
  const server = t.createServer((req, res) => {
    const mine = label;
    const close = () => { t.log(`${mine}/socket`, 'close'); };
    req.socket.on('close', close);
    t.watch(req, `${mine}/req`, 'aborted end close');
    t.watch(res, `${mine}/res`, 'close finish');
    const heard = (name) => () => { t.log(`${mine}/${name}`, 'timeout'); t.setImmediate(() => res.writableEnded || res.end('late')); };
    if (who.includes('req')) req.on('timeout', heard('req'));
    if (who.includes('res')) res.on('timeout', heard('res'));
    if (who.includes('socket')) req.socket.on('timeout', heard('socket'));
  });
  t.call('server/server', 'setTimeout', () => { server.setTimeout(40); });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    who = cases.shift();
    label = `listeners ${who.join(' ') || 'none'}`;
    const mine = label;
    server.removeAllListeners('timeout');
    if (who.includes('server')) server.on('timeout', (socket) => { t.log(`${mine}/server`, 'timeout', socket); if (who.length === 1) socket.destroy(); });
    t.exchange(port, `${mine} wire/peer`, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo', () => next(port), 'late');
  });
};
