'use strict';
// What a request tells: target forms, versions, raw and merged headers.
module.exports = (t) => {
  const inputs = [
    'GET /a?b=c HTTP/1.1\r\nHost: a\r\nX-CASE: Kept\r\nx-case: twice\r\n\r\n',
    'GET http://other/x HTTP/1.1\r\nHost: a\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /%20\xe9 HTTP/1.1\r\nHost: a\r\nLatin: \xe9\r\nEmpty:\r\nSpaces:   b  \r\n\r\n',
    'M-SEARCH / HTTP/1.0\r\n\r\n',
    'PATCH / HTTP/1.1\r\nhost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
  ];
  let n = -1;
  const server = t.createServer((req, res) => {
    t.props(req, `${n}/req`, 'method url httpVersion httpVersionMajor httpVersionMinor statusCode statusMessage complete aborted');
    t.props(req, `${n}/req`, 'headers rawHeaders trailers rawTrailers');
    t.log(`${n}/req`, 'socket', req.socket === req.connection, req.socket === res.socket);
    t.props(res, `${n}/res`, 'shouldKeepAlive statusCode');
    res.end();
  });
  t.listen(server, function next(port) {
    if (++n === inputs.length) return server.close();
    t.exchange(port, '', inputs[n], () => next(port));
  });
};
