'use strict';
// Handlers that are tasks, on four connections of a client in the same program: each exchange keeps Node's
// order, they start in the order of their requests.
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxSockets: 4 });
  let served = 0;
  let left = 8;
  const server = t.createServer(async (req, res) => {
    t.log('started', `handler ${served}`, emitted[served++] === req.url);
    const i = req.url.slice(1);
    let body = '';
    for await (const chunk of req) body += chunk;
    res.setHeader('X-Served', i);
    res.end(`${body} back`);
  });
  const emitted = [];
  server.prependListener('request', (req, res) => {
    emitted.push(req.url);
    const label = `server ${req.url.slice(1)}`;
    t.watch(req, `${label}/req`, 'end aborted close error');
    t.watch(res, `${label}/res`, 'finish close error');
  });
  t.listen(server, (port) => {
    for (let i = 0; i < 8; i++) {
      const label = `client ${i}`;
      const req = t.request({ port, agent, method: 'POST', path: `/${i}` }, (res) => {
        t.watch(res, `${label}/res`, 'data end aborted close error');
        t.log(`${label}/res`, 'header', res.headers['x-served']);
      });
      t.watch(req, `${label}/req`, 'socket finish response error close');
      req.on('close', () => { if (--left === 0) { agent.destroy(); server.close(); } });
      req.end(`body ${i}`);
    }
  });
};
