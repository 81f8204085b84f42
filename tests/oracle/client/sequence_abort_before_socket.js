'use strict';
// The eighth of the ten sequences: abort() before a socket is assigned.
module.exports = (t) => require('./_sequences')(t, {}, ['abort before socket']);
