'use strict';
// Ways to read a response: 'readable' and read(n), setEncoding across chunks, unshift, pause and resume, pipe.
module.exports = (t) => {
  for (const [name, pieces, act] of [
    ['readable', ['hello', ' world'], (res) => res.on('readable', () => {
      t.log('readable/res', "'readable'", res.readableLength);
      t.call('readable/res', 'read(3)', () => res.read(3));
      t.call('readable/res', 'read()', () => res.read());
    })],
    ['setEncoding', ['\xe2\x82', '\xac\xe2', '\x82\xac!'], (res) => {
      t.call('setEncoding/res', 'setEncoding', () => res.setEncoding('utf8') === res);
      res.on('data', (data) => t.log('setEncoding/res', 'data', data));
    }],
    ['hex', ['ab', 'c'], (res) => {
      res.setEncoding('hex');
      res.on('data', (data) => t.log('hex/res', 'data', data));
    }],
    ['unshift', ['hello', ' world'], (res) => {
      let once = true;
      res.on('data', (data) => {
        t.log('unshift/res', 'data', data);
        if (once) {
          once = false;
          res.unshift(Buffer.from('again'));
        }
      });
    }],
    ['pause', ['hello', ' world'], (res) => {
      res.on('data', (data) => {
        t.log('pause/res', 'data', data);
        res.pause();
        t.props(res, 'pause/res', 'readableFlowing');
        t.after(100, () => res.resume());
      });
    }],
    ['late', ['hello', ' world'], (res) => {
      t.after(120, () => res.on('data', (data) => t.log('late/res', 'data', data)));
    }],
    ['removed', ['hello', ' world'], (res) => {
      const listener = t.logs('removed/res', 'data', (data) => {
        res.removeListener('data', listener);
        t.after(120, () => {
          t.props(res, 'removed/res', 'readableFlowing');
          res.resume();
        });
      });
      res.on('data', listener);
    }],
  ]) {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      peer.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      let i = 0;
      const next = () => {
        if (i === pieces.length) return peer.write('0\r\n\r\n');
        const piece = pieces[i];
        i += 1;
        peer.write(`${piece.length}\r\n${piece}\r\n`);
        t.after(20, next);
      };
      next();
    }), (port) => {
      const req = t.get({ port }, (res) => {
        t.watch(res, `${name}/res`, 'pause resume aborted error end close');
        act(res);
      });
      t.watch(req, `${name}/req`, 'response close');
    });
  }
};
