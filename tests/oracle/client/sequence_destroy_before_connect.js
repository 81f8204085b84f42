'use strict';
// The sixth of the ten sequences: destroy() before the connection succeeds.
module.exports = (t) => require('./_sequences')(t, {}, ['destroy before connect']);
