'use strict';
// Listeners run in order; what is added or removed during an emit counts from the next one.
module.exports = (t) => {
  const e = new t.EventEmitter();
  const a = t.logs('e', 'a');
  const b = t.logs('e', 'b');
  const late = t.logs('e', 'late');
  e.on('x', a);
  e.on('x', () => { e.on('x', late); e.off('x', b); });
  e.on('x', b);
  e.prependListener('x', t.logs('e', 'first'));
  e.once('x', t.logs('e', 'once'));
  e.prependOnceListener('x', t.logs('e', 'first once'));
  t.call('e', 'emit', () => e.emit('x', 1, 'two'));
  t.call('e', 'emit', () => e.emit('x'));
  t.call('e', 'count', () => e.listenerCount('x'));
  t.call('e', 'emit unknown', () => e.emit('y', 1));
  e.addListener('x', a);
  e.off('x', a);
  t.call('e', 'the last of two equal ones went', () => e.emit('x'));
};
