'use strict';
// A peer that does not answer: 'timeout' by option, setTimeout before and after the connection, on the socket, twice, cleared.
module.exports = (t) => {
  for (const [name, options, act] of [
    ['option', { timeout: 60 }, (req) => {}],
    ['setTimeout', {}, (req) => t.call('setTimeout/req', 'setTimeout', () => req.setTimeout(60) === req)],
    ['with callback', {}, (req) => req.setTimeout(60, t.logs('with callback/req', 'called back'))],
    ['two callbacks', {}, (req) => {
      req.setTimeout(40, t.logs('two callbacks/req', 'first called back'));
      req.setTimeout(60, t.logs('two callbacks/req', 'second called back'));
    }],
    ['connected', {}, (req) => req.on('socket', (socket) => socket.on('connect', () => req.setTimeout(60, t.logs('connected/req', 'called back'))))],
    ['option, then more', { timeout: 40 }, (req) => req.setTimeout(90, t.logs('option, then more/req', 'called back'))],
    ['cleared', { timeout: 60 }, (req) => t.call('cleared/req', 'clearTimeout', () => req.clearTimeout() === req)],
    ['set and cleared', {}, (req) => {
      req.setTimeout(60, t.logs('set and cleared/req', 'called back'));
      req.setTimeout(0);
    }],
    ["the socket's", {}, (req) => req.on('socket', (socket) => socket.setTimeout(60, t.logs("the socket's/socket", 'called back')))],
    ["the option's and the socket's", { timeout: 5000 }, (req) => req.on('socket', (socket) => socket.setTimeout(60))],
    ['0', { timeout: 0 }, (req) => {}],
    ['destroyed by it', { timeout: 60 }, (req) => req.on('timeout', () => req.destroy())],
    ['aborted by it', { timeout: 60 }, (req) => req.on('timeout', () => req.abort())],
    ['destroyed with an error', { timeout: 60 }, (req) => req.on('timeout', () => req.destroy(new Error('late')))],
  ]) {
    t.rawServer('', (peer) => t.after(200, () => peer.end()), (port) => {
      const req = t.request({ port, ...options }, (res) => {});
      t.watch(req, `${name}/req`, 'socket timeout abort error close');
      req.on('socket', (socket) => {
        t.watch(socket, `${name}/socket`, 'connect timeout close');
        socket.on('connect', () => t.log(`${name}/socket`, 'timeout', socket.timeout || 0));
      });
      act(req);
      t.props(req, `${name}/req`, 'timeout');
      req.end();
    });
  }
};
