'use strict';
// The first of the ten sequences: a success, on a connection that the agent does not keep.
module.exports = (t) => {
  t.rawServer('wire', (peer) => {
    peer.expect('\r\n\r\n', () => {
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');
    });
  }, (port) => {
    const req = t.get({ port, path: '/a' }, (res) => {
      t.watch(res, 'client/res', 'data end aborted close error');
    });
    t.watch(req, 'client/req', 'socket finish response abort error close');
    t.tick('client/program', 'after get');
  });
};
