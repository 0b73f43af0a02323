import { Subject, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ChatChunk } from '../../contracts/chat-chunk.js';
import { writeChatEvents } from './write-chat-events.js';

const CONTENT = new ChatChunk('{"choices": [{"index":0,"delta":{"content":"你好"}}],"usage":null}');
const USAGE = new ChatChunk('{"choices":[],"usage":{"total_tokens":3}}');
const CONTENT_WITH_USAGE = new ChatChunk('{"choices":[{"index":0,"delta":{}}],"usage":{"total_tokens":3}}');
const DONE = 'data: [DONE]\n\n';

function write(chunks: readonly ChatChunk[], includeUsage: boolean): Promise<string[]> {
  return lastValueFrom(of(...chunks).pipe(writeChatEvents(includeUsage), toArray()));
}

describe('writeChatEvents', () => {
  it("forwards the upstream's text as it came, then [DONE]", async () => {
    expect(await write([CONTENT], false)).toEqual([`data: ${CONTENT.data}\n\n`, DONE]);
  });

  it('sends the usage chunk to a client that asked for it', async () => {
    expect(await write([CONTENT, USAGE], true)).toEqual([
      `data: ${CONTENT.data}\n\n`,
      `data: ${USAGE.data}\n\n`,
      DONE,
    ]);
  });

  it('keeps the usage chunk from a client that did not', async () => {
    expect(await write([CONTENT, USAGE], false)).toEqual([`data: ${CONTENT.data}\n\n`, DONE]);
  });

  it('never drops a chunk that has a choice', async () => {
    expect(await write([CONTENT_WITH_USAGE], false)).toEqual([`data: ${CONTENT_WITH_USAGE.data}\n\n`, DONE]);
  });

  it('writes no [DONE] after an error', () => {
    const chunks = new Subject<ChatChunk>();
    const seen: string[] = [];
    chunks.pipe(writeChatEvents(false)).subscribe({
      next: (event) => seen.push(event),
      error: (error: unknown) => seen.push(`error ${String(error)}`),
    });
    chunks.next(CONTENT);
    chunks.error('cut');
    expect(seen).toEqual([`data: ${CONTENT.data}\n\n`, 'error cut']);
  });
});
