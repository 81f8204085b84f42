'use strict';
// The ninth of the ten sequences: abort() before the connection succeeds.
module.exports = (t) => require('./_sequences')(t, {}, ['abort before connect']);
