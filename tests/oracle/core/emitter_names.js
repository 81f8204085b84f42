'use strict';
// Any hashable value names an event.
module.exports = (t) => {
  const e = new t.EventEmitter();
  const secret = Symbol('secret');
  e.on(secret, t.logs('e', 'symbol'));
  e.on(5, t.logs('e', 'number'));
  e.on('', t.logs('e', 'empty'));
  t.call('e', 'symbol', () => e.emit(secret, 1));
  t.call('e', 'number', () => e.emit(5, 2));
  t.call('e', 'empty', () => e.emit('', 3));
  t.call('e', 'count', () => e.listenerCount(secret));
  t.call('e', 'names', () => e.eventNames().length);
};
