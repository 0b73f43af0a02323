import { describe, expect, it } from 'vitest';
import { collectFileIds, mayNameFiles } from './file-references.js';

const messages = (...contents: readonly unknown[]) => ({
  messages: contents.map((content) => ({ role: 'system', content })),
});

describe('collectFileIds', () => {
  it.each([
    [messages('fileid://file-1'), ['file-1']],
    [messages('fileid://file-1,file-2', 'Hello'), ['file-1', 'file-2']],
    [messages('see fileid://file-1 and fileid://file-2'), ['file-1', 'file-2']],
    [messages('fileid://file-1,fileid://file-2'), ['file-1', 'file-2']],
    [messages([{ type: 'text', text: 'FileID://file-1' }]), ['file-1']],
    [messages('fileid:/file-1', 7, null), []],
  ])('%j names %j', (body, ids) => {
    expect([...collectFileIds(body)]).toEqual(ids);
  });
});

describe('mayNameFiles', () => {
  it.each([
    ['{"a":"fileid://x"}', true],
    ['{"a":"\\u0066ileid://x"}', true],
    ['{"a":"fileid:\\/\\/x"}', true],
    ['{"a":"a file"}', false],
  ])('%s: %j', (text, expected) => {
    expect(mayNameFiles(Buffer.from(text))).toBe(expected);
  });
});
