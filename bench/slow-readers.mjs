import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCurrentMemory, readPeakMemory } from './process-figures.mjs';
import { STREAM_REQUEST } from './scenarios.mjs';

const CLIENTS = 200;
const EVENTS = 100_000;
const STALL_MS = 5_000;
const PATIENCE_MS = 30_000;
export const MEMORY_LIMIT = 300;

/**
 * Clients that open a stream, read the headers and then nothing more. A gateway that does not pass the pressure on would
 * hold everything the upstream can produce: 200 streams of about 20 MB.
 */
export async function measureSlowReaders(gateway, upstream) {
  const before = readCurrentMemory(gateway.pid);
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => openStream(gateway.origin)));
  await sleep(STALL_MS);
  const peak = readPeakMemory(gateway.pid);
  const stalled = await readCounters(upstream);
  for (const client of clients) client.destroy();
  const closed = await waitForCloses(upstream);
  const isOk = peak < MEMORY_LIMIT && stalled.openStreams === CLIENTS && closed === CLIENTS;
  return { clients: CLIENTS, events: EVENTS, before, peak, stalled: stalled.openStreams, closed, isOk };
}

function openStream(origin) {
  const { hostname, port, host } = new URL(origin);
  const body = JSON.stringify({ ...STREAM_REQUEST, bench_events: EVENTS });
  const head = ['POST /v1/chat/completions HTTP/1.1', `host: ${host}`, 'content-type: application/json'];
  head.push('authorization: Bearer sk-client', `content-length: ${Buffer.byteLength(body)}`, '', body);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(head.join('\r\n')));
    const timer = setTimeout(() => reject(new Error('a slow reader got no headers')), PATIENCE_MS);
    socket.on('error', reject);
    socket.once('data', (bytes) => {
      socket.pause();
      clearTimeout(timer);
      if (bytes.toString('latin1').startsWith('HTTP/1.1 200')) resolve(socket);
      else reject(new Error(`a slow reader got ${bytes.toString('latin1', 0, 300)}`));
    });
  });
}

async function readCounters(upstream) {
  const response = await fetch(`${upstream.origin}/counters`);
  return response.json();
}

async function waitForCloses(upstream) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { closedStreams } = await readCounters(upstream);
    if (closedStreams >= CLIENTS || performance.now() > deadline) return closedStreams;
    await sleep(50);
  }
}
