'use strict';
// Listeners added late: in 'response' nothing is missed; 'socket' and 'response' do not come again.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')), (port) => {
    const req = t.get({ port });
    req.on('socket', (socket) => {
      t.log('client/req', "'socket'");
      req.on('socket', t.logs('client/req', "'socket' added in 'socket'"));
      t.nextTick(() => req.on('response', (res) => {
        t.log('client/req', "'response' added in a tick");
        req.on('response', t.logs('client/req', "'response' added in 'response'"));
        res.on('data', (data) => t.log('client/res', 'data', data));
        res.once('end', () => {
          t.log('client/res', "'end'");
          res.on('end', t.logs('client/res', "'end' added in 'end'"));
          req.on('close', () => {
            t.log('client/req', "'close'");
            req.on('close', t.logs('client/req', "'close' added in 'close'"));
          });
        });
      }));
    });
  });
};
