import { describe, expect, it } from 'vitest';
import { renameOutputCap } from './rename-output-cap.js';

const rename = (text: string): string => renameOutputCap(Buffer.from(text)).toString();

describe('renameOutputCap', () => {
  it.each([
    ['{"max_tokens":5}', '{"max_completion_tokens":5}'],
    [
      ' {\n "a" : 1 , "max_tokens" : 5.50e1 , "b":[1,{"max_tokens":2}] }\n',
      ' {\n "a" : 1 , "max_completion_tokens" : 5.50e1 , "b":[1,{"max_tokens":2}] }\n',
    ],
    [
      '{"seed":12345678901234567890,"max_tokens":5}',
      '{"seed":12345678901234567890,"max_completion_tokens":5}',
    ],
    ['{"max_tokens":5,"max_completion_tokens":7}', '{"max_completion_tokens":7}'],
    ['{"max_completion_tokens":7,"max_tokens":5}', '{"max_completion_tokens":7}'],
    ['{"a":1, "max_tokens":5, "max_completion_tokens":7 }', '{"a":1, "max_completion_tokens":7 }'],
    ['{"max_completion_tokens":null,"max_tokens":5}', '{"max_completion_tokens":5}'],
    ['{"max_tokens":5,"b":"x","max_completion_tokens":null}', '{"max_completion_tokens":5,"b":"x"}'],
    ['{"max\\u005ftokens":5}', '{"max_completion_tokens":5}'],
    ['{"max_tokens":null}', '{"max_completion_tokens":null}'],
    [
      '{"a":"\\"max_tokens\\":1,{","max_tokens":{"x":"}"}}',
      '{"a":"\\"max_tokens\\":1,{","max_completion_tokens":{"x":"}"}}',
    ],
  ])('%s -> %s', (text, expected) => {
    expect(rename(text)).toBe(expected);
  });

  it.each([
    '{}',
    '[]',
    '[{"max_tokens":1}]',
    '"max_tokens"',
    '',
    '{"a":{"max_tokens":1}}',
    '{"a":"max_tokens"}',
    '{"max_token":1}',
    'not json max_tokens',
    '{"max_tokens',
  ])('leaves %s as it is, the very same buffer', (text) => {
    const bytes = Buffer.from(text);
    expect(renameOutputCap(bytes)).toBe(bytes);
  });

  it('renames in an object that begins later, for a line of a batch', () => {
    const line = Buffer.from('{"custom_id":"1","body":{"max_tokens":9},"max_tokens":1}');
    expect(renameOutputCap(line, line.indexOf('{"max_tokens":9')).toString()).toBe(
      '{"custom_id":"1","body":{"max_completion_tokens":9},"max_tokens":1}',
    );
  });

  it('gives JSON of the same value, whatever order and white space', () => {
    const others = ['"a":1', '"b":"max_tokens"', '"c":[1,2,{"max_tokens":3}]', '"d":{"e":"\\\\"}'];
    for (let round = 0; round < 500; round += 1) {
      const members = [
        ...others,
        '"max_tokens":5',
        ...(round % 3 === 0 ? ['"max_completion_tokens":6'] : []),
      ];
      members.sort(() => Math.random() - 0.5);
      const space = [' ', '\n', '', '\t '][round % 4] ?? '';
      const text = `${space}{${space}${members.join(`${space},${space}`)}${space}}${space}`;
      const { max_tokens: older, ...rest } = JSON.parse(text) as Record<string, unknown>;
      expect(JSON.parse(rename(text))).toEqual({ max_completion_tokens: older, ...rest });
    }
  });
});
