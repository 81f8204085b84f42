'use strict';
// A request body by pause, resume, read(n), unshift, setEncoding and late 'data' listeners.
module.exports = (t) => {
  const ways = {
    late: (req, log, done) => t.after(20, () => { log('flowing', req.readableFlowing); req.on('data', (d) => log('data', d)); log('flowing', req.readableFlowing); req.on('end', done); }),
    'late resume': (req, log, done) => { req.pause(); req.on('data', (d) => log('data', d)); req.on('end', done); log('paused', req.isPaused(), req.readableFlowing); t.after(20, () => { req.resume(); log('resumed', req.isPaused(), req.readableFlowing); }); },
    readable: (req, log, done) => {
      req.on('readable', () => { let d; log('readable', req.readableLength); while ((d = req.read(3)) !== null) log('read', d); });
      req.on('end', () => { log('end'); done(); });
    },
    'read all': (req, log, done) => {
      req.on('readable', () => { const d = req.read(); log('read', d, req.readableLength); });
      req.on('end', () => { log('end', req.readableEnded); done(); });
    },
    encoding: (req, log, done) => { log('self', req.setEncoding('utf8') === req); req.on('data', (d) => log('data', d)); req.on('end', done); },
    hex: (req, log, done) => { req.setEncoding('hex'); req.on('data', (d) => log('data', d)); req.on('end', done); },
    unshift: (req, log, done) => {
      req.once('data', (d) => { log('data', d); req.pause(); req.unshift(Buffer.from('again ')); req.on('data', (e) => log('data', e)); t.nextTick(() => req.resume()); });
      req.on('end', done);
    },
    'pause in data': (req, log, done) => {
      req.on('data', (d) => { log('data', d); req.pause(); t.after(5, () => { log('resume'); req.resume(); }); });
      req.on('end', done);
    },
    once: (req, log, done) => { req.once('data', (d) => log('data', d)); req.on('end', done); },
  };
  const names = Object.keys(ways);
  let name;
  const server = t.createServer((req, res) => {
    const label = `${name}/req`;
    t.watch(req, label, 'pause resume close');
    t.props(req, label, 'readable readableFlowing readableLength readableHighWaterMark');
    ways[name](req, (...args) => t.log(label, ...args), () => { t.props(req, label, 'complete readableEnded readable'); res.end(); });
  });
  t.listen(server, function next(port) {
    if (!names.length) return server.close();
    name = names.shift();
    t.exchange(port, '', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ncaf\xc3\r\n5\r\n\xa9 two\r\n0\r\n\r\n', () => next(port));
  });
};
