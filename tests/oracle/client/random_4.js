'use strict';
// Twenty requests that a program made up (random_4.json).
module.exports = (t) => require('./_random')(t, require('./random_4.json'));
