'use strict';
// Plays cases that a program made up (random_agent_*.json): several requests of one agent, what the peer does with the
// n-th request of each connection, and what the program does at which point of which request.
const counts = require('./_counts');

const answers = {
  ok: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  close: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
  'close, end': 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
  'ok, end': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'cut off, end': 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok',
  'nothing, end': '',
  eof: 'HTTP/1.0 200 OK\r\n\r\nok',
  'eof, end': 'HTTP/1.1 200 OK\r\n\r\nok',
  garbage: 'garbage\r\n\r\n',
  'ok and garbage': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokgarbage',
  nothing: '',
};
const actions = {
  abort: (req) => req.abort(),
  destroy: (req) => req.destroy(),
  'destroy with an error': (req) => req.destroy(new Error('mine')),
  'socket.destroy': (req) => req.socket.destroy(),
  'socket.end': (req) => req.socket.end(),
  agentRemove: (req) => req.socket.emit('agentRemove'),
};

function play(t, name, { settings, plans, requests }) {
  const peers = [];
  const server = t.rawServer('', (peer, i) => {
    peers.push(peer);
    const plan = (plans[i] || []).slice();
    const next = () => {
      const [what, delay] = plan.length ? plan.shift() : ['ok', 0];
      t.after(delay, () => {
        if (answers[what]) peer.write(answers[what]);
        if (what.endsWith('end')) peer.end();
      });
      peer.expect('\r\n\r\n', next);
    };
    peer.expect('\r\n\r\n', next);
  }, (port) => {
    const agent = t.agent(settings);
    let i = 0;
    for (const { delay, method, body, acts } of requests) {
      i += 1;
      const label = `${name}/request ${i}`;
      t.after(delay, () => {
        const req = t.request({ port, agent, method }, (res) => {
          t.watch(res, `${label}'s response`, 'data aborted end close');
          res.on('data', (data) => at('data'));
          res.on('end', () => at('end'));
        });
        const at = (here) => {
          for (const [point, action] of acts) {
            if (point === here) {
              t.log(label, action);
              actions[action](req);
            }
          }
        };
        t.watch(req, label, 'socket finish response abort error close');
        for (const event of ['socket', 'finish', 'response', 'close']) req.on(event, () => at(event));
        for (const event of ['socket', 'close']) req.on(event, () => counts(t, agent, `${name}/agent`, `${label.slice(name.length + 1)} '${event}'`));
        req.end(body);
      });
    }
    agent.on('free', () => counts(t, agent, `${name}/agent`, "'free'"));
    t.after(600, () => {
      counts(t, agent, `${name}/agent`, 'finally');
      agent.destroy();
      server.close();
    });
    t.after(700, () => agent.destroy());
    t.after(800, () => agent.destroy());
    t.after(900, () => {
      agent.destroy();
      for (const peer of peers) peer.destroy();
    });
  }, { accept: 99 });
}

module.exports = (t, cases) => {
  for (const name of Object.keys(cases)) play(t, name, cases[name]);
};
