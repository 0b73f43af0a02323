/** What a record has in place of a body: what the client sent, and how the connection ended. */
export interface RealtimeRecord {
  textFrames: number;
  binaryFrames: number;
  /** Of these frames. */
  bytes: number;
  pings: number;
  /** As the client sent it, or as it was answered; 1005 without one, 1006 where the connection broke; null while open. */
  closeCode: number | null;
  closeReason: string;
}

export function createRealtimeRecord(): RealtimeRecord {
  return { textFrames: 0, binaryFrames: 0, bytes: 0, pings: 0, closeCode: null, closeReason: '' };
}
