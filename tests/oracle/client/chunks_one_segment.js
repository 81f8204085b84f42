'use strict';
// A chunked response in one segment is one callback: no tick between its 'data', unlike on a server.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n');
  }), (port) => {
    const req = t.get({ port }, (res) => {
      t.tick('client/program', "of 'response'");
      t.immediate('client/program', "of 'response'");
      res.on('data', (data) => {
        t.log('client/res', 'data', data);
        t.tick('client/program', `of ${data.toString()}`);
        t.immediate('client/program', `of ${data.toString()}`);
      });
      t.watch(res, 'client/res', 'end close');
      res.on('end', () => t.tick('client/program', "of 'end'"));
      res.on('close', () => t.tick('client/program', "of the response's 'close'"));
    });
    t.watch(req, 'client/req', 'response close');
    req.on('close', () => t.tick('client/program', "of 'close'"));
  });
};
