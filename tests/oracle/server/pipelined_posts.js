'use strict';
// Two POSTs in one segment: each body chunk is a callback of its own, heads and ends do not drain ticks.
module.exports = (t) => {
  let count = 0;
  const server = t.createServer((req, res) => {
    const n = ++count;
    t.log('all', `request${n}`);
    t.tick('all', `of request${n}`);
    req.on('data', (data) => { t.log('all', `data${n}`, data); t.tick('all', `of data${n}`); });
    req.on('end', () => { t.log('all', `end${n}`); t.tick('all', `of end${n}`); });
    req.on('close', () => t.log('all', `close${n}`));
    res.on('finish', () => t.log('all', `finish${n}`));
    t.immediate('all', `of request${n}`);
    if (n === 2) t.setImmediate(() => { first.end(); res.end('last'); });
    else first = res;
    if (n === 2) server.close();
  });
  let first;
  const post = (body) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  t.listen(server, (port) => t.exchange(port, 'wire/peer', post('one') + post('two'), () => {}, 'last'));
};
