import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { ChatChunk } from '../../../contracts/chat-chunk.js';
import { restoreCompletion, restoreToolNames } from './restore-tool-names.js';

const NAMES = new Map([['search_1', 'search']]);
const call = (name?: string) => ({ index: 0, id: 'c', function: { name, arguments: '{"a":"search_1"}' } });
const chunk = (delta: object) => new ChatChunk(JSON.stringify({ id: 'x', choices: [{ index: 0, delta }] }));

it('gives a function of a stream its name back and leaves other chunks as they are', async () => {
  const chunks = [chunk({ content: 'Hi "search_1"' }), chunk({ tool_calls: [call('search_1')] }), chunk({})];
  const restored = await firstValueFrom(of(...chunks).pipe(restoreToolNames(NAMES), toArray()));
  expect(restored[0]).toBe(chunks[0]);
  expect(restored[1]?.value.choices[0]?.delta).toEqual({ tool_calls: [call('search')] });
  expect(restored[2]).toBe(chunks[2]);
});

it('gives the functions of a plain answer their names back', () => {
  const message = { role: 'assistant', content: null, tool_calls: [call('search_1'), call('other')] };
  const completion = {
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
  };
  expect(restoreCompletion(completion, NAMES).choices[0]?.message.tool_calls).toEqual([
    call('search'),
    call('other'),
  ]);
});
