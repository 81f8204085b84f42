'use strict';
// A listener added inside 'newListener' stands before the one that is being added.
module.exports = (t) => {
  const e = new t.EventEmitter();
  e.once('newListener', (name) => e.on(name, t.logs('e', 'from newListener')));
  e.on('x', t.logs('e', 'own'));
  e.emit('x');
};
