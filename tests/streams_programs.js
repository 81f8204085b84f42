// Runs stream programs on Node: one as JSON on each line of stdin, its trace on each line of stdout.
// The same interpreter as streams_programs.py, which says what a program is; both must print alike.
'use strict';

const { Readable, Writable, Duplex } = require('stream');

const READS = 40;
const HEARD = 30;
const DEPTH = 6;
const TURNS = 60;

const PROPERTIES = ['readable', 'readableEnded', 'readableFlowing', 'readableLength', 'writable', 'writableEnded',
  'writableFinished', 'writableLength', 'writableCorked', 'destroyed'];

function shown(value) {
  if (value === null || value === undefined) return 'none';
  if (value === true || value === false) return String(value);
  if (Buffer.isBuffer(value)) return 'b:' + value.toString('latin1');
  if (typeof value === 'string') return 's:' + value;
  if (value instanceof Error) return 'E:' + (value.code || value.message);
  if (value.hasUnpiped !== undefined) return 'info';
  return String(value.scriptName || value);
}

function run(program, done) {
  const trace = [];
  const log = (...words) => trace.push(words.join(' '));
  const streams = {};
  const handlers = {};
  let letters = 0;
  let pending = 0;
  let turns = 0;
  let depth = 0;

  function make(size) {
    if (size === null) return null;
    if (typeof size === 'string') return Buffer.from(size, 'hex');
    const chunk = Buffer.alloc(size);
    for (let i = 0; i < size; i++) chunk[i] = 97 + letters++ % 26;
    return chunk;
  }

  function later(callback, ...args) {
    pending++;
    setImmediate(() => {
      pending--;
      callback(...args);
    });
  }

  function call(how, callback, ...args) {
    if (how === 'sync') callback(...args);
    else if (how === 'tick') process.nextTick(callback, ...args);
    else later(callback, ...args);
  }

  function finish(stream, how, callback) {
    if (how === 'hold') stream.held.push(callback);
    else if (how === 'err' || how === 'laterr') call(how === 'laterr' ? 'later' : 'sync', callback, new Error('werr'));
    else call(how, callback);
  }

  function open(script) {
    const { name, kind } = script;
    const calls = {};
    const nextOf = (hook, what) => {
      calls[hook] = (calls[hook] || 0) + 1;
      return script[what][(calls[hook] - 1) % script[what].length];
    };
    const options = { highWaterMark: script.hwm };
    for (const key of ['autoDestroy', 'emitClose', 'allowHalfOpen']) if (key in script) options[key] = script[key];
    if (kind !== 'w') {
      options.read = function(size) {
        const [how, ...chunks] = nextOf('read', 'reads');
        log(name, '_read', size);
        if (calls.read > READS) return;
        if (how === 'err') this.destroy(new Error('readerr'));
        else if (how !== 'none') call(how, () => chunks.forEach((chunk) => this.push(make(chunk))));
      };
    }
    if (kind !== 'r') {
      options.write = function(chunk, encoding, callback) {
        const how = nextOf('write', 'writes');
        log(name, '_write', shown(chunk), encoding);
        finish(this, how, callback);
      };
      if (script.writev) {
        options.writev = function(chunks, callback) {
          const how = nextOf('writev', 'writes');
          log(name, '_writev', chunks.map((part) => shown(part.chunk)).join('+'));
          finish(this, how, callback);
        };
      }
      if (script.final) {
        options.final = function(callback) {
          log(name, '_final');
          finish(this, script.final, callback);
        };
      }
    }
    if (script.destroy) {
      options.destroy = function(error, callback) {
        log(name, '_destroy', shown(error));
        if (script.destroy === 'err') callback(new Error('derr'));
        else call(script.destroy, callback, error);
      };
    }
    const stream = new ({ r: Readable, w: Writable, d: Duplex })[kind](options);
    stream.scriptName = name;
    stream.held = [];
    streams[name] = stream;
    for (const event of script.watch) {
      let times = 0;
      stream.on(event, (...args) => {
        times++;
        log(name, `'${event}'`, args.map(shown).join(','));
        doAll(program.at[`${name}:${event}:${times}`] || []);
      });
    }
  }

  function handler(name, event, how) {
    const key = name + ' ' + event;
    if (handlers[key]) return handlers[key];
    const stream = streams[name];
    let times = 0;
    handlers[key] = (chunk) => {
      times++;
      if (times > HEARD) return;
      log(name, `'${event}'`, event === 'data' ? shown(chunk) : '');
      if (event === 'readable' && how === 'all') {
        for (let i = 0; i < 20; i++) {
          const got = stream.read();
          if (got === null) break;
          log(name, 'got', shown(got));
        }
      } else if (event === 'readable' && how) {
        log(name, 'got', shown(stream.read(how)));
      }
      doAll(program.at[`${name}:${event}:${times}`] || []);
    };
    return handlers[key];
  }

  function reporter(name, kind, number) {
    return number ? (error) => {
      log(name, kind + number, shown(error));
      doAll(program.at['cb' + number] || []);
    } : undefined;
  }

  function doAll(list) {
    depth++;
    if (depth <= DEPTH) {
      for (const one of list) {
        try {
          doOne(...one);
        } catch (error) {
          log('throw', shown(error).slice(2));
        }
      }
    }
    depth--;
  }

  function doOne(what, name, argument, number) {
    const stream = streams[name];
    switch (what) {
      case 'push': log(name, what, shown(stream.push(make(argument)))); break;
      case 'eof': log(name, what, shown(stream.push(null))); break;
      case 'read': {
        const result = argument === null ? stream.read() : stream.read(argument);
        log(name, what, argument === null ? '-' : argument, shown(result));
        break;
      }
      case 'unshift': log(name, what, shown(stream.unshift(make(argument)))); break;
      case 'pause': stream.pause(); log(name, 'paused'); break;
      case 'resume': stream.resume(); log(name, 'resumed'); break;
      case 'on': stream.on(argument, handler(name, argument, number)); log(name, what, argument); break;
      case 'off': stream.removeListener(argument, handler(name, argument, number)); log(name, what, argument); break;
      case 'offall': stream.removeAllListeners(argument); log(name, what, argument); break;
      case 'enc': stream.setEncoding(argument); log(name, what, argument); break;
      case 'pipe': stream.pipe(streams[argument], { end: number }); log(name, what, argument); break;
      case 'unpipe': stream.unpipe(argument ? streams[argument] : undefined); log(name, what, argument); break;
      case 'destroy': stream.destroy(argument ? new Error(argument) : undefined); log(name, what); break;
      case 'write': log(name, what, shown(stream.write(make(argument), reporter(name, 'wcb', number)))); break;
      case 'writes': log(name, what, shown(stream.write(make(argument).toString('latin1'), 'latin1'))); break;
      case 'end': stream.end(argument ? make(argument) : undefined, reporter(name, 'ecb', number)); log(name, what); break;
      case 'cork': stream.cork(); log(name, what); break;
      case 'uncork': stream.uncork(); log(name, what); break;
      case 'complete':
        if (stream.held.length) {
          const callback = stream.held.shift();
          log(name, what);
          callback(argument ? new Error(argument) : undefined);
        }
        break;
      case 'tick': process.nextTick(() => { log('tick'); doAll(argument); }); break;
      case 'state': {
        const values = PROPERTIES.map((key) => stream[key] === undefined ? 'u' : shown(stream[key]));
        if (stream.isPaused) values.push('p=' + stream.isPaused());
        log(name, what, values.join(' '));
        break;
      }
    }
  }

  let number = 0;
  function step() {
    if (number < program.steps.length) {
      log('#', number);
      doAll(program.steps[number++]);
      setImmediate(step);
    } else if (pending && turns < TURNS) {
      turns++;
      setImmediate(step);
    } else {
      setImmediate(() => {
        process.removeListener('uncaughtException', uncaught);
        done(trace);
      });
    }
  }

  const uncaught = (error) => log('UNCAUGHT', shown(error).slice(2));
  process.on('uncaughtException', uncaught);
  program.streams.forEach(open);
  setImmediate(step);
}

const programs = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
(function next(index) {
  if (index === programs.length) return;
  run(JSON.parse(programs[index]), (trace) => {
    process.stdout.write(JSON.stringify(trace) + '\n');
    next(index + 1);
  });
})(0);
