'use strict';
// A response piped into another request: 'pipe', the body on the wire, the end of both.
module.exports = (t) => {
  t.rawServer('wire/target', (target) => target.expect('0\r\n\r\n', () => target.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (there) => {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      peer.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
      t.after(30, () => peer.write('6\r\n world\r\n0\r\n\r\n'));
    }), (port) => {
      const out = t.request({ port: there, method: 'POST' }, (res) => res.resume());
      t.watch(out, 'client/out', 'pipe unpipe finish response error close');
      t.get({ port }, (res) => {
        t.watch(res, 'client/res', 'end close');
        t.call('client/res', 'pipe', () => res.pipe(out) === out);
      });
    });
  });
};
