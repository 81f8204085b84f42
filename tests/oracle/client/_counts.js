'use strict';
// What an agent holds at this moment.
const count = (lists) => Object.values(lists).reduce((sum, list) => sum + list.length, 0);
module.exports = (t, agent, label, when) => t.log(label, `${when}: in use ${count(agent.sockets)}, free ${count(agent.freeSockets)}, ` +
  `queued ${count(agent.requests)}`);
