'use strict';
// res.destroy(error) at every point of a response's life.
module.exports = (t) => require('./_points')(t, ({ res }) => res.destroy(new Error('mine')), { only: ['response', 'res data', 'res end', 'res close', 'close', 'later'] });
