'use strict';
// A body that only EOF ends, ended by the client: no 'end' here.
module.exports = (t) => {
  for (const [how, end] of [['destroy', (req, res) => req.destroy()], ['abort', (req, res) => req.abort()], ['res.destroy', (req, res) => res.destroy()]]) {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\n\r\nhello')), (port) => {
      const req = t.get({ port }, (res) => {
        t.watch(res, `${how}/res`, 'data aborted end close');
        res.on('data', (data) => end(req, res));
      });
      t.watch(req, `${how}/req`, 'abort error close');
    });
  }
};
