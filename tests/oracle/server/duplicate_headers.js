'use strict';
// Duplicates: the first of these, the list of set-cookie, '; ' for cookie, ', ' for the others.
module.exports = (t) => {
  const single = ['age', 'authorization', 'etag', 'expires', 'from', 'if-modified-since', 'if-unmodified-since', 'last-modified',
    'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent', 'content-type'];
  const joined = ['cookie', 'set-cookie', 'accept', 'x-own', 'via', 'empty', 'date', 'content-encoding', 'vary', 'www-authenticate'];
  const server = t.createServer((req, res) => {
    for (const name of single.concat(joined)) t.log('req', name, req.headers[name]);
    t.log('req', 'raw', req.rawHeaders.length);
    t.log('req', 'keys', Object.keys(req.headers));
    res.end();
    server.close();
  });
  let head = 'GET / HTTP/1.1\r\nHost: a\r\n';
  for (const name of single.concat(joined)) head += `${name.toUpperCase()}: one\r\n${name}: ${name === 'empty' ? '' : 'two'}\r\n`;
  head += 'Empty: three\r\nSet-Cookie: three\r\n';
  t.listen(server, (port) => t.exchange(port, '', `${head}\r\n`));
};
