import type { WebSocket } from 'ws';
import { isRecord } from '../edge/is-record.js';
import { respond } from './respond.js';
import { createFrameSender, type FrameSender } from './frame-sender.js';
import type { RealtimeRecord } from './realtime-record.js';

export interface RealtimeCall {
  readonly id: string;
  readonly model: string;
  readonly record: RealtimeRecord;
  /** Called with what a response cost. */
  readonly bill: (usage: Readonly<Record<string, unknown>>) => void;
}

interface Session extends RealtimeCall {
  readonly socket: WebSocket;
  readonly sender: FrameSender;
  settings: Readonly<Record<string, unknown>>;
  /** What the client said last. */
  text: string;
}

type Handler = (session: Session, event: Readonly<Record<string, unknown>>) => Promise<void> | void;

/** Frames that are answered by what they ask for. Any other comes back as it is. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  'session.update': async (session, { session: changes }) => {
    session.settings = { ...session.settings, ...(isRecord(changes) ? changes : {}) };
    await session.sender.sendEvent('session.updated', { session: session.settings });
  },
  input_text: async (session, { text }) => {
    session.text = String(text);
    await respond(session);
  },
  'response.create': (session) => respond(session),
  _close: ({ socket }, { code, reason }) => {
    socket.close(Number(code), String(reason));
  },
  _cut: ({ socket }) => {
    socket.terminate();
  },
  _ping: ({ socket, sender }) => {
    socket.once('pong', () => {
      sender.sendEvent('_pong', {}).catch(() => undefined);
    });
    socket.ping();
  },
  _flood: async ({ socket, sender }, { frames, bytes }) => {
    const data = 'x'.repeat(Number(bytes));
    for (let index = 0; index < Number(frames) && socket.readyState === socket.OPEN; index += 1) {
      await sender.send(data);
    }
  },
};

/** Talks until the client leaves: one frame after the other, and reads no faster than it answers. */
export function runSession(socket: WebSocket, call: RealtimeCall): void {
  const sender = createFrameSender(socket);
  const settings = {
    object: 'realtime.session',
    id: `sess_${call.id}`,
    model: call.model,
    modalities: ['text', 'audio'],
  };
  const session: Session = { ...call, socket, sender, settings, text: '' };
  let waiting = 1;
  let last = sender.sendEvent('session.created', { session: settings });
  const settle = (): void => {
    waiting -= 1;
    if (waiting === 0) socket.resume();
  };
  last = last.then(settle);
  socket.on('message', (data: Buffer, isBinary) => {
    countFrame(call.record, data, isBinary);
    waiting += 1;
    socket.pause();
    last = last
      .then(() => handle(session, data, isBinary))
      .catch((error: unknown) => reportMistake(session, error))
      .then(settle);
  });
  socket.on('ping', () => {
    call.record.pings += 1;
  });
}

async function handle(session: Session, data: Buffer, isBinary: boolean): Promise<void> {
  if (isBinary) {
    await session.sender.send(data);
    return;
  }
  const text = data.toString('utf8');
  const event = parseEvent(text);
  const handler = event === undefined ? undefined : HANDLERS[String(event.type)];
  if (event === undefined || handler === undefined) await session.sender.send(text);
  else await handler(session, event);
}

/** A frame that asks for what cannot be, such as a close code that does not exist. */
function reportMistake({ sender }: Session, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : 'unknown';
  const type = 'invalid_request_error';
  return sender.sendEvent('error', { error: { type, code: 'invalid_value', message, param: null } });
}

function parseEvent(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.type === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function countFrame(record: RealtimeRecord, data: Buffer, isBinary: boolean): void {
  record[isBinary ? 'binaryFrames' : 'textFrames'] += 1;
  record.bytes += data.length;
}
