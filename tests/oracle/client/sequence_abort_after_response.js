'use strict';
// The tenth of the ten sequences: abort() after the response is received.
module.exports = (t) => require('./_sequences')(t, {}, ['abort after response']);
