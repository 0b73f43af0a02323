import { describe, expect, it } from 'vitest';
import { GatewayError } from '../contracts/gateway-error.js';
import { BatchLines } from './batch-lines.js';
import type { BatchTarget } from './batch-target.js';
import { LineProblems } from './line-problems.js';

const INPUT = {
  endpoints: ['/v1/chat/completions', '/v1/embeddings'],
  maxLines: 50_000,
  renamesOutputCap: true,
};
const TARGETS: Readonly<Record<string, BatchTarget>> = {
  'qwen-plus': { provider: 'bailian', model: 'qwen-plus', input: INPUT },
  alias: { provider: 'bailian', model: 'qwen-"plus"', input: INPUT },
  local: { provider: 'vllm', model: 'local', input: { ...INPUT, renamesOutputCap: false } },
};

function resolve(model: string): BatchTarget {
  const target = TARGETS[model];
  if (target === undefined) throw new GatewayError('model_not_found', 'There is no such model.');
  return target;
}

function check(lines: readonly (string | Buffer)[], maxLines = 50_000) {
  const problems = new LineProblems((number) => `line ${number}`);
  const batch = new BatchLines({
    problems,
    resolve: (model) => ({ ...resolve(model), input: { ...resolve(model).input, maxLines } }),
  });
  const mapped = lines.map((line) => batch.take(Buffer.from(line)).toString());
  return { mapped, batch, problems: problems.count === 0 ? '' : problems.describe() };
}

function line(customId: string, body = '{"model":"qwen-plus"}', url = '/v1/chat/completions'): string {
  return `{"custom_id":"${customId}","method":"POST","url":"${url}","body":${body}}`;
}

describe('mapping', () => {
  it.each([
    ['{"model":"qwen-plus", "max_tokens" : 5}', '{"model":"qwen-plus", "max_completion_tokens" : 5}'],
    [
      '{"model":"qwen-plus","seed":12345678901234567890}',
      '{"model":"qwen-plus","seed":12345678901234567890}',
    ],
    ['{"max_tokens":1e0,"model":"alias"}', '{"max_completion_tokens":1e0,"model":"qwen-\\"plus\\""}'],
    ['{"model":"alias","model":"alias"}', '{"model":"qwen-\\"plus\\"","model":"qwen-\\"plus\\""}'],
    ['{"model":"local","max_tokens":5}', '{"model":"local","max_tokens":5}'],
    [
      '{"model":"qwen-plus","metadata":{"max_tokens":5}}',
      '{"model":"qwen-plus","metadata":{"max_tokens":5}}',
    ],
    ['{"model":"qwen-plus","max\\u005ftokens":5}', '{"model":"qwen-plus","max_completion_tokens":5}'],
  ])('%s becomes %s', (body, expected) => {
    const { mapped, problems } = check([line('a', body)]);
    expect(problems).toBe('');
    expect(mapped).toEqual([line('a', expected)]);
  });

  it('changes only the body, the last of two', () => {
    const text = `{"max_tokens":1,"body":{"max_tokens":2},"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"qwen-plus","max_tokens":3}}`;
    const { mapped, batch } = check([text]);
    expect(mapped).toEqual([text.replace('"max_tokens":3', '"max_completion_tokens":3')]);
    expect(batch.hasRenamedCap).toBe(true);
  });

  it('keeps the order of the ids, and blank lines', () => {
    const { mapped, batch } = check([line('b'), '', ' \r', line('a')]);
    expect([...batch.customIds.keys()]).toEqual(['b', 'a']);
    expect(mapped).toEqual([line('b'), '', ' \r', line('a')]);
  });
});

describe('problems', () => {
  it.each<[string, readonly (string | Buffer)[]]>([
    ['line 1: is not JSON.', ['{']],
    ['line 1: is not a JSON object.', ['[]']],
    ['line 1: is not UTF-8.', [Buffer.from([0x7b, 0xff, 0x7d])]],
    ['line 1: begins with a byte order mark; save the file as UTF-8 without one.', [`\uFEFF${line('a')}`]],
    ['line 1: has no custom_id, which must be a text.', ['{"custom_id":7}']],
    ['line 1: has a custom_id of more than 512 characters.', [line('x'.repeat(513))]],
    ['line 1: must have the method "POST".', [line('a').replace('POST', 'GET')]],
    ['line 1: has no url.', ['{"custom_id":"a","method":"POST"}']],
    ['line 1: has no body, which must be an object.', [line('a', '[]')]],
    ['line 1: has no model in its body.', [line('a', '{}')]],
    ['line 2: has the custom_id of line 1, "a".', [line('a'), line('a')]],
    ['line 1: There is no such model.', [line('a', '{"model":"x"}'), line('b', '{"model":"x"}')]],
    [
      'line 2: has the model "alias", the lines before "qwen-plus": a batch has one.',
      [line('a'), line('b', '{"model":"alias"}')],
    ],
    [
      'line 2: has a model of vllm, the lines before one of bailian: a batch has one.',
      [line('a'), line('b', '{"model":"local"}')],
    ],
    ['line 1: has a url that is none of /v1/chat/completions, /v1/embeddings.', [line('a', undefined, '/x')]],
    [
      'line 2: has the url /v1/embeddings, and should have /v1/chat/completions: a batch has one.',
      [line('a'), line('b', undefined, '/v1/embeddings')],
    ],
  ])('%s', (expected, lines) => {
    expect(check(lines).problems).toBe(expected);
  });

  it('tells twenty, and how many more there are', () => {
    const { problems } = check(Array.from({ length: 25 }, () => '{'));
    expect(problems).toContain('line 20: is not JSON; and 5 more.');
    expect(problems).not.toContain('line 21');
  });

  it('stops at more requests than the upstream takes', () => {
    expect(() => check([line('a'), line('b'), line('c')], 2)).toThrow('A batch has at most 2 requests');
  });

  it('lets pass what is not about the model', () => {
    const problems = new LineProblems(String);
    const down = new GatewayError('upstream_unavailable', 'not known yet');
    const batch = new BatchLines({
      problems,
      resolve: () => {
        throw down;
      },
    });
    expect(() => batch.take(Buffer.from(line('a')))).toThrow(down);
  });
});
