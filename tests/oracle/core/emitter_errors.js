'use strict';
// An 'error' that nobody listens for is raised; wrong listeners and limits are refused.
module.exports = (t) => {
  const e = new t.EventEmitter();
  const boom = new Error('boom');
  t.call('e', 'error unheard', () => e.emit('error', boom));
  t.call('e', 'no exception', () => e.emit('error', 'text'));
  t.call('e', 'no argument', () => e.emit('error'));
  t.call('e', 'a number', () => e.emit('error', 42));
  e.on('error', t.logs('e', 'heard'));
  t.call('e', 'error heard', () => e.emit('error', boom));
  t.call('e', 'a text as listener', () => e.once('x', 'text'));
  t.call('e', 'off without listener', () => e.off('x', null));
  t.call('e', 'negative limit', () => e.setMaxListeners(-1));
  t.call('e', 'text as limit', () => e.setMaxListeners('2'));
  e.on('y', t.logs('e', 'before'));
  e.on('y', () => { throw new TypeError('from the listener'); });
  e.on('y', t.logs('e', 'never'));
  t.call('e', 'a listener raises', () => e.emit('y'));
  e.once('z', () => { throw new Error('once'); });
  t.call('e', 'a once listener raises', () => e.emit('z'));
  t.call('e', 'and is gone', () => e.emit('z'));
};
