import { beforeAll, describe, expect, it } from 'vitest';
import { STORE_KINDS, useStore } from '../support/use-store.js';
import {
  ALICE,
  BOB,
  complete,
  createRecord,
  createResponses,
  keep,
  message,
  type ResponsesUnderTest,
  textsOf,
} from '../support/responses-under-test.js';

const NOT_FOUND = { kindName: 'not_found' };
const CONFLICT = { kindName: 'conflict', details: { param: 'conversation' } };
const ALL = { limit: 100, order: 'asc' } as const;

describe.each(STORE_KINDS)('%s', (kind) => {
  const open = useStore(kind);
  let service: ResponsesUnderTest;
  beforeAll(() => {
    service = createResponses(open.store, { databaseUrl: open.url });
  });
  const create = (...texts: readonly string[]) =>
    service.conversations.create(
      {},
      texts.map((text) => message(text)),
      ALICE,
    );

  it('is made, changed and deleted', async () => {
    const made = await service.conversations.create({ topic: 'a' }, [message('Hello')], ALICE);
    expect(await service.conversations.require(made.id, ALICE)).toEqual(made);
    const changed = await service.conversations.update(made.id, { topic: 'b' }, ALICE);
    expect(changed).toEqual({ ...made, metadata: { topic: 'b' } });
    expect(await service.conversations.require(made.id, ALICE)).toEqual(changed);
    await service.conversations.delete(made.id, ALICE);
    await expect(service.conversations.require(made.id, ALICE)).rejects.toMatchObject(NOT_FOUND);
    await expect(service.history.ofConversation(made.id, ALICE)).rejects.toMatchObject(NOT_FOUND);
  });

  it('is not there for another team, in any way', async () => {
    const { id } = await create('secret');
    const [item] = (await service.history.ofConversation(id, ALICE)).items;
    const { conversations } = service;
    const attempts = [
      () => conversations.require(id, BOB),
      () => conversations.update(id, {}, BOB),
      () => conversations.delete(id, BOB),
      () => conversations.append(id, [message('x')], BOB),
      () => conversations.list(id, ALL, BOB),
      () => conversations.requireItem(id, String(item?.id), BOB),
      () => conversations.deleteItem(id, String(item?.id), BOB),
      () => service.history.ofConversation(id, BOB),
      () => service.responses.begin(createRecord({ conversationId: id }), BOB),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(NOT_FOUND);
    expect(await service.history.findItems([String(item?.id)], BOB)).toEqual(new Map());
    expect(textsOf((await service.history.ofConversation(id, ALICE)).items)).toEqual(['secret']);
  });

  it('lists its items in pages, gives one, and deletes one', async () => {
    const { id } = await create('one', 'two');
    const [third] = await service.conversations.append(id, [message('three')], ALICE);
    const first = await service.conversations.list(id, { limit: 2, order: 'desc' }, ALICE);
    expect(textsOf(first.items)).toEqual(['three', 'two']);
    expect(first.hasMore).toBe(true);
    const after = String(first.items.at(-1)?.id);
    const second = await service.conversations.list(id, { limit: 2, order: 'desc', after }, ALICE);
    expect(textsOf(second.items)).toEqual(['one']);
    expect(second.hasMore).toBe(false);

    expect(await service.conversations.requireItem(id, String(third?.id), ALICE)).toEqual(third);
    await service.conversations.deleteItem(id, String(third?.id), ALICE);
    await expect(service.conversations.requireItem(id, String(third?.id), ALICE)).rejects.toMatchObject(
      NOT_FOUND,
    );
    await service.conversations.append(id, [message('four')], ALICE);
    expect(textsOf((await service.history.ofConversation(id, ALICE)).items)).toEqual(['one', 'two', 'four']);
  });

  it('gets input and output of a response once it has ended well', async () => {
    const { id } = await create('before');
    await keep(service, { conversationId: id, input: [message('asked')], answer: 'answered' });
    expect(textsOf((await service.history.ofConversation(id, ALICE)).items)).toEqual([
      'before',
      'asked',
      'answered',
    ]);
  });

  it('gets nothing of a response that failed, and is free again', async () => {
    const { id } = await create('before');
    const record = createRecord({ conversationId: id });
    const pending = await service.responses.begin(record, ALICE);
    await pending.settle({ ...record.response, status: 'failed' });
    expect(textsOf((await service.history.ofConversation(id, ALICE)).items)).toEqual(['before']);
  });

  it('has one writer at a time: others get a conflict, before anything of theirs is kept', async () => {
    const { id } = await create();
    const record = createRecord({ conversationId: id });
    const pending = await service.responses.begin(record, ALICE);
    const second = createRecord({ conversationId: id });
    await expect(service.responses.begin(second, ALICE)).rejects.toMatchObject(CONFLICT);
    await expect(service.history.ofConversation(id, ALICE)).rejects.toMatchObject(CONFLICT);
    await expect(service.conversations.append(id, [message('x')], ALICE)).rejects.toMatchObject(CONFLICT);
    expect(await service.responses.find(second.response.id, ALICE)).toBeUndefined();
    await pending.settle(complete(record.response, 'mine'));
    await keep(service, { conversationId: id, input: [message('next')], answer: 'next' });
    expect(textsOf((await service.history.ofConversation(id, ALICE)).items)).toEqual([
      'Hello',
      'mine',
      'next',
      'next',
    ]);
  });

  it('lets exactly one of many that begin at once', async () => {
    const { id } = await create();
    const begun = await Promise.allSettled(
      Array.from({ length: 12 }, () => service.responses.begin(createRecord({ conversationId: id }), ALICE)),
    );
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of begun) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject(CONFLICT);
    }
  });

  it('loses no item of clients that append at once', async () => {
    const { id } = await create();
    const texts = Array.from({ length: 24 }, (_, at) => String(at));
    await Promise.all(texts.map((text) => service.conversations.append(id, [message(text)], ALICE)));
    expect([...textsOf((await service.history.ofConversation(id, ALICE)).items)].sort()).toEqual(
      texts.sort(),
    );
  });

  it('does not add a response that was thought dead and comes back late to what others wrote since', async () => {
    const { id } = await create();
    const record = createRecord({ conversationId: id });
    const late = await service.responses.begin(record, ALICE);
    await service.sweep.failLapsed(Date.now() + 86_400_000);
    const other = createRecord({ conversationId: id });
    const pending = await service.responses.begin(other, ALICE);
    await expect(late.settle(complete(record.response, 'late'))).rejects.toMatchObject(CONFLICT);
    await pending.settle(complete(other.response, 'in time'));
    expect(textsOf((await service.history.ofConversation(id, ALICE)).items)).toEqual(['Hello', 'in time']);
  });
});
