import { beforeAll, describe, expect, it } from 'vitest';
import { STORE_KINDS, useStore } from '../support/use-store.js';
import {
  ALICE,
  BOB,
  complete,
  createRecord,
  createResponse,
  createResponses,
  keep,
  message,
  type ResponsesUnderTest,
  textsOf,
} from '../support/responses-under-test.js';

const DAY_MS = 86_400_000;
const NOT_FOUND = { kindName: 'not_found' };
const NO_PREVIOUS = { kindName: 'previous_response_not_found', details: { param: 'previous_response_id' } };

describe.each(STORE_KINDS)('%s', (kind) => {
  const open = useStore(kind);
  let service: ResponsesUnderTest;
  beforeAll(() => {
    service = createResponses(open.store, { databaseUrl: open.url });
  });

  /** Stores a chain of this many responses and resolves with their ids. */
  async function keepChain(depth: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let at = 0; at < depth; at += 1) {
      const input = [message(`question ${at}`)];
      const { id } = await keep(service, { previousResponseId: ids.at(-1), input, answer: `answer ${at}` });
      ids.push(id);
    }
    return ids;
  }

  describe('a response', () => {
    it('is read as it was settled', async () => {
      const response = await keep(service, { answer: 'naïve 名 \0 "quoted"' });
      expect(await service.archive.require(response.id, ALICE)).toEqual(response);
      expect(await service.responses.find(response.id, ALICE)).toEqual(response);
    });

    it('is in progress, without output, until it is settled', async () => {
      const record = createRecord();
      const pending = await service.responses.begin(record, ALICE);
      expect(await service.archive.require(record.response.id, ALICE)).toEqual(record.response);
      await expect(service.history.ofResponse(record.response.id, ALICE)).rejects.toMatchObject(NO_PREVIOUS);
      await pending.settle(complete(record.response, 'Hi'));
      expect(await service.archive.require(record.response.id, ALICE)).toMatchObject({ status: 'completed' });
    });

    it('is cancelled when it is abandoned', async () => {
      const record = createRecord();
      const pending = await service.responses.begin(record, ALICE);
      pending.abandon(record.response);
      await expect
        .poll(() => service.responses.find(record.response.id, ALICE))
        .toMatchObject({ status: 'cancelled' });
    });

    it('leaves nothing behind when it failed before the client heard of it', async () => {
      const record = createRecord();
      const pending = await service.responses.begin(record, ALICE);
      pending.abandon({ ...record.response, status: 'failed' });
      await expect.poll(() => service.responses.find(record.response.id, ALICE)).toBeUndefined();
    });

    it('is not there for another team, in any way', async () => {
      const { id, output } = await keep(service);
      await expect(service.archive.require(id, BOB)).rejects.toMatchObject(NOT_FOUND);
      await expect(service.archive.delete(id, BOB)).rejects.toMatchObject(NOT_FOUND);
      await expect(service.archive.listInput(id, { limit: 9, order: 'asc' }, BOB)).rejects.toMatchObject(
        NOT_FOUND,
      );
      await expect(service.history.ofResponse(id, BOB)).rejects.toMatchObject(NO_PREVIOUS);
      expect(await service.responses.find(id, BOB)).toBeUndefined();
      expect(await service.history.findItems([String(output[0]?.id)], BOB)).toEqual(new Map());
      expect(await service.archive.require(id, ALICE)).toMatchObject({ id });
    });

    it('that another team continues by force brings nothing of the first', async () => {
      const { id } = await keep(service);
      const mine = await keep(service, { previousResponseId: id, owner: BOB });
      const items = await service.history.ofResponse(mine.id, BOB);
      expect(textsOf(items)).toEqual(['Hello', 'Hi']);
    });

    it('is gone once deleted, with its items, also when it is settled later', async () => {
      const { id, output } = await keep(service);
      await service.archive.delete(id, ALICE);
      await expect(service.archive.require(id, ALICE)).rejects.toMatchObject(NOT_FOUND);
      await expect(service.archive.delete(id, ALICE)).rejects.toMatchObject(NOT_FOUND);
      expect(await service.history.findItems([String(output[0]?.id)], ALICE)).toEqual(new Map());

      const record = createRecord();
      const pending = await service.responses.begin(record, ALICE);
      await service.archive.delete(record.response.id, ALICE);
      await pending.settle(complete(record.response, 'late'));
      await expect(service.archive.require(record.response.id, ALICE)).rejects.toMatchObject(NOT_FOUND);
    });

    it('keeps 5,000 input items in their order', async () => {
      const input = Array.from({ length: 5_000 }, (_, at) => message(String(at)));
      const { id } = await keep(service, { input });
      const items = await service.history.ofResponse(id, ALICE);
      expect(textsOf(items).slice(0, -1)).toEqual(input.map(({ content }) => content));
    });
  });

  describe('items', () => {
    it('are found by their ids, whether said or answered', async () => {
      const input = [{ ...message('known'), id: `msg_known_${kind}` }];
      const { output } = await keep(service, { input });
      const id = String(output[0]?.id);
      const found = await service.history.findItems([id, `msg_known_${kind}`, 'msg_unknown'], ALICE);
      expect([...found.keys()].sort()).toEqual([id, `msg_known_${kind}`].sort());
      expect(found.get(id)).toEqual(output[0]);
    });

    it('of a chain are listed in pages, either way round, with ids', async () => {
      const id = String((await keepChain(3)).at(-1));
      const expected = ['question 0', 'answer 0', 'question 1', 'answer 1', 'question 2'];
      for (const order of ['asc', 'desc'] as const) {
        const texts: string[] = [];
        let after: string | undefined;
        for (let pages = 0; pages < 3; pages += 1) {
          const page = await service.archive.listInput(id, { limit: 2, order, after }, ALICE);
          texts.push(...textsOf(page.items));
          after = String(page.items.at(-1)?.id);
          expect(page.hasMore).toBe(pages < 2);
        }
        expect(texts).toEqual(order === 'asc' ? expected : expected.toReversed());
      }
      const unknown = { limit: 2, order: 'asc', after: 'msg_unknown' } as const;
      await expect(service.archive.listInput(id, unknown, ALICE)).rejects.toMatchObject({
        kindName: 'invalid_request',
        details: { param: 'after' },
      });
    });
  });

  describe('a chain', () => {
    it('200 deep is read whole, oldest first', async () => {
      const ids = await keepChain(200);
      const items = await service.history.ofResponse(String(ids.at(-1)), ALICE);
      expect(items).toHaveLength(400);
      expect(textsOf(items).slice(0, 3)).toEqual(['question 0', 'answer 0', 'question 1']);
      expect(textsOf(items).at(-1)).toBe('answer 199');
    });

    it('is refused where a response before is gone', async () => {
      const ids = await keepChain(3);
      await service.archive.delete(String(ids[0]), ALICE);
      await expect(service.history.ofResponse(String(ids[2]), ALICE)).rejects.toMatchObject({
        ...NO_PREVIOUS,
        message: expect.stringContaining('was deleted or has expired') as string,
      });
    });

    it('is refused where it is larger than a body may be', async () => {
      const small = createResponses(open.store, { maxBodyBytes: 2_000 });
      const first = await keep(small, { input: [message('x'.repeat(900))] });
      const second = await keep(small, { input: [message('x'.repeat(900))], previousResponseId: first.id });
      await expect(small.history.ofResponse(first.id, ALICE)).resolves.toHaveLength(2);
      await expect(small.history.ofResponse(second.id, ALICE)).rejects.toMatchObject({
        kindName: 'invalid_request',
        details: { param: 'previous_response_id' },
      });
    });

    it.each(['failed', 'cancelled'] as const)('does not go on from a response that is %s', async (status) => {
      const record = createRecord();
      const pending = await service.responses.begin(record, ALICE);
      await pending.settle({ ...record.response, status });
      await expect(service.history.ofResponse(record.response.id, ALICE)).rejects.toMatchObject(NO_PREVIOUS);
    });

    it('is refused where the gateway stores nothing', async () => {
      const { id } = await keep(service);
      const off = createResponses(open.store, { responsesStore: false });
      expect(off.responses.isKeeping()).toBe(false);
      await expect(off.history.ofResponse(id, ALICE)).rejects.toMatchObject({
        kindName: 'invalid_request',
        details: { param: 'previous_response_id' },
      });
    });
  });

  describe('retention', () => {
    it('deletes what expired, in chunks, and nothing else', async () => {
      const brief = createResponses(open.store, { responsesRetentionDays: 1 });
      const old = await Promise.all(Array.from({ length: 450 }, () => keep(brief)));
      const { id: conversation } = await brief.conversations.create({}, [message('old')], ALICE);
      const young = await keep(service);
      // Several replicas at once.
      await Promise.all([1, 2, 3].map(() => service.sweep.deleteExpired(Date.now() + 2 * DAY_MS)));
      for (const { id } of old.slice(0, 5)) {
        await expect(service.archive.require(id, ALICE)).rejects.toMatchObject(NOT_FOUND);
      }
      await expect(service.conversations.require(conversation, ALICE)).rejects.toMatchObject(NOT_FOUND);
      expect(await service.archive.require(young.id, ALICE)).toEqual(young);
      const left = await open.store.run((db) =>
        db
          .selectFrom('responseItems')
          .select('responseId')
          .where(
            'responseId',
            'in',
            old.map(({ id }) => id),
          )
          .execute(),
      );
      expect(left).toEqual([]);
    });

    it('keeps a whole chain as long as its newest response', async () => {
      const brief = createResponses(open.store, { responsesRetentionDays: 1 });
      const first = await keep(brief);
      const second = await keep(service, { previousResponseId: first.id });
      await service.sweep.deleteExpired(Date.now() + 2 * DAY_MS);
      await expect(service.history.ofResponse(second.id, ALICE)).resolves.toHaveLength(4);
    });
  });

  describe('a response whose process is gone', () => {
    it('has failed, and its conversation is free', async () => {
      const { id } = await service.conversations.create({}, [], ALICE);
      const record = createRecord({ conversationId: id });
      await service.responses.begin(record, ALICE);
      const alive = await service.responses.begin(createRecord(), ALICE);
      await service.sweep.failLapsed(Date.now());
      await expect(service.history.ofConversation(id, ALICE)).rejects.toMatchObject({ kindName: 'conflict' });

      await service.sweep.failLapsed(Date.now() + DAY_MS);
      expect(await service.archive.require(record.response.id, ALICE)).toMatchObject({
        status: 'failed',
        error: { code: 'server_error' },
        output: [],
      });
      await expect(service.history.ofConversation(id, ALICE)).resolves.toEqual({ items: [], position: 0 });
      alive.abandon(createResponse());
    });
  });
});
