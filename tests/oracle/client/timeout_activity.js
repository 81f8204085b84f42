'use strict';
// 'timeout' comes once without new activity, and again after some; bytes put it off.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na');
    t.after(60, () => peer.write('b'));
    t.after(120, () => peer.write('c'));
    t.after(400, () => peer.write('d'));
  }), (port) => {
    const req = t.get({ port, timeout: 100 }, (res) => t.watch(res, 'client/res', 'data end close'));
    t.watch(req, 'client/req', 'timeout response close');
  });
};
