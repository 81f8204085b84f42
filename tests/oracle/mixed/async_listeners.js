'use strict';
// Sync and async listeners side by side: the sync ones in Node's order, the async ones start in emit order.
module.exports = (t) => {
  let served = 0;
  const server = t.createServer((req, res) => {
    const i = ++served;
    t.log('server/sync', `first of ${i}`);
    t.tick('server/sync', `tick of ${i}`);
    req.on('data', async (data) => t.log('server async', `data of ${i}`, data));
    req.on('data', (data) => t.log('server/sync', `data of ${i}`, data));
    req.on('end', async () => t.log('server async', `end of ${i}`));
    req.on('end', () => { t.log('server/sync', `end of ${i}`); res.end(`answer ${i}`); });
    res.on('finish', async () => t.log('server async', `finish of ${i}`));
    res.on('finish', () => t.log('server/sync', `finish of ${i}`));
    req.on('close', async () => t.log('server async', `req close of ${i}`));
    res.on('close', async () => t.log('server async', `res close of ${i}`));
    res.on('close', () => t.log('server/sync', `close of ${i}`));
  });
  server.on('request', async (req) => t.log('server async', `request ${req.url}`));
  server.on('request', async (req) => t.log('server async', `request again ${req.url}`));
  server.on('request', (req) => t.log('server/sync', `third of ${req.url}`));
  t.listen(server, (port) => {
    const post = (i) => `POST /${i} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n`;
    t.exchange(port, '', post(1) + post(2), () => server.close(), 'answer 2');
  });
};
