'use strict';
// Client and server of one program, over a connection that is kept: GET, POST, HEAD, trailers, an error.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.log('server/request', req.method, req.url);
    if (req.url === '/trailers') {
      res.setHeader('Trailer', 'X-Sum');
      res.write('a');
      res.addTrailers({ 'X-Sum': '1' });
      return res.end('b');
    }
    if (req.url === '/gone') return req.socket.destroy();
    let size = 0;
    req.on('data', (data) => { size += data.length; });
    req.on('end', () => {
      res.setHeader('X-Size', size);
      res.end('done');
    });
  });
  t.listen(server, (port) => {
    const agent = t.agent({ keepAlive: true });
    const cases = [['GET', '/', ''], ['POST', '/upload', 'body'], ['HEAD', '/', ''], ['GET', '/trailers', ''], ['GET', '/gone', ''], ['GET', '/again', '']];
    const next = () => {
      if (cases.length === 0) {
        agent.destroy();
        return server.close();
      }
      const [method, path, body] = cases.shift();
      const req = t.request({ port, agent, method, path }, (res) => {
        t.watch(res, 'client/res', 'data aborted end close');
        t.log('client/res', 'response', res.statusCode, res.rawHeaders[0]);
        res.on('end', () => t.props(res, 'client/res', 'trailers'));
      });
      t.watch(req, 'client/req', 'socket finish error close');
      req.on('close', () => {
        t.props(req, 'client/req', 'reusedSocket');
        t.setImmediate(next);
      });
      req.end(body);
    };
    next();
  });
};
