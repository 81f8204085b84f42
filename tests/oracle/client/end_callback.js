'use strict';
// Callbacks of end() and write(): with an answer, without a body, destroyed before, aborted, on HEAD and GET.
module.exports = (t) => {
  for (const [name, options, act] of [
    ['GET', { method: 'GET' }, (req) => req.end(t.logs('GET/req', 'end called back'))],
    ['HEAD', { method: 'HEAD' }, (req) => req.end(t.logs('HEAD/req', 'end called back'))],
    ['POST', { method: 'POST' }, (req) => {
      req.write('a', t.logs('POST/req', 'write called back'));
      req.end('b', t.logs('POST/req', 'end called back'));
    }],
    ['end twice', { method: 'POST' }, (req) => {
      req.end('b', t.logs('end twice/req', 'first end called back'));
      req.end(t.logs('end twice/req', 'second end called back'));
    }],
    ['destroyed', { method: 'POST' }, (req) => {
      req.write('a', t.logs('destroyed/req', 'write called back'));
      req.end('b', t.logs('destroyed/req', 'end called back'));
      req.destroy();
    }],
    ['aborted at once', { method: 'POST' }, (req) => {
      req.end('b', t.logs('aborted at once/req', 'end called back'));
      req.on('socket', (socket) => req.abort());
    }],
    ['corked', { method: 'POST' }, (req) => {
      req.cork();
      req.write('a', t.logs('corked/req', 'write called back'));
      t.after(30, () => {
        t.log('corked/req', 'uncorks');
        req.uncork();
        req.end(t.logs('corked/req', 'end called back'));
      });
    }],
  ]) {
    const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => t.after(60, () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))), (port) => {
      const req = t.watch(t.request({ port, ...options }, (res) => res.resume()), `${name}/req`, 'socket finish response abort error close');
      act(req);
      req.on('close', () => t.setImmediate(() => server.close()));
    }, { accept: 9 });
  }
};
