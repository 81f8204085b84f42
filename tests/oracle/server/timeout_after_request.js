'use strict';
// A 'timeout' listener on the request counts only while it is incomplete; one on the response always.
module.exports = (t) => {
  const cases = ['req', 'res', 'req callback', 'res callback'];
  let who;
  const server = t.createServer((req, res) => {
    const mine = who;
    t.watch(req, `${mine}/req`, 'aborted end close');
    t.watch(res, `${mine}/res`, 'close finish');
    req.resume();
    const heard = () => { t.log(`${mine}/all`, 'timeout'); res.end('late'); };
    if (who === 'req') { req.on('timeout', heard); req.socket.setTimeout(30); }
    if (who === 'res') { res.on('timeout', heard); req.socket.setTimeout(30); }
    if (who === 'req callback') t.log(`${mine}/all`, 'self', req.setTimeout(30, heard) === req);
    if (who === 'res callback') t.log(`${mine}/all`, 'self', res.setTimeout(30, heard) === res);
    t.log(`${mine}/all`, 'listeners', req.listenerCount('timeout'), res.listenerCount('timeout'));
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    who = cases.shift();
    t.exchange(port, `${who} wire/peer`, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', () => next(port), 'late');
  });
};
