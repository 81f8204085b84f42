'use strict';
// GET, GET, garbage in one read: request, request, clientError, then ticks, aborted, close.
module.exports = (t) => {
  let count = 0;
  const server = t.createServer((req, res) => {
    const n = ++count;
    t.log('all', `request${n}`);
    t.tick('all', `of request${n}`);
    t.watch(req, `req${n}`, 'aborted end close');
    t.watch(res, `res${n}`, 'finish close');
  });
  server.on('clientError', (error, socket) => {
    t.log('all', 'clientError', error);
    t.props(error, 'all', 'bytesParsed');
    t.tick('all', 'of clientError');
    socket.on('close', (hadError) => t.log('all', 'socket close', hadError));
    socket.on('error', (e) => t.log('all', 'socket error', e));
    socket.destroy(error);
    server.close();
  });
  t.listen(server, (port) => t.connect(port, '').write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n'));
};
