import { from, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ChatChunk } from '../../src/contracts/chat-chunk.js';
import { GatewayError } from '../../src/contracts/gateway-error.js';
import { aggregateCompletion } from '../../src/dialects/chat/aggregate-completion.js';
import { writeChatEvents } from '../../src/dialects/chat/write-chat-events.js';
import { renderErrorEvent } from '../../src/http/error-body.js';
import { readChatChunks } from '../../src/providers/upstream/read-chat-chunks.js';
import { repairChunks } from '../../src/providers/upstream/repairs/repair-chunks.js';
import { repairCompletion } from '../../src/providers/upstream/repairs/repair-completion.js';
import { parseEvents } from '../../src/streaming/parse-events.js';
import { checkChatStream } from '../support/chunk-grammar.js';
import { createRandomStream, expectSameAnswer } from '../support/random-stream.js';
import { createRandomAnswer } from '../support/random-answer.js';
import { createSeededRandom, type SeededRandom } from '../support/seeded-random.js';

const STREAMS = 1_000;
const refuse = (): GatewayError => new GatewayError('upstream_error', 'The upstream failed.');

/** What a client gets of an upstream that sends these bytes, cut at random. */
function forward(text: string, includesUsage: boolean, random: SeededRandom): string {
  let seen = '';
  from(cut(Buffer.from(text), random))
    .pipe(parseEvents(), readChatChunks('bailian', refuse), repairChunks(), writeChatEvents(includesUsage))
    .subscribe({
      next: (event) => {
        seen += event;
      },
      error: (error: unknown) => {
        seen += renderErrorEvent(error);
      },
    });
  return seen;
}

function cut(bytes: Buffer, random: SeededRandom): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + random.below(600);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** What differs only between dialects: empty reasoning, and nulls, may be left out. */
function normalize(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, member: unknown) =>
      member === null || (name === 'reasoning_content' && member === '') ? undefined : member,
    ),
  );
}

describe(`${STREAMS} random streams with random faults`, () => {
  it('keep the contract, and the answer', () => {
    for (let seed = 1; seed <= STREAMS; seed += 1) {
      const random = createSeededRandom(seed);
      const stream = createRandomStream(random);
      const includesUsage = random.chance(0.5);
      const report = checkChatStream(forward(stream.text, includesUsage, random), { includesUsage });
      expectSameAnswer(report, stream, `seed ${seed}`);
    }
  });
});

describe('random answers', () => {
  it('are the same as a stream that is put together and as a plain answer', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const { chunks, plain } = createRandomAnswer(createSeededRandom(seed));
      const texts = chunks.map((chunk) => new ChatChunk(JSON.stringify(chunk)));
      const aggregated = await lastValueFrom(from(texts).pipe(repairChunks(), aggregateCompletion()));
      repairCompletion(plain);
      expect(normalize(aggregated), `seed ${seed}`).toEqual(normalize(plain));
    }
  });
});
