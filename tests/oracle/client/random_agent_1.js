'use strict';
// Eight groups of requests that a program made up (random_agent_1.json).
module.exports = (t) => require('./_random_agent')(t, require('./random_agent_1.json'));
