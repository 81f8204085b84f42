'use strict';
// end() called again before the connection stands: Node's keeps the end of the body back until the connection ends.
module.exports = (t) => {
  t.rawServer('', (peer) => {
    peer.expect('1\r\na\r\n', () => t.after(40, () => {
      t.log('client/program', 'the peer answers');
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    }));
  }, (port) => {
    const req = t.request({ port, method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }, (res) => res.resume());
    t.watch(req, 'client/req', 'finish response error close');
    req.flushHeaders();
    req.write('a', 'utf8', t.logs('client/req', 'write called back'));
    req.on('socket', (socket) => {
      req.end(t.logs('client/req', 'end called back'));
      t.nextTick(() => req.end(t.logs('client/req', 'second end called back')));
    });
  });
};
