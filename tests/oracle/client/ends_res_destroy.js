'use strict';
// res.destroy() at every point of a response's life.
module.exports = (t) => require('./_points')(t, ({ res }) => res.destroy(), { only: ['response', 'res data', 'res end', 'res close', 'close', 'later'] });
