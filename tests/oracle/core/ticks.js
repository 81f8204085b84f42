'use strict';
// Ticks run until none is left, before any immediate; an immediate made by an immediate waits for the next turn.
module.exports = (t) => {
  t.immediate('p', 'one');
  t.setImmediate(() => {
    t.log('p', 'immediate two');
    t.immediate('p', 'of the next turn');
    t.tick('p', 'of immediate two');
  });
  t.immediate('p', 'three');
  t.nextTick((...args) => {
    t.log('p', 'tick one', ...args);
    t.tick('p', 'inside');
    t.nextTick(() => t.tick('p', 'deeper'));
  }, 1, 'a');
  t.tick('p', 'two');
  t.log('p', 'main');
};
