'use strict';
// req.destroy, res.destroy and socket.destroy, with and without an error, at each point of an exchange.
module.exports = (t) => {
  const points = ['in request', 'after headers', 'after first data', 'after end called', 'in req end'];
  const targets = ['req', 'res', 'socket'];
  const cases = [];
  for (const point of points) for (const target of targets) for (const error of [false, true]) cases.push([point, target, error]);
  let point, target, error, label;
  const server = t.createServer((req, res) => {
    const mine = label;
    const socket = req.socket;
    const destroy = () => {
      const victim = { req, res, socket }[target];
      t.call(`${mine}/${target}`, 'destroy', () => { victim.destroy(error ? new Error('mine') : undefined); });
      t.props(req, `${mine}/req`, 'destroyed aborted complete');
      t.props(res, `${mine}/res`, 'destroyed finished');
      t.tick(`${mine}/program`, 'after destroy');
    };
    t.watch(req, `${mine}/req`, 'aborted end error close');
    t.watch(res, `${mine}/res`, 'finish error close');
    t.watch(socket, `${mine}/socket`, 'error end close');
    if (point === 'in request') return destroy();
    if (point === 'after headers') { res.flushHeaders(); return destroy(); }
    if (point === 'after end called') { res.end('whole'); return destroy(); }
    if (point === 'after first data') return req.on('data', (data) => { t.log(`${mine}/req`, 'data', data); res.write('part'); destroy(); });
    req.on('end', () => { res.write('part'); destroy(); });
    req.resume();
  });
  server.on('clientError', (e, socket) => {
    t.log(`${label}/server`, 'clientError', e, socket.destroyed);
    socket.destroy();
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    [point, target, error] = cases.shift();
    label = `${point} ${target}${error ? ' error' : ''}`;
    t.connect(port, '').write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody').onEnd(() => t.after(2, () => next(port)));
  });
};
