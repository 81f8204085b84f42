'use strict';
// Twenty requests that a program made up (random_1.json).
module.exports = (t) => require('./_random')(t, require('./random_1.json'));
