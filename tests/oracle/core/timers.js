'use strict';
// Timers that are due run in order, each with its ticks after it; then immediates.
module.exports = (t) => {
  t.after(10, () => {
    t.log('p', 'ten');
    t.tick('p', 'of ten');
    t.immediate('p', 'of ten');
    const until = Date.now() + 25;
    while (Date.now() < until);
  });
  t.after(20, () => { t.log('p', 'twenty'); t.tick('p', 'of twenty'); });
  t.after(21, () => t.log('p', 'twenty-one'));
};
