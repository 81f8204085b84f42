'use strict';
// get() ends the request, whatever the options; request() does not.
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (port) => {
    const req = t.get({ port, headers: { A: 'b' } }, (res) => res.resume());
    t.props(req, 'client/req', 'method writableEnded');
    t.call('client/req', 'end', () => req.end(t.logs('client/req', 'called back')) === req);
    t.watch(req, 'client/req', 'finish response error close');
  });
};
