import { describe, expect, it } from 'vitest';
import { inspectJson } from './inspect-json.js';

function inspect(text: string, maxDepth = 200) {
  return inspectJson(Buffer.from(text), maxDepth, 'model');
}

describe('inspectJson', () => {
  it.each([
    ['7', 0],
    ['{}', 1],
    ['{"a":[{"b":1}],"c":[]}', 3],
    ['[[],[[]],[]]', 3],
    ['{"a":"[[[[{{{{"}', 1],
    ['{"a":"\\"[[["}', 1],
    ['{"a":"\\\\","b":[1]}', 2],
    ['{"a":"\\\\\\"[["}', 1],
    ['{"[[\\"[[":1}', 1],
    ['{"a":"é[🌍["}', 1],
  ])('finds in %s the depth %i', (text, depth) => {
    expect(inspect(text)).toEqual({ depth });
  });

  it.each(['', '"', '"\\', '"abc\\"', '{"model', '{"model"', ']]}}', '\\"[', '{"model":1,"model'])(
    'takes text that is no JSON: %j',
    (text) => {
      expect(() => inspect(text)).not.toThrow();
    },
  );

  it.each([
    '{"model":"a","model":"b"}',
    '{"model":"a","x":{"y":[1]},"model":"b"}',
    '{"model" \n\t\r : "a", "model":"b"}',
    '{"\\u006dodel":"a","model":"b"}',
    '{"model":"a","mod\\u0065l":"b"}',
    '{"\\u006d\\u006f\\u0064\\u0065\\u006C":"a","\\u006D\\u006Fdel":"b"}',
    '{"x":"\\"","model":"a","y":"\\\\","model":"b"}',
  ])('finds the key twice in %s', (text) => {
    expect(inspect(text).duplicateKey).toBe('model');
  });

  it.each([
    '{"model":"a","x":{"model":"b"},"y":[{"model":"c"}]}',
    '{"model":"model","x":"model"}',
    '{"model":"a","models":"b","mode":"c","Model":"d"," model":"e"}',
    '{"model":"a","\\"model\\"":"b","model\\u0020":"c","mod\\\\u0065l":"d"}',
    '{"model":"a","\\uZZZZ":"b","\\q":"c"}',
    '{"model":"a","x":"\\",\\"model\\":\\"b"}',
    '["model",{"model":"a"},{"model":"b"}]',
  ])('finds the key at most once in %s', (text) => {
    expect(inspect(text).duplicateKey).toBeUndefined();
  });

  it('stops one level below the deepest that is allowed', () => {
    expect(inspect('['.repeat(200)).depth).toBe(200);
    expect(inspect('['.repeat(201)).depth).toBe(201);
    expect(inspect('{"a":'.repeat(100_000)).depth).toBe(201);
  });

  it.each([
    ['nesting', '['.repeat(4_000_000)],
    ['a string without end', `"${'a'.repeat(4_000_000)}`],
    ['escaped quotes', `{"a":"${'\\"'.repeat(2_000_000)}"}`],
    ['backslashes', `{"a":"${'\\'.repeat(4_000_000)}"}`],
    ['short strings', `[${'"",'.repeat(1_300_000)}1]`],
    ['keys', `{${'"":1,'.repeat(800_000)}"a":1}`],
    ['whitespace after strings', `{${`"a"${' '.repeat(4_000)}`.repeat(1_000)}`],
  ])('looks at each byte a few times at most: 4 MB of %s', (_what, text) => {
    const bytes = Buffer.from(text);
    const startedAt = performance.now();
    inspectJson(bytes, 10_000_000, 'model');
    // A quadratic search would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
