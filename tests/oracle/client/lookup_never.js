'use strict';
// A lookup that does not call back until the request was destroyed.
module.exports = (t) => {
  let answer;
  const req = t.get({ port: 1, host: 'name.invalid', lookup: (host, options, callback) => {
    answer = callback;
  } });
  t.watch(req, 'client/req', 'socket finish response error close');
  req.on('socket', (socket) => t.watch(socket, 'client/socket', 'lookup connect error close'));
  t.after(20, () => {
    t.log('client/program', 'destroys');
    req.destroy();
    t.after(20, () => {
      t.log('client/program', 'calls back');
      answer(null, '127.0.0.1', 4);
    });
  });
};
