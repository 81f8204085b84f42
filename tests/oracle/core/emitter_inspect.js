'use strict';
// What an emitter tells about its listeners, and what its methods return.
module.exports = (t) => {
  const e = t.watch(new t.EventEmitter(), 'e');
  const a = t.logs('e', 'a');
  t.call('e', 'eventNames', () => e.eventNames());
  t.call('e', 'on', () => e.on('x', a));
  t.call('e', 'once', () => e.once('y', a));
  t.call('e', 'prependListener', () => e.prependListener('x', t.logs('e', 'b')));
  t.call('e', 'eventNames', () => e.eventNames());
  t.call('e', 'listeners', () => e.listeners('y').length);
  t.call('e', 'listeners unwrap', () => e.listeners('y')[0] === a);
  t.call('e', 'rawListeners wrap', () => e.rawListeners('y')[0] === a);
  t.call('e', 'raw listener', () => e.rawListeners('y')[0]('called') );
  t.call('e', 'and is gone', () => e.listenerCount('y'));
  t.call('e', 'off unknown', () => e.off('z', a));
  t.call('e', 'getMaxListeners', () => e.getMaxListeners());
  t.call('e', 'setMaxListeners', () => e.setMaxListeners(3));
  t.call('e', 'getMaxListeners', () => e.getMaxListeners());
  t.call('e', 'removeListener', () => e.removeListener('x', a));
  t.call('e', 'removeAllListeners x', () => e.removeAllListeners('x'));
  t.call('e', 'eventNames', () => e.eventNames());
  e.on('p', a).on('q', a);
  t.call('e', 'removeAllListeners', () => e.removeAllListeners());
  t.call('e', 'eventNames', () => e.eventNames());
};
