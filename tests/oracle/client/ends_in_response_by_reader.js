'use strict';
// Ended inside 'response', the body being in the same segment: what each way of reading still sees.
module.exports = (t) => {
  for (const [how, end] of [['abort', (req, res) => req.abort()], ['destroy', (req, res) => req.destroy()], ['res.destroy', (req, res) => res.destroy()]]) {
    for (const [reading, read] of [
      ['data', (res, label) => res.on('data', (data) => t.log(label, 'data', data))],
      ['readable', (res, label) => res.on('readable', () => t.log(label, 'reads', res.read()))],
      ['nothing', (res, label) => {}],
      ['paused', (res, label) => res.on('data', (data) => t.log(label, 'data', data)).pause()],
      ['late', (res, label) => t.after(40, () => res.on('data', (data) => t.log(label, 'data', data)))],
    ]) {
      for (const [size, length] of [['', 2], [', cut off', 20]]) {
        const name = `${how}, ${reading}${size}`;
        const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nok`)), (port) => {
          const req = t.get({ port }, (res) => {
            t.watch(res, `${name}/res`, 'aborted end close');
            read(res, `${name}/res`);
            end(req, res);
          });
          t.watch(req, `${name}/req`, 'abort error close');
          req.on('close', () => t.setImmediate(() => server.close()));
        }, { accept: 9 });
      }
    }
  }
};
