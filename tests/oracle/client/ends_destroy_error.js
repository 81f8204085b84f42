'use strict';
// destroy(error) at every point of a request's life.
module.exports = (t) => require('./_points')(t, ({ req }) => req.destroy(new Error('mine')));
