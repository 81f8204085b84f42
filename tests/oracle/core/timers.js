'use strict';
// Timers that are due run in order, each with its ticks after it; then immediates.
module.exports = (t) => {
  t.timer(10, () => {
    t.log('p', 'ten');
    t.tick('p', 'of ten');
    t.immediate('p', 'of ten');
    const until = Date.now() + 240;
    while (Date.now() < until);
  });
  t.timer(200, () => { t.log('p', 'twenty'); t.tick('p', 'of twenty'); });
  t.timer(201, () => t.log('p', 'twenty-one'));
};
