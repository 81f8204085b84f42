'use strict';
// Errors of a request that is on its way: headers after they are sent, write after end, wrong chunks.
module.exports = (t) => {
  t.rawServer('', (peer) => peer.expect('0\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (port) => {
    const req = t.request({ port, method: 'POST' }, (res) => res.resume());
    t.watch(req, 'client/req', 'response finish error close');
    const call = (what, f) => t.call('client/req', what, f);
    call('setHeader, no name', () => req.setHeader('', 'a'));
    call('setHeader, bad name', () => req.setHeader('a b', 'a'));
    call('setHeader, no value', () => req.setHeader('a', undefined));
    call('setHeader, bad value', () => req.setHeader('a', 'b\n'));
    call('setHeader, name of a number', () => req.setHeader(5, 'b'));
    call('getHeader of a number', () => req.getHeader(5));
    call('removeHeader of a number', () => req.removeHeader(5));
    call('hasHeader of a number', () => req.hasHeader(5));
    call('write of nothing', () => req.write(null));
    call('write of a number', () => req.write(5));
    call('write of a list', () => req.write([]));
    call('end of a number', () => req.end(5));
    call('setTimeout of letters', () => req.setTimeout('a'));
    call('setTimeout negative', () => req.setTimeout(-1));
    call('addTrailers, bad name', () => req.addTrailers({ 'a b': 'c' }));
    call('addTrailers, bad value', () => req.addTrailers({ a: 'c\n' }));
    call('pipe', () => req.pipe(req));
    t.props(req, 'client/req', 'headersSent writableEnded finished');
    call('write', () => req.write('a', t.logs('client/req', 'write called back')));
    call('setHeader, sent', () => req.setHeader('a', 'b'));
    call('removeHeader, sent', () => req.removeHeader('a'));
    call('getHeader, sent', () => req.getHeader('Transfer-Encoding'));
    t.props(req, 'client/req', 'headersSent writableEnded finished');
    call('end', () => req.end(t.logs('client/req', 'end called back')) === req);
    t.props(req, 'client/req', 'headersSent writableEnded finished writableFinished');
    call('write, ended', () => req.write('b', 'utf8', t.logs('client/req', 'late write called back')));
    call('end, ended', () => req.end(t.logs('client/req', 'second end called back')) === req);
    call('end with data, ended', () => req.end('c', t.logs('client/req', 'third end called back')) === req);
    req.on('finish', () => t.props(req, 'client/req', 'writableEnded writableFinished'));
  });
};
