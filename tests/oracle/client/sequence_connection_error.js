'use strict';
// The second of the ten sequences: a connection error.
module.exports = (t) => require('./_sequences')(t, {}, ['connection error']);
