import { expect, it } from 'vitest';
import type { ChatMessage } from '../../contracts/chat-completion.js';
import { readDirective, withoutDirective } from './directive.js';

const user = (content: unknown): ChatMessage => ({ role: 'user', content });
const assistant: ChatMessage = { role: 'assistant', content: 'x' };

it('reads answer fields and fault fields from the last user message', () => {
  const directive = readDirective([
    user('[[sim: {"text":"old"}]]'),
    assistant,
    user([{ type: 'text', text: 'Do it. [[sim: {"text":"new","cutAfterEvents":3}]]' }]),
  ]);
  expect(directive).toMatchObject({ text: 'new', fault: { cutAfterEvents: 3 } });
});

it('takes brackets inside the JSON for what they are', () => {
  const text = 'a [[sim: {"tool_calls":[{"name":"f","arguments":{"matrix":[[1,[2]]]}}]}]] b';
  expect(readDirective([user(text)])?.toolCalls).toEqual([{ name: 'f', arguments: '{"matrix":[[1,[2]]]}' }]);
  expect(withoutDirective(text)).toBe('a  b');
});

it('takes one step for each assistant message after it', () => {
  const script = user('[[sim: {"steps":[{"text":"first"},{"text":"second"}]}]]');
  const readStep = (turns: number): unknown =>
    readDirective([script, ...Array<ChatMessage>(turns).fill(assistant)])?.text;
  expect([0, 1, 2].map(readStep)).toEqual(['first', 'second', undefined]);
});

it('does not use up a step for a prefix that is to be continued', () => {
  const messages = [user('[[sim: {"text":"rest"}]]'), { ...assistant, partial: true }];
  expect(readDirective(messages)?.text).toBe('rest');
});

it.each([
  ['[[sim: {"txt":"a"}]]', 'txt'],
  ['[[sim: {"words":"many"}]]', 'words'],
  ['[[sim: {"steps":[1]}]]', 'steps'],
  ['[[sim: {"cutAfterEvents":-1}]]', 'cutAfterEvents'],
  ['[[sim: {oops}]]', 'JSON'],
])('refuses %s and says why', (text, reason) => {
  expect(() => readDirective([user(text)])).toThrow(reason);
});

it('finds nothing in an ordinary prompt', () => {
  expect(readDirective([user('Hello [[there]]')])).toBeUndefined();
  expect(readDirective([{ role: 'system', content: '[[sim: {"text":"a"}]]' }])).toBeUndefined();
});
