'use strict';
// Twenty requests that a program made up (random_5.json).
module.exports = (t) => require('./_random')(t, require('./random_5.json'));
