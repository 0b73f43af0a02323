import type { WebSocket } from 'ws';

export interface FrameSender {
  /** Resolves once the frame has left, so that whoever waits sends no faster than the client reads. */
  send(data: string | Buffer): Promise<void>;
  sendEvent(type: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
}

/** A client that leaves ends every wait; what is sent after that goes nowhere. */
export function createFrameSender(socket: WebSocket): FrameSender {
  let events = 0;
  const send = (data: string | Buffer): Promise<void> =>
    new Promise((resolve) => {
      socket.send(data, () => {
        resolve();
      });
    });
  return {
    send,
    sendEvent: (type, fields) => {
      events += 1;
      return send(JSON.stringify({ event_id: `event_${events}`, type, ...fields }));
    },
  };
}
