'use strict';
// What a request says of itself at each point of its life.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('0\r\n\r\n', () => peer.write('HTTP/1.1 201 Made\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok')), (port) => {
    const req = t.request({ port, method: 'put', path: '/p?q', headers: { 'X-One': ['a', 'b'], two: 2 } });
    const say = (when) => {
      t.log('client/program', when);
      t.props(req, 'client/req', 'method path host protocol reusedSocket aborted destroyed headersSent');
      t.props(req, 'client/req', 'writableEnded writableFinished finished writableCorked writableHighWaterMark shouldKeepAlive');
      t.log('client/req', 'has a socket', req.socket !== null, req.connection === req.socket);
    };
    say('request()');
    t.log('client/req', 'names', req.getHeaderNames());
    t.log('client/req', 'headers', Object.keys(req.getHeaders()), req.getHeader('X-ONE'), req.getHeader('two'), req.hasHeader('TWO'), req.hasHeader('three'));
    req.on('socket', (socket) => say("'socket'"));
    req.on('finish', () => say("'finish'"));
    req.on('response', (res) => {
      say("'response'");
      t.props(res, 'client/res', 'statusCode statusMessage httpVersion httpVersionMajor httpVersionMinor complete aborted readable method url trailers rawTrailers');
      t.log('client/res', 'of this request', res.req === req, req.res === res, res.socket === req.socket, res.connection === res.socket);
      res.on('end', () => {
        say("'end'");
        t.props(res, 'client/res', 'complete aborted readable readableEnded');
      });
      res.resume();
    });
    req.on('close', () => say("'close'"));
    req.write('a');
    say('write()');
    req.end();
    say('end()');
  });
};
