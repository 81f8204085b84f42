'use strict';
// The seventh of the ten sequences: destroy() after the response is received.
module.exports = (t) => require('./_sequences')(t, {}, ['destroy after response']);
