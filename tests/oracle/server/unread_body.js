'use strict';
// A request body that nobody reads: finish, res 'close', req 'end', req 'close', and the next request parses.
module.exports = (t) => {
  let n = 0;
  const server = t.createServer((req, res) => {
    const i = ++n;
    t.watch(req, `req${i}`, 'end close aborted pause resume');
    t.watch(res, `res${i}`, 'finish close');
    t.log(`req${i}`, 'request', req.url);
    res.end(`answer ${i}`);
    if (i === 2) server.close();
  });
  t.listen(server, (port) => {
    t.exchange(port, 'wire/peer', 'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET /2 HTTP/1.1\r\nHost: a\r\n\r\n', () => {}, 'answer 2');
  });
};
