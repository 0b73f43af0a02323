import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { prepareResponses } from '../../src/dialects/responses/prepare-responses.js';
import { useStore } from '../support/use-store.js';
import { ALICE, createResponses, message } from '../support/responses-under-test.js';

const MEGABYTE = 1024 * 1024;
const MESSAGES = 256;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is alive, after everything else was collected. */
function liveHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('a conversation of 1 MB', () => {
  const open = useStore('SQLite in a file');

  it('takes at most 10 MB while it is on its way to the upstream, and gives them back', async () => {
    const { conversations, history } = createResponses(open.store);
    const { id } = await conversations.create({}, [], ALICE);
    for (let at = 0; at < MESSAGES; at += 16) {
      const items = Array.from({ length: 16 }, (_, index) =>
        message(
          `${at + index} ${'word '.repeat(MEGABYTE / MESSAGES / 5)}`,
          index % 2 === 0 ? 'user' : 'assistant',
        ),
      );
      await conversations.append(id, items, ALICE);
    }
    // Once before, so that caches and compiled code are there.
    await history.ofConversation(id, ALICE);
    const before = liveHeap();

    const use = async (): Promise<number> => {
      const { items } = await history.ofConversation(id, ALICE);
      const { chat } = prepareResponses(
        { model: 'qwen-plus', previous_response_id: 'resp_1' },
        { input: { items, inherited: items.length } },
      );
      const body = JSON.stringify(chat);
      const peak = liveHeap();
      expect(body.length).toBeGreaterThan(MEGABYTE * 0.99);
      expect(items).toHaveLength(MESSAGES);
      return peak;
    };
    const held = (await use()) - before;
    expect(held / MEGABYTE).toBeLessThan(10);
    expect((liveHeap() - before) / MEGABYTE).toBeLessThan(1);
  });
});
