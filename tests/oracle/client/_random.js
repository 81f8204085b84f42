'use strict';
// Plays cases that a program made up (tests/oracle/client/random_*.json): how a request is made and sent, what the
// peer answers, how the response is read, and what the program does at which points.
const counts = require('./_counts');

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const agents = {
  keep: (t) => t.agent({ keepAlive: true }),
  one: (t) => t.agent({ keepAlive: true, maxSockets: 1 }),
  plain: (t) => t.agent({}),
  none: () => false,
};
const actions = {
  abort: ({ req }) => req.abort(),
  destroy: ({ req }) => req.destroy(),
  'destroy with an error': ({ req }) => req.destroy(new Error('mine')),
  'res.destroy': ({ res }) => res && res.destroy(),
  'res.destroy with an error': ({ res }) => res && res.destroy(new Error('of the response')),
  'res.pause': ({ res }) => res && res.pause(),
  'res.resume': ({ res }) => res && res.resume(),
  'socket.destroy': ({ socket }) => socket && socket.destroy(),
  'socket.end': ({ socket }) => socket && socket.end(),
  agentRemove: ({ socket }) => socket && socket.emit('agentRemove'),
  'agent.destroy': ({ agent }) => { if (agent) agent.destroy(); },
  write: ({ req, logs }) => req.write('more', 'utf8', logs('write at a point called back')),
  end: ({ req, logs }) => req.end(logs('end at a point called back')),
  setTimeout: ({ req }) => req.setTimeout(5000),
};

function send(t, it, ops) {
  const { req, logs } = it;
  while (ops.length) {
    const [op, data] = ops.shift();
    if (op === 'write') req.write(data, 'utf8', logs(`write ${data} called back`));
    else if (op === 'end') req.end(data, logs('end called back'));
    else if (op === 'flush') req.flushHeaders();
    else if (op === 'cork') req.cork();
    else if (op === 'uncork') req.uncork();
    else if (op === 'tick') return t.nextTick(() => send(t, it, ops));
    else if (op === 'immediate') return t.setImmediate(() => send(t, it, ops));
    else if (op === 'later') return t.after(50, () => send(t, it, ops));
  }
}

function play(t, name, { agent: kind, options, ops, answer, after, ending, reading, acts, next }) {
  const it = { agent: agents[kind](t), logs: (text) => t.logs(`${name}/req`, text) };
  const been = new Set();
  const at = (here) => {
    for (const [point, action] of acts) {
      if (point !== here || been.has(here)) continue;
      t.log(`${name}/program`, `${action} at ${point}`);
      actions[action](it);
    }
    been.add(here);
  };
  const peers = [];
  const server = t.rawServer('', (peer, i) => {
    peers.push(peer);
    if (i > 0) {
      for (let n = 0; n < 3; n++) peer.expect('\r\n\r\n', () => peer.write(OK));
      return;
    }
    const pieces = answer.slice();
    const go = () => {
      if (pieces.length) {
        peer.write(pieces.shift());
        at(`piece ${answer.length - pieces.length}`);
      }
      if (pieces.length) return t.after(30, go);
      if (ending === 'end') peer.end();
      else if (ending === 'destroy') t.after(30, () => peer.destroy());
      else peer.expect('\r\n\r\n', () => peer.write(OK));
    };
    peer.expect(after, () => t.after(20, go));
  }, (port) => {
    const req = it.req = t.request({ port, agent: it.agent, ...options });
    req.on('socket', (socket) => {
      it.socket = t.watch(socket, `${name}/socket`, 'connect end error free close');
      socket.on('connect', () => at('connect'));
    });
    if (reading !== 'none') req.on('response', (res) => {
      it.res = t.watch(res, `${name}/res`, `${reading === 'flow' ? 'data ' : ''}aborted error end close`);
      t.props(res, `${name}/res`, 'statusCode');
      if (reading === 'resume') res.resume();
      if (reading === 'readable') res.on('readable', () => t.log(`${name}/res`, 'reads', res.read()));
      if (reading === 'late') t.after(100, () => res.on('data', (data) => t.log(`${name}/res`, 'late data', data)));
      if (reading === 'iterate') res.once('readable', () => t.log(`${name}/res`, 'reads once', res.read(1)));
      for (const event of ['aborted', 'end', 'close']) res.on(event, () => at(`res ${event}`));
      if (reading === 'flow') res.on('data', () => at('res data'));
    });
    t.watch(req, `${name}/req`, 'socket finish continue response timeout abort error close');
    for (const event of ['socket', 'finish', 'response', 'error', 'close']) req.on(event, () => at(event));
    req.on('close', () => {
      t.props(req, `${name}/req`, 'aborted destroyed reusedSocket');
      t.setImmediate(() => {
        if (it.agent) counts(t, it.agent, `${name}/agent`, "after 'close'");
        if (!next || it.next) return;
        it.next = true;
        t.after(60, () => {
          const later = t.get({ port, agent: it.agent }, (res) => res.resume());
          t.watch(later, `${name}/next`, 'socket response error close');
          later.on('close', () => t.props(later, `${name}/next`, 'reusedSocket'));
        });
      });
    });
    send(t, it, ops.slice());
    at('at once');
    t.nextTick(at, 'tick');
    t.setImmediate(at, 'immediate');
    t.after(500, () => {
      t.log(`${name}/program`, 'ends it');
      req.destroy();
      if (it.agent) {
        counts(t, it.agent, `${name}/agent`, 'holds');
        it.agent.destroy();
      }
      server.close();
      t.after(50, () => {
        for (const peer of peers) peer.destroy();
      });
    });
  }, { accept: 9 });
}

module.exports = (t, cases) => {
  for (const name of Object.keys(cases)) play(t, name, cases[name]);
};
