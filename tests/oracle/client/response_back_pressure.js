'use strict';
// A response that is read slowly: the peer is paused and goes on; all bytes come, in order of the reads.
module.exports = (t) => {
  const size = 4000000;
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
    peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    peer.write('a'.repeat(size));
  }), (port) => {
    const req = t.get({ port }, (res) => {
      let total = 0;
      t.watch(res, 'client/res', 'aborted pause resume end close');
      t.after(60, () => {
        t.log('client/res', 'waiting', res.readableLength >= res.readableHighWaterMark, res.readableLength < size);
        t.props(res, 'client/res', 'readableHighWaterMark readableFlowing complete');
        res.on('data', (data) => { total += data.length; });
        t.nextTick(() => {
          res.pause();
          t.after(40, () => {
            t.log('client/res', 'paused', res.isPaused(), total < size, res.complete);
            res.resume();
          });
        });
      });
      res.on('end', () => t.log('client/res', 'total', total));
    });
    t.watch(req, 'client/req', 'response close');
  });
};
