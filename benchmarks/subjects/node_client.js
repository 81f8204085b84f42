'use strict';
// Node v14.10.1's own http client: arguments URL MODE CONCURRENCY SOCKETS; rounds as _rounds.py has them.
const http = require('http');
const readline = require('readline');

const [url, mode, concurrency, sockets] = process.argv.slice(2);
const CHUNK = Buffer.alloc(65536, 'x');
const CHUNKS = 1600;

function cpu() {
  const usage = process.cpuUsage();
  return (usage.user + usage.system) / 1e6;
}

function clock() {
  return Number(process.hrtime.bigint()) / 1e9;
}

function load(seconds, report) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number(sockets) });
  let count = 0;
  let running = Number(concurrency);
  let stop = false;
  function next() {
    if (stop) {
      running -= 1;
      if (running === 0) agent.destroy();
      return;
    }
    http.get(url, { agent }, (res) => {
      res.on('data', () => {});
      res.on('end', () => { count += 1; next(); });
    });
  }
  for (let i = 0; i < Number(concurrency); i += 1) next();
  setTimeout(() => {
    const [count0, cpu0, start] = [count, cpu(), clock()];
    setTimeout(() => {
      report(count - count0, clock() - start, cpu() - cpu0);
      stop = true;
    }, seconds * 1000);
  }, 300);
}

function download(report) {
  const [cpu0, start] = [cpu(), clock()];
  http.get(url, { agent: transferAgent }, (res) => {
    let received = 0;
    res.on('data', (chunk) => { received += chunk.length; });
    res.on('end', () => {
      if (received !== CHUNKS * 65536) throw new Error(`received ${received}`);
      report(100, clock() - start, cpu() - cpu0);
    });
  });
}

function upload(report, chunks) {
  const [cpu0, start] = [cpu(), clock()];
  const req = http.request(url, { agent: transferAgent, method: 'POST' }, (res) => {
    let text = '';
    res.setEncoding('utf8');
    res.on('data', (chunk) => { text += chunk; });
    res.on('end', () => {
      if (Number(text) !== chunks * 65536) throw new Error(`the server received ${text}`);
      report(100, clock() - start, cpu() - cpu0);
    });
  });
  let left = chunks;
  function more() {
    while (left > 0) {
      left -= 1;
      if (!req.write(CHUNK)) {
        req.once('drain', more);
        return;
      }
    }
    req.end();
  }
  more();
}

function slowDownload(report) {
  // The memory runs: takes each chunk a millisecond after the one before it.
  http.get(url, { agent: transferAgent }, (res) => {
    res.on('data', () => {
      res.pause();
      setTimeout(() => res.resume(), 1);
    });
    res.on('end', () => report(1024, 0, 0));
  });
}

const transferAgent = new http.Agent({ keepAlive: true });

function report(done, seconds, processor) {
  process.stdout.write(`${JSON.stringify({ done, seconds, cpu: processor })}\n`);
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  if (mode === 'load') load(Number(line), report);
  else if (mode === 'download') download(report);
  else if (mode === 'upload') upload(report, CHUNKS);
  else if (mode === 'slow-upload') upload(report, 16384); // the memory runs: the server is slow
  else slowDownload(report);
}).on('close', () => process.exit());
process.stdout.write('ready\n');
