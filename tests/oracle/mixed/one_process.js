'use strict';
// Client and server in one program: three requests through one kept socket, bodies both ways, every event of
// both sides.
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxSockets: 1 });
  let served = 0;
  const server = t.createServer((req, res) => {
    const i = ++served;
    t.watch(req, `server/req${i}`, 'data end aborted close error');
    t.watch(res, `server/res${i}`, 'finish close error');
    t.tick(`server/program`, `of request ${i}`);
    req.on('end', () => { res.write('part '); res.end(`answer ${i}`); });
  });
  t.watch(server, 'server/server', 'connection close');
  t.listen(server, (port) => {
    let left = 3;
    for (const i of [1, 2, 3]) {
      const req = t.request({ port, agent, method: 'POST', path: `/${i}` }, (res) => {
        t.watch(res, `client/res${i}`, 'end aborted close error');
        let body = '';
        res.on('data', (data) => { body += data; });
        res.on('end', () => t.log(`client/res${i}`, 'body', body));
      });
      t.watch(req, `client/req${i}`, 'socket finish response error close');
      req.on('close', () => {
        if (--left === 0) { agent.destroy(); server.close(); }
      });
      t.call(`client/req${i}`, 'end', () => { req.end(`body ${i}`); });
    }
  });
};
