'use strict';
// One request with everything logged that its life emits; the program acts at one point of that life.
module.exports = (t, name, options, { start = (req) => req.end(), point, act } = {}) => {
  const life = { name };
  life.at = (here) => {
    if (here !== point) return;
    point = undefined;
    t.log(`${name}/program`, `acts: ${here}`);
    act(life);
  };
  const req = life.req = t.request(options);
  req.on('socket', (socket) => {
    life.socket = t.watch(socket, `${name}/socket`, 'connect timeout end error free close');
    socket.on('connect', () => life.at('connect'));
  });
  req.on('response', (res) => {
    life.res = t.watch(res, `${name}/res`, 'data aborted error end close');
    for (const event of ['data', 'aborted', 'end', 'close']) res.on(event, () => life.at(`res ${event}`));
  });
  t.watch(req, `${name}/req`, 'socket finish continue information response timeout abort error close');
  for (const event of ['socket', 'finish', 'continue', 'information', 'response', 'timeout', 'abort', 'error', 'close']) {
    req.on(event, () => life.at(event));
  }
  req.on('close', () => t.props(req, `${name}/req`, 'aborted destroyed'));
  start(req, life);
  life.at('at once');
  t.nextTick(life.at, 'in a tick');
  return life;
};
