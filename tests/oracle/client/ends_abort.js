'use strict';
// abort() at every point of a request's life.
module.exports = (t) => require('./_points')(t, ({ req }) => req.abort());
