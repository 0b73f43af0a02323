import { describe, expect, it } from 'vitest';
import { createModelCatalogue, mergeRows } from './model-catalogue.js';

describe('mergeRows', () => {
  it('adds rows, and corrects single fields of rows that are there', () => {
    const merged = mergeRows(
      [
        { id: 'a', context: 1, max_output: 1 },
        { id: 'b', context: 2 },
      ],
      [
        { id: 'a', context: 5 },
        { id: 'c', context: 3 },
      ],
    );
    expect(merged).toEqual([
      { id: 'a', context: 5, max_output: 1 },
      { id: 'b', context: 2 },
      { id: 'c', context: 3 },
    ]);
  });
});

describe('createModelCatalogue', () => {
  const catalogue = createModelCatalogue([
    { id: 'a-*', context: 1 },
    { id: 'a-{plus,max}*', context: 2 },
    { id: 'a-plus', context: 3 },
    { id: '*.b', context: 4 },
    { id: 'a-*-long', context: 5 },
  ]);
  it.each([
    ['a-plus', 3],
    ['a-plus-2026', 2],
    ['a-max', 2],
    ['a-', 1],
    ['a-flash', 1],
    ['a-flash-long', 5],
    ['x.b', 4],
    ['xyb', undefined],
    ['xa-plus', undefined],
    ['A-plus', undefined],
  ])('finds for %s the row that names most of it', (id, context) => {
    expect(catalogue.find(id)?.contextWindow).toBe(context);
  });

  it('takes an absent field for not known', () => {
    expect(createModelCatalogue([{ id: 'a' }]).find('a')).toEqual({
      id: 'a',
      kind: null,
      contextWindow: null,
      maxInputTokens: null,
      maxOutputTokens: null,
      outputCap: null,
      thinking: { kind: 'unknown' },
      isStreamOnly: false,
      inputModalities: null,
      outputModalities: null,
      features: {},
      embedding: null,
      rerank: null,
    });
  });

  it('takes a row with limits of reranking for a rerank model', () => {
    const limits = { max_documents: 500, max_tokens_per_document: 4000 };
    expect(createModelCatalogue([{ id: 'a', rerank: limits }]).find('a')).toMatchObject({
      kind: 'rerank',
      rerank: { maxDocuments: 500, maxTokensPerDocument: 4000, maxTokens: null },
    });
  });

  it('throws for a row that is not right', () => {
    expect(() => createModelCatalogue([{ id: 'a', context: -1 }])).toThrow('the row a: context must be');
  });
});
