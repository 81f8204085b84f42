'use strict';
// A listener of 'response' that throws: the error ends the program, at once.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')), (port) => {
    const req = t.get({ port }, (res) => {
      t.log('client/program', 'throws');
      throw new Error('mine');
    });
    t.watch(req, 'client/req', 'socket response error close');
  });
};
