'use strict';
// Odd requests that both sides take, or refuse, alike: lengths, chunk lines, targets, values, connection words.
module.exports = (t) => {
  const host = 'Host: a\r\n';
  const chunked = `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;
  const inputs = {
    'length with zeros': `POST / HTTP/1.1\r\n${host}Content-Length: 002\r\n\r\nhi`,
    'length with spaces': `POST / HTTP/1.1\r\n${host}Content-Length:   2  \r\n\r\nhi`,
    'length with tab behind': `POST / HTTP/1.1\r\n${host}Content-Length: 2\t\r\n\r\nhi`,
    'length with plus': `POST / HTTP/1.1\r\n${host}Content-Length: +2\r\n\r\nhi`,
    'length on GET': `GET / HTTP/1.1\r\n${host}Content-Length: 2\r\n\r\nhi`,
    'chunk extension': `${chunked}2;a=b\r\nhi\r\n0;last\r\n\r\n`,
    'chunk size with zeros': `${chunked}0002\r\nhi\r\n000\r\n\r\n`,
    'chunk size in capitals': `${chunked}A\r\n0123456789\r\n0\r\n\r\n`,
    'Chunked': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n`,
    'gzip, chunked': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'latin-1 value': `GET / HTTP/1.1\r\n${host}a: \x80\xfe\r\n\r\n`,
    'xff value': `GET / HTTP/1.1\r\n${host}a: \xff\r\n\r\n`,
    'DEL value': `GET / HTTP/1.1\r\n${host}a: \x7f\r\n\r\n`,
    'tab in value': `GET / HTTP/1.1\r\n${host}a: b\tc\r\n\r\n`,
    'no space behind colon': `GET / HTTP/1.1\r\n${host}a:b\r\n\r\n`,
    'target asterisk': `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
    'target absolute': `GET http://b/c HTTP/1.1\r\n${host}\r\n`,
    'target ?': `GET ?q HTTP/1.1\r\n${host}\r\n`,
    'target backslash': `GET \\a HTTP/1.1\r\n${host}\r\n`,
    'target fragment': `GET /a#b HTTP/1.1\r\n${host}\r\n`,
    'target quote': `GET /"<>| HTTP/1.1\r\n${host}\r\n`,
    'lower case http': `GET / http/1.1\r\n${host}\r\n`,
    'proxy-connection': `GET / HTTP/1.1\r\n${host}Proxy-Connection: close\r\n\r\n`,
    'connection close, x': `GET / HTTP/1.1\r\n${host}Connection: close, x\r\n\r\n`,
    'connection CLOSE': `GET / HTTP/1.1\r\n${host}Connection: CLOSE\r\n\r\n`,
    'connection both': `GET / HTTP/1.1\r\n${host}Connection: close, keep-alive\r\n\r\n`,
    'connection closed': `GET / HTTP/1.1\r\n${host}Connection: closed\r\n\r\n`,
    '1.0 keep-alive': `GET / HTTP/1.0\r\n${host}Connection: Keep-Alive\r\n\r\n`,
    'keep-alive header': `GET / HTTP/1.0\r\n${host}Keep-Alive: 10\r\n\r\n`,
    'lines before': `\r\n\r\nGET / HTTP/1.1\r\n${host}\r\n`,
    'large trailer': `${chunked}0\r\na: ${'b'.repeat(17000)}\r\n\r\n`,
  };
  const names = Object.keys(inputs);
  let name, peer;
  const server = t.createServer((req, res) => {
    const label = `${name}/req`;
    t.log(label, 'request', req.method, req.url, req.headers.a && req.headers.a.length);
    let body = '';
    req.on('data', (data) => { body += data.toString('latin1'); });
    req.on('end', () => { t.log(label, 'body', body); res.setHeader('Content-Length', 0); res.end(); });
  });
  t.listen(server, function next(port) {
    if (!names.length) return server.close();
    name = names.shift();
    peer = t.connect(port, `${name}/wire`).write(inputs[name]).onEnd(() => t.setImmediate(() => next(port)));
    peer.expect('Content-Length: 0', () => peer.end());
  });
};
