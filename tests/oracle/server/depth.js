'use strict';
// In which tick the events and callbacks of an exchange come, counted from 'request', 'data', 'end' and each
// call.
module.exports = (t) => {
  const chain = (label, what, n = 1) => t.nextTick(() => { t.log(label, `${what} ${n}`); if (n < 6) chain(label, what, n + 1); });
  const ways = {
    'end at once': (req, res) => { req.resume(); res.end('x'); },
    'end unread': (req, res) => { res.end('x'); },
    'end in req end': (req, res) => { req.on('end', () => { res.end('x'); chain(label, 'of end'); }); req.resume(); },
    writes: (req, res) => { res.write('a', 'utf8', t.logs(label, 'written a')); res.write('b', 'utf8', t.logs(label, 'written b')); res.end(t.logs(label, 'ended')); req.resume(); },
    'flush headers': (req, res) => { res.flushHeaders(); req.resume(); t.setImmediate(() => { res.end(t.logs(label, 'ended')); chain(label, 'of immediate'); }); },
    'error after end': (req, res) => { res.end('x'); res.write('y', 'utf8', t.logs(label, 'written')); res.end('z', 'utf8', t.logs(label, 'ended')); req.resume(); },
    'req destroy': (req, res) => { req.destroy(new Error('mine')); },
    'res destroy': (req, res) => { res.destroy(new Error('mine')); },
    pipe: (req, res) => { req.pipe(res); },
    'late data': (req, res) => { t.setImmediate(() => { req.on('data', (d) => t.log(label, 'late data', d)); chain(label, 'of listener'); }); req.on('end', () => { chain(label, 'of end'); res.end(); }); },
  };
  const names = Object.keys(ways);
  let label;
  const server = t.createServer((req, res) => {
    t.watch(req, label, 'pause resume end aborted error close');
    t.watch(res, label, 'pipe unpipe finish error close');
    t.watch(req.socket, `${label} socket`, 'error close');
    if (label !== 'late data/all') req.on('data', (data) => { t.log(label, 'data', data); chain(label, 'of data'); });
    if (label === 'end unread/all') req.pause();
    ways[label.slice(0, -4)](req, res);
    chain(label, 'of request');
  });
  server.on('clientError', (error, socket) => { t.log(label, 'clientError', error); socket.destroy(error); });
  t.listen(server, function next(port) {
    if (!names.length) return server.close();
    label = `${names.shift()}/all`;
    t.exchange(port, '', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n', () => next(port));
  });
};
