'use strict';
// A path with DEL: Node sends it.
module.exports = (t) => require('./_bytes')(t, [['DEL', { path: '/\x7f' }, (req) => req.end()]]);
