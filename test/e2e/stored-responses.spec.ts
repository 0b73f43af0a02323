import OpenAI, { BadRequestError, ConflictError, NotFoundError } from 'openai';
import type { Response, ResponseInput } from 'openai/resources/responses/responses';
import { beforeAll, describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';

const MODEL = 'qwen-plus';
const running = useGatewayAndSimulator();
let client: OpenAI;
beforeAll(() => {
  client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'any', maxRetries: 0 });
});

const say = (text: string): string => `[[sim:${JSON.stringify({ text })}]] Say ${text}.`;

/** What the upstream was asked last: role and text of each message. */
async function lastMessages(): Promise<readonly string[]> {
  const requests = await running.simulator.requests();
  const { messages } = requests.at(-1)?.body as {
    readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  };
  return messages.map(({ role, content }) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    return `${role}: ${text.replace(/^\[\[.*\]\] /, '')}`;
  });
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );
}

async function collect<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

async function createStreamed(body: { input: string; previous_response_id?: string; store?: boolean }) {
  const stream = client.responses.stream({ model: MODEL, ...body });
  let response: Response | undefined;
  for await (const event of stream) if (event.type === 'response.completed') response = event.response;
  return response ?? expect.fail('the response did not end');
}

describe('previous_response_id', () => {
  it.each(['plain', 'streamed'])('shows the model the whole chain, after a %s response', async (kind) => {
    const create = (input: string, previous?: string): Promise<Response> =>
      kind === 'plain'
        ? client.responses.create({ model: MODEL, input, previous_response_id: previous })
        : createStreamed({ input, previous_response_id: previous });
    const first = await create(say('one'));
    const second = await create(say('two'), first.id);
    expect(second.previous_response_id).toBe(first.id);
    const third = await create(say('three'), second.id);
    expect(third.output[0]).toMatchObject({ content: [{ text: 'three' }] });
    expect(await lastMessages()).toEqual([
      'user: Say one.',
      'assistant: one',
      'user: Say two.',
      'assistant: two',
      'user: Say three.',
    ]);
  });

  it('does not carry instructions over', async () => {
    const first = await client.responses.create({ model: MODEL, input: say('a'), instructions: 'Be brief.' });
    await client.responses.create({ model: MODEL, input: say('b'), previous_response_id: first.id });
    expect(await lastMessages()).toEqual(['user: Say a.', 'assistant: a', 'user: Say b.']);
  });

  it.each(['resp_unknown', 'constructor', '', "' or 1=1 --"])('is refused when it is %j', async (id) => {
    const error = await rejection(
      client.responses.create({ model: MODEL, input: 'hi', previous_response_id: id }),
    );
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'previous_response_not_found', param: 'previous_response_id' });
    expect(await running.simulator.requests()).toEqual([]);
  });

  it('is refused for a response that was deleted, or was not stored', async () => {
    const deleted = await client.responses.create({ model: MODEL, input: say('a') });
    await client.responses.delete(deleted.id);
    const unstored = await client.responses.create({ model: MODEL, input: say('a'), store: false });
    expect(unstored).toMatchObject({ store: false });
    for (const { id } of [deleted, unstored]) {
      const error = await rejection(
        client.responses.create({ model: MODEL, input: 'hi', previous_response_id: id }),
      );
      expect(error).toMatchObject({ status: 400, code: 'previous_response_not_found' });
      expect(await rejection(client.responses.retrieve(id))).toBeInstanceOf(NotFoundError);
    }
  });
});

describe('a stored response', () => {
  it('is retrieved as it was answered', async () => {
    for (const response of [
      await client.responses.create({ model: MODEL, input: say('plain'), metadata: { a: 'b' } }),
      await createStreamed({ input: say('streamed') }),
    ]) {
      const { output_text: _text, ...retrieved } = await client.responses.retrieve(response.id);
      const { output_text: _known, ...answered } = response;
      expect(retrieved).toEqual(answered);
    }
  });

  it('is told again as a stream that the library accepts, from any event on', async () => {
    const tools = [{ type: 'function' as const, name: 'look', parameters: { type: 'object' }, strict: null }];
    const directive = {
      text: 'Hello',
      tool_calls: [{ name: 'look', arguments: { at: 'me' } }],
      reasoning: 'Hm.',
    };
    const response = await client.responses.create({
      model: MODEL,
      tools,
      input: `[[sim:${JSON.stringify(directive)}]]`,
    });
    const events = await collect(await client.responses.retrieve(response.id, { stream: true }));
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    expect(events[0]?.type).toBe('response.created');
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { id: response.id, output: response.output },
    });

    const after = await collect(
      await client.responses.retrieve(response.id, { stream: true, starting_after: 3 }),
    );
    expect(after).toEqual(events.slice(4));
    const [only, ...more] = await collect(
      await client.responses.retrieve(response.id, { stream: true, starting_after: 9_000 }),
    );
    expect(only).toMatchObject({ type: 'response.completed', sequence_number: 9_001 });
    expect(more).toEqual([]);

    const accumulated = client.responses.stream({ response_id: response.id });
    expect((await accumulated.finalResponse()).output).toMatchObject(response.output);
  });

  it('lists its input, with ids and what it inherited, in pages', async () => {
    const first = await client.responses.create({ model: MODEL, input: say('one') });
    const second = await client.responses.create({
      model: MODEL,
      input: say('two'),
      previous_response_id: first.id,
    });
    const items = await collect(client.responses.inputItems.list(second.id, { limit: 1, order: 'asc' }));
    expect(items).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: say('one') }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'one' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: say('two') }] },
    ]);
    for (const { id } of items) expect(id).toMatch(/^msg_\w{16}/);
  });

  it('is deleted for good', async () => {
    const { id } = await client.responses.create({ model: MODEL, input: say('x') });
    const answer = await fetch(`${running.gateway.origin}/v1/responses/${id}`, { method: 'DELETE' });
    expect(await answer.json()).toEqual({ id, object: 'response', deleted: true });
    for (const attempt of [
      () => client.responses.retrieve(id),
      () => client.responses.delete(id),
      () => client.responses.cancel(id),
      () => client.responses.inputItems.list(id),
    ]) {
      expect(await rejection(attempt())).toBeInstanceOf(NotFoundError);
    }
  });

  it('cannot be cancelled, since it was not made in the background', async () => {
    const { id } = await client.responses.create({ model: MODEL, input: say('x') });
    expect(await rejection(client.responses.cancel(id))).toBeInstanceOf(BadRequestError);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['order=up', 'order'],
    ['after=msg_unknown', 'after'],
    ['after[a]=b', 'after'],
  ])('is not listed by %s', async (query, param) => {
    const { id } = await client.responses.create({ model: MODEL, input: say('x') });
    const answer = await fetch(`${running.gateway.origin}/v1/responses/${id}/input_items?${query}`);
    expect(answer.status).toBe(param === 'after' && query.includes('[') ? 200 : 400);
    if (answer.status === 400) expect(await answer.json()).toMatchObject({ error: { param } });
  });
});

describe('a conversation', () => {
  it('is shown to the model, and grows by what was said', async () => {
    const conversation = await client.conversations.create({
      items: [{ type: 'message', role: 'user', content: 'My name is Ada.' }],
      metadata: { topic: 'names' },
    });
    expect(conversation).toMatchObject({ object: 'conversation', metadata: { topic: 'names' } });
    await client.responses.create({ model: MODEL, conversation: conversation.id, input: say('hello') });
    await client.responses.create({
      model: MODEL,
      conversation: { id: conversation.id },
      input: say('again'),
    });
    expect(await lastMessages()).toEqual([
      'user: My name is Ada.',
      'user: Say hello.',
      'assistant: hello',
      'user: Say again.',
    ]);
    const items = await collect(client.conversations.items.list(conversation.id, { order: 'asc', limit: 2 }));
    expect(items).toHaveLength(5);
    const last = items.at(-1);
    expect(
      await client.conversations.items.retrieve(String(last?.id), { conversation_id: conversation.id }),
    ).toEqual(last);
    await client.conversations.items.delete(String(last?.id), { conversation_id: conversation.id });
    const appended = await client.conversations.items.create(conversation.id, {
      items: [{ type: 'message', role: 'developer', content: 'Be brief.' }],
    });
    expect(appended.data).toHaveLength(1);
    const renamed = await client.conversations.update(conversation.id, { metadata: { topic: 'b' } });
    expect(await client.conversations.retrieve(conversation.id)).toEqual(renamed);
    expect(await client.conversations.delete(conversation.id)).toEqual({
      id: conversation.id,
      object: 'conversation.deleted',
      deleted: true,
    });
    const gone = client.responses.create({ model: MODEL, conversation: conversation.id, input: 'hi' });
    expect(await rejection(gone)).toBeInstanceOf(NotFoundError);
  });

  it('is made of nothing, too', async () => {
    const answer = await fetch(`${running.gateway.origin}/v1/conversations`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ object: 'conversation', metadata: {} });
  });

  it('has one writer: the other gets 409 before the upstream is asked, and may come again', async () => {
    const { id } = await client.conversations.create();
    const slow = client.responses.stream({
      model: MODEL,
      conversation: id,
      input: `[[sim:${JSON.stringify({ text: 'first', firstByteDelayMs: 600 })}]]`,
    });
    await running.simulator.waitForRequest(({ outcome }) => outcome === 'open');
    const other = client.responses.create({ model: MODEL, conversation: id, input: say('second') });
    expect(await rejection(other)).toBeInstanceOf(ConflictError);
    await slow.finalResponse();
    expect(await running.simulator.requests()).toHaveLength(1);
    await client.responses.create({ model: MODEL, conversation: id, input: say('third') });
  });

  it('is free again when a client leaves', async () => {
    const { id } = await client.conversations.create();
    const stream = await client.responses
      .create(
        {
          model: MODEL,
          conversation: id,
          stream: true,
          input: `[[sim:${JSON.stringify({ text: 'long', firstByteDelayMs: 60_000 })}]]`,
        },
        { signal: AbortSignal.timeout(300) },
      )
      .catch((error: unknown) => error);
    expect(stream).toBeInstanceOf(Error);
    await expect
      .poll(() =>
        client.responses.create({ model: MODEL, conversation: id, input: say('next') }).then(
          ({ output_text: text }) => text,
          () => '',
        ),
      )
      .toBe('next');
  });

  it.each([
    [{ metadata: { a: 1 } }, 'metadata'],
    [{ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`k${at}`, 'v'])) }, 'metadata'],
    [{ metadata: { a: 'x'.repeat(513) } }, 'metadata'],
    [{ items: 'hello' }, 'items'],
    [{ items: Array.from({ length: 21 }, () => ({ role: 'user', content: 'x' })) }, 'items'],
    [{ items: [{ role: 'user', content: 'x' }, 7] }, 'items[1]'],
    [{ items: [{ content: 'x' }] }, 'items[0]'],
    [{ items: [{ type: 'item_reference', id: 'msg_1' }] }, 'items[0]'],
  ])('is not made of what is wrong (%#)', async (body, param) => {
    const answer = await fetch(`${running.gateway.origin}/v1/conversations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { param } });
  });
});

describe('input_tokens', () => {
  it('estimates the input with what came before, and says that it does', async () => {
    const { id, usage } = await client.responses.create({ model: MODEL, input: say('one') });
    const { data, response } = await client.responses.inputTokens
      .count({ model: MODEL, input: say('two'), previous_response_id: id })
      .withResponse();
    expect(data.object).toBe('response.input_tokens');
    expect(data.input_tokens).toBeGreaterThan(Number(usage?.input_tokens));
    expect(response.headers.get('x-gateway-estimated')).toBe('input_tokens');
    expect(await running.simulator.requests()).toHaveLength(1);
    expect(await client.responses.inputTokens.count({ input: 'Hello' })).toMatchObject({
      input_tokens: expect.any(Number) as number,
    });
  });

  it('is refused as the request would be', async () => {
    const unknown = client.responses.inputTokens.count({ model: 'no-such-model', input: 'x' });
    expect(await rejection(unknown)).toBeInstanceOf(NotFoundError);
    const orphan = { type: 'function_call_output' as const, call_id: 'call_1', output: 'x' };
    expect(
      await rejection(client.responses.inputTokens.count({ model: MODEL, input: [orphan] })),
    ).toBeInstanceOf(BadRequestError);
  });
});

describe('compact', () => {
  it('keeps what the user said, and gives a sealed summary that stands for the rest', async () => {
    const { id } = await client.responses.create({ model: MODEL, input: say('one') });
    const compacted = await client.responses.compact({
      model: MODEL,
      previous_response_id: id,
      input: 'And?',
    });
    expect(compacted).toMatchObject({
      object: 'response.compaction',
      output: [
        {
          type: 'message',
          role: 'user',
          id: expect.stringMatching(/^msg_/) as string,
          content: [{ type: 'input_text', text: say('one') }],
        },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'And?' }] },
        { type: 'compaction', id: expect.stringMatching(/^cmp_/) as string },
      ],
    });
    expect(compacted.usage.output_tokens).toBeGreaterThan(0);
    const asked = await lastMessages();
    expect(asked.slice(0, 3)).toEqual(['user: Say one.', 'assistant: one', expect.stringContaining('And?')]);
    expect(asked.at(-1)).toContain('Summarise this conversation');

    const input = [...compacted.output, { role: 'user', content: say('on') }] as ResponseInput;
    expect((await client.responses.create({ model: MODEL, input })).output_text).toBe('on');
    expect(await lastMessages()).toEqual([
      'user: Say one.',
      'user: And?',
      expect.stringContaining('Summary of the conversation so far'),
      'user: Say on.',
    ]);

    const again = await client.responses.compact({ model: MODEL, input });
    expect(again.output.map(({ type }) => type)).toEqual(['message', 'message', 'message', 'compaction']);
  });

  it('is refused where the seal was broken', async () => {
    const item = { type: 'compaction' as const, encrypted_content: 'AQAAAA' };
    expect(await rejection(client.responses.create({ model: MODEL, input: [item] }))).toBeInstanceOf(
      BadRequestError,
    );
  });
});

describe('a gateway that stores no responses', () => {
  const off = useGatewayAndSimulator({ RESPONSES_STORE: 'false' });

  it('says so in every response, and cannot continue one', async () => {
    const other = new OpenAI({ baseURL: `${off.gateway.origin}/v1`, apiKey: 'any', maxRetries: 0 });
    const response = await other.responses.create({ model: MODEL, input: say('x'), store: true });
    expect(response).toMatchObject({ store: false });
    expect(await rejection(other.responses.retrieve(response.id))).toBeInstanceOf(NotFoundError);
    for (const [body, param] of [
      [{ previous_response_id: response.id }, 'previous_response_id'],
      [{ conversation: 'conv_1' }, 'conversation'],
    ] as const) {
      const error = await rejection(other.responses.create({ model: MODEL, input: 'hi', ...body }));
      expect(error).toMatchObject({ status: 400, param });
    }
    expect(await rejection(other.conversations.create())).toBeInstanceOf(BadRequestError);
  });
});
