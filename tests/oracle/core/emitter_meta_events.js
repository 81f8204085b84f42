'use strict';
// 'newListener' comes before the listener is there, 'removeListener' after it is gone.
module.exports = (t) => {
  const e = new t.EventEmitter();
  const a = t.logs('e', 'a');
  e.on('newListener', (name, f) => t.log('e', 'newListener', name, f === a, e.listenerCount(name)));
  e.on('removeListener', (name, f) => t.log('e', 'removeListener', name, f === a, e.listenerCount(name)));
  e.on('x', a);
  e.once('y', a);
  e.prependListener('x', a);
  e.emit('y');
  e.off('x', a);
  e.off('x', () => {});
  e.on('z', a).on('z', t.logs('e', 'b'));
  e.removeAllListeners('z');
  e.on('p', a);
  e.removeAllListeners();
  t.log('e', 'left', e.eventNames());
};
