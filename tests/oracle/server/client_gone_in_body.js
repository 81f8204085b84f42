'use strict';
// The client ends in the middle of a request's body.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'req', 'data aborted end error close');
    t.watch(res, 'res', 'finish error close');
    t.watch(req.socket, 'socket', 'end error close');
    req.on('aborted', () => t.props(req, 'req', 'aborted complete destroyed'));
    req.on('close', () => t.props(req, 'req', 'aborted complete destroyed readableEnded'));
    res.on('close', () => {
      t.props(res, 'res', 'writableEnded writableFinished finished destroyed headersSent');
      t.call('res', 'write', () => res.write('x', t.logs('res', 'written')));
      t.call('res', 'end', () => res.end(t.logs('res', 'ended')));
    });
    server.close();
  });
  server.on('clientError', (error, socket) => {
    t.log('server', 'clientError', error);
    t.props(error, 'error', 'bytesParsed rawPacket');
    t.log('server', 'writable', socket.writable);
    socket.destroy();
  });
  t.listen(server, (port) => t.connect(port, 'wire/peer').write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf').end());
};
