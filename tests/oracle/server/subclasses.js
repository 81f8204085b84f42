'use strict';
// IncomingMessage and ServerResponse of one's own.
module.exports = (t) => {
  class Request extends t.http.IncomingMessage { path() { return this.url.split('?')[0]; } }
  class Response extends t.http.ServerResponse { json(text) { this.setHeader('Content-Type', 'application/json'); return this.end(text); } }
  const server = t.createServer((req, res) => {
    t.log('req', 'classes', req instanceof Request, res instanceof Response, req.path());
    req.own = 'mine';
    res.json('{}');
    t.log('req', 'own', req.own);
    server.close();
  }, { IncomingMessage: Request, ServerResponse: Response });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n'));
};
