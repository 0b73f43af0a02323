import { describe, expect, it } from 'vitest';
import { createModelCatalogue } from '../../config/model-catalogue.js';
import { parseCatalogue, readBailianCatalogue } from './bailian.catalogue.js';

const catalogue = createModelCatalogue(readBailianCatalogue());

const ORIGIN = { as_of: '2026-11-23', source: 'a page' };

function problems(...rows: readonly object[]): string {
  try {
    parseCatalogue(JSON.stringify({ rows: rows.map((row) => ({ ...ORIGIN, ...row })) }));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the built-in catalogue', () => {
  it('has a row of its own for every model that the documentation names', () => {
    const own = new Set(readBailianCatalogue().map(({ id }) => id));
    const named =
      'qwen3.8-max qwen3.8-flash qwen3.8-2.4t-a95b qwen3.8-omni-flash qwen3.7-max qwen3.7-max-preview qwen3.7-plus ' +
      'qwen3.7-flash qwen3.6-plus qwen3.6-flash qwen3.5-plus qwen3.5-flash qwen3.5-omni-plus qwen3-max qwen3-plus ' +
      'qwen3-flash qwen3-coder-plus qwen3-coder-flash qwen3-vl-plus qwen3-vl-flash qwen3-235b-a22b qwen3-32b ' +
      'qwen3-30b-a3b qwen3-14b qwen3-8b qwen-max qwen-plus qwen-flash qwen-turbo qwen-long qwen-doc-turbo qwen-vl-max ' +
      'qwen-vl-plus qwen-mt-plus qwen-mt-flash qwq-plus qwen4-max-preview qwen4-max deepseek-v4-pro ' +
      'deepseek-v4-flash deepseek-v4-pro-0813 deepseek-v4-flash-0731 deepseek-v4.1-flash deepseek-v3.2 deepseek-r1 ' +
      'kimi-k3 kimi-k2.7-code kimi-k2.6 kimi-k2.5 glm-5.3 glm-5.2 glm-5.1 glm-5 glm-4.7 MiniMax-M2.5 ' +
      'xiaomi/mimo-v2.5-pro text-embedding-v4 text-embedding-v3 text-embedding-v2 text-embedding-v1 ' +
      'qwen3.7-text-embedding qwen3.7-text-embedding-flash qwen3-rerank gte-rerank';
    expect(named.split(' ').filter((id) => !own.has(id))).toEqual([]);
  });

  it.each([
    ['qwen-plus', 1_000_000, 997_952, 32_768],
    ['qwen3-max', 262_144, 258_048, 65_536],
    ['qwen3.8-max', 1_000_000, 991_808, 131_072],
    ['qwen3-235b-a22b', 131_072, 129_024, 16_384],
    ['qwen-long', 10_000_000, 10_000_000, 8_192],
    ['deepseek-v4-pro', 1_000_000, 1_000_000, 393_216],
    ['glm-5.1', 202_745, 202_745, 131_072],
    ['MiniMax-M2.5', 204_800, 196_608, 131_072],
    ['kimi-k3', null, null, null],
    ['qwen3-plus', null, null, null],
  ])('knows the limits of %s', (id, ...limits) => {
    const facts = catalogue.find(id);
    expect([facts?.contextWindow, facts?.maxInputTokens, facts?.maxOutputTokens]).toEqual(limits);
  });

  it.each([
    ['qwen3.8-max', 'hybrid', true],
    ['qwen3.6-plus-2026-04-02', 'hybrid', true],
    ['qwen3.5-397b-a17b', 'hybrid', true],
    ['qwen3-32b', 'hybrid', true],
    ['qwen-plus', 'hybrid', false],
    ['qwen3-max', 'hybrid', false],
    ['qwen3-235b-a22b-thinking-2507', 'only', true],
    ['qwq-32b', 'only', true],
    ['qwen3.7-max-preview', 'only', true],
    ['MiniMax-M2.1', 'only', true],
    ['glm-5.3', 'only', true],
    ['deepseek-v4-pro', 'hybrid', null],
  ])('knows how %s thinks', (id, kind, isOnByDefault) => {
    expect(catalogue.find(id)?.thinking).toMatchObject({ kind, isOnByDefault });
  });

  it('tells the open models of the first generation, which think in streams only', () => {
    expect(catalogue.find('qwen3-8b')?.thinking).toMatchObject({ isStreamOnly: true });
    expect(catalogue.find('qwen-plus')?.thinking).toMatchObject({ isStreamOnly: false });
  });

  it.each(['qwq-plus', 'qvq-max', 'qwen3-omni-flash', 'qwen-omni-turbo', 'qwen3.5-omni-flash'])(
    'knows that %s answers in streams only',
    (id) => {
      expect(catalogue.find(id)?.isStreamOnly).toBe(true);
    },
  );

  it.each([
    ['qwen-plus', 'answer'],
    ['qwen-plus-2025-07-28', 'answer'],
    ['qwen3.8-max', 'answer'],
    ['qwen4-max-preview', 'all'],
    ['qwen4-plus', 'all'],
    ['deepseek-v4-flash', 'all'],
    ['glm-5.3', 'all'],
    ['glm-5.2', 'all_without_budget'],
    ['kimi-k3', null],
  ])('knows what max_tokens counts for %s', (id, meaning) => {
    expect(catalogue.find(id)?.outputCap).toBe(meaning);
  });

  it('gives a dated snapshot no limits and no thinking of its base', () => {
    expect(catalogue.find('qwen-plus-2025-01-25')).toMatchObject({
      contextWindow: null,
      maxOutputTokens: null,
      thinking: { kind: 'unknown' },
      features: { logprobs: true },
    });
  });

  it.each([
    ['text-embedding-v4', 10, 8_192, 1024],
    ['text-embedding-v3', 10, 8_192, 1024],
    ['text-embedding-v2', 25, 2_048, 1536],
    ['qwen3.7-text-embedding', 20, 128_000, 1024],
    ['qwen3.7-text-embedding-flash', null, null, null],
  ])('knows the limits of %s', (id, ...limits) => {
    const facts = catalogue.find(id);
    expect(facts?.kind).toBe('embeddings');
    const { maxRows, maxTokensPerRow, defaultDimensions } = facts?.embedding ?? {};
    expect([maxRows, maxTokensPerRow, defaultDimensions]).toEqual(limits);
  });

  it.each(['gpt-5', 'siliconflow/deepseek-v3.2', 'MiniMax/MiniMax-M2.5', 'QWEN-PLUS', ''])(
    'knows nothing of %j',
    (id) => {
      expect(catalogue.find(id)).toBeUndefined();
    },
  );
});

describe('parseCatalogue', () => {
  const HYBRID = { kind: 'hybrid', default: 'on', controls: ['budget'] };
  it.each([
    [{ id: 'a', contxt: 1 }, 'row 1 (a): contxt is not a known key; did you mean context?'],
    [{ id: 'a', context: 100, max_output: 101 }, 'row 1 (a): max_output is more than the context holds'],
    [{ id: 'a', context: 100, max_input: 101 }, 'row 1 (a): max_input is more'],
    [{ id: 'a', context: '1M' }, 'row 1 (a): context must be a whole number'],
    [{ id: 'a', context: 0 }, 'row 1 (a): context must be a whole number'],
    [{ id: '' }, 'row 1 (): id must be a text'],
    [{ id: 'a', kind: 'chess' }, 'kind must be one of chat, embeddings, rerank'],
    [{ id: 'a', thinking: { kind: 'only', default: 'off' } }, 'thinking.default cannot be off'],
    [{ id: 'a', thinking: { kind: 'hybrid', max_budget: 9 } }, 'thinking.max_budget needs budget among'],
    [{ id: 'a', thinking: { ...HYBRID, efforts: { low: 1 } } }, 'thinking.efforts needs effort among'],
    [{ id: 'a', thinking: { kind: 'only', controls: ['effort'] } }, 'thinking.efforts must name the words'],
    [{ id: 'a', thinking: 'sometimes' }, 'thinking must be an object'],
    [{ id: 'a', thinking: { kind: 'none' } }, 'thinking.kind must be hybrid or only'],
    [{ id: 'a', thinking: { ...HYBRID, budget: 1 } }, 'thinking.budget is not a known key'],
    [{ id: 'a', input: ['text', 'smell'] }, 'input must be a list, without repetition, of text, image'],
    [{ id: 'a', can: ['tools'], cannot: ['tools'] }, 'cannot names what can names too: tools'],
    [{ id: 'a', max_tokens_counts: 'some' }, 'max_tokens_counts must be one of answer, all'],
    [{ id: 'a', kind: 'embeddings' }, 'embedding is needed for this kind'],
    [{ id: 'a', kind: 'embeddings', embedding: { max_rows: 1 } }, 'embedding.dimensions is needed'],
    [{ id: 'a', embedding: { dimensions: [64], default: 65 } }, 'embedding.default is not one of'],
    [{ id: 'a', embedding: { dimensions: { from: 9, to: 8 } } }, 'embedding.dimensions must have from'],
    [{ id: 'a', kind: 'chat', rerank: {} }, 'rerank is for the kind rerank only'],
    [{ id: 'a', rerank: { max_documents: 0 } }, 'rerank.max_documents must be a whole number above 0'],
    [{ id: 'a', rerank: { max_rows: 1 } }, 'rerank.max_rows is not a known key'],
    [{ id: 'a', kind: 'chat', embedding: { dimensions: null } }, 'embedding is for the kind embeddings only'],
    [{ id: 'a', as_of: '23.11.2026' }, 'as_of must be a date'],
    [{ id: 'a', as_of: '2026-13-45' }, 'as_of must be a date'],
  ])('refuses %j', (row, problem) => {
    expect(problems(row)).toContain(problem);
  });

  it('names every problem of every row', () => {
    const message = problems({ id: 'a', kind: 'x' }, { id: 'a', context: -1, max_output: 'x' });
    expect(message.split('\n')).toHaveLength(5);
    expect(message).toContain('row 2 (a): id is there twice');
  });

  it('wants date and source of each row', () => {
    expect(() => parseCatalogue('{"rows":[{"id":"a"}]}')).toThrow(/as_of is needed\n.*source is needed/);
  });

  it.each(['[]', '{}', '{"rows":{}}', '{"rows":[],"row":1}', '{"rows":["a"]}'])('refuses %s', (text) => {
    expect(() => parseCatalogue(text)).toThrow();
  });
});
