'use strict';
// A once listener is gone before it runs; an emit inside an emit runs to its end first.
module.exports = (t) => {
  const e = new t.EventEmitter();
  let depth = 0;
  e.once('x', () => { t.log('e', 'once'); e.emit('x'); t.log('e', 'once ends'); });
  e.on('x', () => {
    const mine = depth++;
    t.log('e', 'enter', mine);
    if (mine < 2) e.emit('x');
    t.log('e', 'leave', mine);
  });
  e.emit('x');
  e.on('y', () => { t.log('e', 'remove all'); e.removeAllListeners('y'); });
  e.on('y', t.logs('e', 'still runs'));
  e.emit('y');
  t.call('e', 'again', () => e.emit('y'));
};
