'use strict';
// maxHeaderSize: 431 at the limit, the size counts target, names and values.
module.exports = (t) => {
  const sizes = [60, 80, 98, 99, 100, 101, 102, 130];
  let size;
  const server = t.createServer((req, res) => {
    t.log(`${size}/server`, 'request');
    res.end();
  }, { maxHeaderSize: 100 });
  t.listen(server, function next(port) {
    if (!sizes.length) return server.close();
    size = sizes.shift();
    const used = '/Hosta'.length + 'x'.length;
    t.exchange(port, `${size}/wire`, `GET / HTTP/1.1\r\nHost: a\r\nx: ${'b'.repeat(size - used)}\r\n\r\n`, () => next(port), ' ');
  });
};
