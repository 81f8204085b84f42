'use strict';
// The first of the reference's ten sequences: a success.
module.exports = (t) => require('./_sequences')(t, {}, ['success']);
