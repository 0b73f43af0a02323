import { describe, expect, it } from 'vitest';
import type { EmbeddingsRequest } from '../../contracts/embeddings.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { EmbeddingFacts } from '../../contracts/model-facts.js';
import { prepareEmbeddings } from './prepare-embeddings.js';

const FACTS: EmbeddingFacts = {
  maxRows: 10,
  maxTokensPerRow: null,
  dimensions: [1024, 512],
  defaultDimensions: 1024,
};

function request(fields: object = {}): EmbeddingsRequest {
  return { model: 'm', input: 'a', ...fields };
}

const rows = (count: number): readonly string[] => Array.from({ length: count }, (_, row) => `row ${row}`);

function refusal(fields: object, facts: EmbeddingFacts | undefined = FACTS): GatewayError {
  try {
    prepareEmbeddings(request(fields), facts);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('it was not refused');
}

describe('prepareEmbeddings', () => {
  it('asks for floats, and sends every other field as it came', () => {
    const { parts, encoding, adaptations } = prepareEmbeddings(
      request({ user: 'u', text_type: 'query', dimensions: 512 }),
      FACTS,
    );
    expect(parts.map((part) => part.request)).toEqual([
      {
        path: '/embeddings',
        headers: {},
        body: {
          model: 'm',
          input: 'a',
          user: 'u',
          text_type: 'query',
          dimensions: 512,
          encoding_format: 'float',
        },
      },
    ]);
    expect({ encoding, adaptations }).toEqual({ encoding: 'float', adaptations: [] });
  });

  it.each([
    [{ encoding_format: 'float' }, 'float', []],
    [{ encoding_format: 'base64' }, 'base64', ['encoding_format']],
    [{ encoding_format: null, dimensions: null }, 'float', ['encoding_format', 'dimensions']],
    [{ input: rows(11) }, 'float', ['input']],
  ])('reports what it changes of %j', (fields, encoding, adaptations) => {
    const prepared = prepareEmbeddings(request(fields), FACTS);
    expect(prepared).toMatchObject({ encoding, adaptations });
    expect(prepared.parts[0]?.request.body).not.toHaveProperty('dimensions');
  });

  it.each([
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
    [2048, [...Array<number>(204).fill(10), 8]],
  ])('cuts %i rows at the limit of the model', (count, lengths) => {
    const input = rows(count);
    const { parts } = prepareEmbeddings(request({ input }), FACTS);
    expect(parts.map((part) => part.rows)).toEqual(lengths);
    expect(parts.map((part) => part.firstRow)).toEqual(lengths.map((_, index) => index * 10));
    expect(parts.flatMap((part) => part.request.body.input)).toEqual(input);
  });

  it('refuses to split more rows than OpenAI takes', () => {
    expect(refusal({ input: rows(2049) })).toMatchObject({
      kindName: 'invalid_request',
      details: { param: 'input' },
    });
  });

  it.each([undefined, { ...FACTS, maxRows: null, dimensions: null }])(
    'makes no rule of what is not known (%j)',
    (facts) => {
      const input = rows(5_000);
      const { parts } = prepareEmbeddings(request({ input, dimensions: 7 }), facts);
      expect(parts.map((part) => part.request.body)).toEqual([
        { model: 'm', input, dimensions: 7, encoding_format: 'float' },
      ]);
    },
  );

  it('names the lengths of vector that there are', () => {
    const error = refusal({ dimensions: 600 });
    expect(error.message).toBe('dimensions of m must be one of 1024, 512.');
    expect(error.details.param).toBe('dimensions');
  });

  it.each([255, 2561])('names the bounds of the length where only they are known, for %i', (dimensions) => {
    const facts = { ...FACTS, dimensions: { from: 256, to: 2560 } };
    expect(refusal({ dimensions }, facts).message).toBe('dimensions of m must be from 256 to 2560.');
    expect(prepareEmbeddings(request({ dimensions: 256 }), facts).parts).toHaveLength(1);
  });
});
