'use strict';
// A body that EOF ends: the socket at 'end', and what ending the request there still does.
const bodies = { GET: '', POST: 'a body' };
module.exports = (t) => {
  for (const [kind, settings] of [['plain', {}], ['maxSockets', { maxSockets: 2 }], ['kept', { keepAlive: true }]]) {
    for (const [how, end] of [['destroy', (req, res) => req.destroy(new Error('mine'))], ['abort', (req, res) => req.abort()], ['res.destroy', (req, res) => res.destroy(new Error('mine'))], ['nothing', (req, res) => {}]]) {
      for (const method of ['GET', 'POST']) {
        const name = `${kind}, ${how}, ${method}`;
        t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => t.after(20, () => peer.write('HTTP/1.1 200 OK\r\n\r\nok').end())), (port) => {
          const agent = t.agent(settings);
          agent.on('free', (socket, options) => t.log(`${name}/agent`, "'free'"));
          const req = t.request({ port, agent, method }, (res) => {
            t.watch(res, `${name}/res`, 'data aborted end close');
            res.on('end', () => {
              t.props(req.socket, `${name}/socket`, 'destroyed writable readable');
              t.props(req, `${name}/req`, 'destroyed shouldKeepAlive');
              end(req, res);
            });
          });
          t.watch(req, `${name}/req`, 'response abort error close');
          req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'end finish error close'));
          req.end(bodies[method]);
        });
      }
    }
  }
};
