import { readFileSync } from 'node:fs';
import { filter, firstValueFrom, from, map, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ChatChunk } from '../../contracts/chat-chunk.js';
import type { ChatCompletion } from '../../contracts/chat-completion.js';
import { parseEvents } from '../../streaming/parse-events.js';
import { aggregateCompletion } from './aggregate-completion.js';

const ENVELOPE = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };

function aggregate(chunks: readonly object[]): Promise<ChatCompletion> {
  const texts = chunks.map((chunk) => new ChatChunk(JSON.stringify({ ...ENVELOPE, choices: [], ...chunk })));
  return firstValueFrom(from(texts).pipe(aggregateCompletion()));
}

function aggregateRecording(name: string): Promise<ChatCompletion> {
  const bytes = readFileSync(`test/fixtures/${name}.chunks.txt`);
  const chunks = of(bytes).pipe(
    parseEvents(),
    filter((data) => data !== '[DONE]'),
    map((data) => new ChatChunk(data)),
  );
  return firstValueFrom(chunks.pipe(aggregateCompletion()));
}

function delta(fields: object, index = 0): object {
  return { choices: [{ index, delta: fields, finish_reason: null }] };
}

function finish(reason: string, index = 0): object {
  return { choices: [{ index, delta: {}, finish_reason: reason }] };
}

function callPiece(index: number, args: string, head: object = {}): object {
  return delta({ tool_calls: [{ index, function: { arguments: args }, ...head }] });
}

function callHead(index: number, id: string): object {
  return callPiece(index, '', { id, type: 'function', function: { name: 'f', arguments: '' } });
}

async function messageOf(deltas: readonly object[]): Promise<unknown> {
  const { choices } = await aggregate([...deltas.map((fields) => delta(fields)), finish('stop')]);
  return choices[0]?.message;
}

describe('aggregateCompletion', () => {
  it('makes the plain answer of the older engine', async () => {
    expect(await aggregateRecording('chat-older-engine')).toEqual({
      choices: [
        {
          message: {
            content: '你好，世界 🌍 He said "usage": {1} and "error": {2}\n\ndata: [DONE]👩‍👩‍👧',
            role: 'assistant',
          },
          finish_reason: 'stop',
          index: 0,
          logprobs: null,
        },
      ],
      object: 'chat.completion',
      usage: {
        prompt_tokens: 16,
        completion_tokens: 21,
        total_tokens: 37,
        prompt_tokens_details: { text_tokens: 16 },
        completion_tokens_details: { text_tokens: 21 },
      },
      created: 1772221048,
      system_fingerprint: null,
      model: 'qwen3-vl-flash',
      id: 'chatcmpl-0b6f2c1e-5d34-9a57-8c11-3f0e6a1d2b90',
    });
  });

  it('makes the plain answer of the newer engine, with its reasoning', async () => {
    const { choices, usage } = await aggregateRecording('chat-newer-engine');
    expect(choices).toEqual([
      {
        finish_reason: 'stop',
        index: 0,
        message: {
          content: '你好！Grüße — €5 😀',
          reasoning_content: '用户在问候。回答 🙂',
          role: 'assistant',
        },
      },
    ]);
    expect(usage?.total_tokens).toBe(90);
  });

  it('makes the plain answer of the newer engine, with parallel calls', async () => {
    const { choices } = await aggregateRecording('chat-newer-engine-tools');
    const call = (id: string, city: string) => ({
      id,
      type: 'function',
      function: { name: 'get_weather', arguments: `{"city": "${city}"}` },
    });
    expect(choices).toEqual([
      {
        finish_reason: 'tool_calls',
        index: 0,
        message: {
          content: null,
          reasoning_content: '查两个城市',
          role: 'assistant',
          tool_calls: [call('call_5f1c9d2e8a7b4c60', '北京'), call('call_a03e77c4d19f42b8', '上海 🏙️')],
        },
      },
    ]);
  });

  it('takes what describes the answer from the first chunk that says it', async () => {
    const completion = await aggregate([
      { ...finish('stop'), system_fingerprint: null },
      { id: 'other', created: 2, model: 'n', system_fingerprint: 'fp', service_tier: 'default' },
    ]);
    expect(completion).toMatchObject({ ...ENVELOPE, object: 'chat.completion' });
    expect(completion).toMatchObject({ system_fingerprint: 'fp', service_tier: 'default' });
    expect('usage' in completion).toBe(false);
  });

  it('keeps choices apart and in order, whatever their pieces do', async () => {
    const { choices } = await aggregate([
      delta({ role: 'assistant', content: 'b' }, 1),
      delta({ role: 'assistant', content: 'a' }, 0),
      delta({ content: 'B' }, 1),
      finish('length', 1),
      delta({ content: 'A' }, 0),
      finish('stop', 0),
    ]);
    expect(choices).toEqual([
      { index: 0, message: { role: 'assistant', content: 'aA' }, finish_reason: 'stop' },
      { index: 1, message: { role: 'assistant', content: 'bB' }, finish_reason: 'length' },
    ]);
  });

  it('merges interleaved calls by index', async () => {
    const { choices } = await aggregate([
      callHead(1, 'call_b'),
      callHead(0, 'call_a'),
      callPiece(1, '{"b"'),
      callPiece(0, '{"a"'),
      callPiece(1, ':2}'),
      callPiece(0, ':1}'),
      finish('tool_calls'),
    ]);
    const call = (id: string, args: string) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: args },
    });
    expect(choices[0]?.message.tool_calls).toEqual([call('call_a', '{"a":1}'), call('call_b', '{"b":2}')]);
  });

  it('joins log probabilities', async () => {
    const piece = (token: string) => ({
      choices: [
        { index: 0, delta: {}, finish_reason: null, logprobs: { content: [{ token }], refusal: null } },
      ],
    });
    const { choices } = await aggregate([piece('a'), piece('b'), finish('stop')]);
    expect(choices[0]?.logprobs).toEqual({ content: [{ token: 'a' }, { token: 'b' }], refusal: null });
  });

  it('joins a refusal, and leaves the content null where none came', async () => {
    expect(await messageOf([{ role: 'assistant', refusal: 'I ' }, { refusal: 'will not.' }])).toEqual({
      role: 'assistant',
      content: null,
      refusal: 'I will not.',
    });
  });

  it('keeps audio and annotations whole', async () => {
    const message = await messageOf([
      { audio: { id: 'audio_1', data: 'QUJD', transcript: 'He' } },
      { audio: { id: 'audio_1', data: 'REVG', transcript: 'llo', expires_at: 5 } },
      { annotations: [{ type: 'a' }] },
      { annotations: [{ type: 'b' }] },
    ]);
    expect(message).toMatchObject({
      audio: { id: 'audio_1', data: 'QUJDREVG', transcript: 'Hello', expires_at: 5 },
      annotations: [{ type: 'a' }, { type: 'b' }],
    });
  });

  it('leaves the chunks as they were, and can be subscribed to again', async () => {
    const chunks = [delta({ annotations: [{ type: 'a' }] }), delta({ annotations: [{ type: 'b' }] })].map(
      (fields) => new ChatChunk(JSON.stringify({ ...ENVELOPE, ...fields })),
    );
    const completion = from(chunks).pipe(aggregateCompletion());
    const first = await firstValueFrom(completion);
    expect(await firstValueFrom(completion)).toEqual(first);
    expect(chunks.map(({ value }) => JSON.stringify(value))).toEqual(chunks.map(({ data }) => data));
  });

  it('is not led to the prototype of objects', async () => {
    const text = JSON.stringify({ ...ENVELOPE, ...delta({ x: 1 }) });
    const hostile = new ChatChunk(text.replace('"x":1', '"__proto__":{"polluted":true}'));
    await firstValueFrom(of(hostile, hostile).pipe(aggregateCompletion()));
    expect('polluted' in {}).toBe(false);
  });

  it('joins an answer of very many pieces', async () => {
    const pieces = Array.from({ length: 100_000 }, (_, index) => delta({ content: `${index} ` }));
    const { choices } = await aggregate(pieces);
    expect(choices[0]?.message.content).toHaveLength(588_890);
  });

  it('fails where there was no answer', async () => {
    await expect(aggregate([])).rejects.toMatchObject({ kindName: 'upstream_error' });
  });
});
