'use strict';
// The fifth of the ten sequences: destroy() before a socket is assigned.
module.exports = (t) => require('./_sequences')(t, {}, ['destroy before socket']);
