'use strict';
// A refused connection that nobody listens to: the error ends the program.
module.exports = (t) => {
  const server = t.rawServer('', (peer) => {}, (port) => {
    server.close();
    const req = t.get({ port });
    t.watch(req, 'client/req', 'socket close');
  });
};
