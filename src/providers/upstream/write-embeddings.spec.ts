import { describe, expect, it } from 'vitest';
import type { EmbeddingEncoding } from '../../contracts/embeddings.js';
import { convertRows, decodeVector, encodeVector, readEmbeddingsText } from './embeddings-answer.js';
import { type PartAnswer, writeEmbeddings } from './write-embeddings.js';

const USAGE = { prompt_tokens: 2, total_tokens: 2 };

function read(text: string) {
  const answer = readEmbeddingsText(text);
  if (answer === undefined) throw new Error('it is no answer');
  return answer;
}

/** A part of `rows` rows; vector `[row, row / 10]` of the client's row, in an odd order of keys. */
function part(index: number, rows: number, encoding: EmbeddingEncoding = 'float'): PartAnswer {
  const firstRow = index * 10;
  const data = Array.from({ length: rows }, (_, row) => ({
    object: 'embedding',
    embedding: [firstRow + row, (firstRow + row) / 10],
    index: row,
  }));
  const answer = read(
    JSON.stringify({ id: `part ${index}`, usage: USAGE, data: data.reverse(), object: 'list' }),
  );
  return { index, answer, rows: convertRows(answer, { encoding, firstRow, rows }) };
}

interface Written {
  readonly id: string;
  readonly usage?: object;
  readonly data: readonly { readonly index: number; readonly embedding: unknown }[];
}

describe('writeEmbeddings', () => {
  it.each([
    '{"data":[{"embedding":[1.0,2.50,-1E-5],"index":0}],"usage":{"prompt_tokens":2,"total_tokens":2}}',
    ' { "usage" : {"total_tokens":2,"prompt_tokens":2,"x":"\\u00e9"} , "data" : [ ] }\n',
    '{"model":"a \\"usage\\":{ b","data":[{"usage":{"prompt_tokens":9},"embedding":[1]}]}',
  ])('leaves an answer in which everything is right as it stands: %s', (text) => {
    expect(writeEmbeddings([{ index: 0, answer: read(text) }]).text).toBe(text);
  });

  it.each([
    ['{"data":[],"usage":{"prompt_tokens":7,"total_tokens":8}}', 7, 8],
    ['{"usage":{"prompt_tokens":7,"total_tokens":8},"data":[[1],[2]]}', 7, 8],
    ['{"usage":{"total_tokens":8},"data":[]}', 8, 8],
    ['{"usage":{"total_tokens":8,"prompt_tokens":null},"data":[]}', 8, 8],
    ['{"usage":{"prompt_tokens":7},"data":[]}', 7, 7],
  ])('reads the usage of %s', (text, prompt, total) => {
    const answer = writeEmbeddings([{ index: 0, answer: read(text) }]);
    expect(answer.usage).toEqual({ prompt_tokens: prompt, completion_tokens: 0, total_tokens: total });
    expect((JSON.parse(answer.text) as Written).usage).toEqual({
      prompt_tokens: prompt,
      total_tokens: total,
    });
  });

  it.each(['{"data":[]}', '{"data":[],"usage":null}', '{"data":[],"usage":{}}', '{"data":[],"usage":[1]}'])(
    'counts nothing where %s counts nothing',
    (text) => {
      expect(writeEmbeddings([{ index: 0, answer: read(text) }])).toEqual({ text, usage: undefined });
    },
  );

  it('puts parts together in order, with all their usage, whatever order they came in', () => {
    const { text, usage } = writeEmbeddings([part(2, 5), part(0, 10), part(1, 10)]);
    const written = JSON.parse(text) as Written;
    expect(written.id).toBe('part 0');
    expect(written.data).toHaveLength(25);
    written.data.forEach((row, index) => {
      expect(row).toEqual({ object: 'embedding', index, embedding: [index, index / 10] });
    });
    expect(written.usage).toEqual({ prompt_tokens: 6, total_tokens: 6 });
    expect(usage?.total_tokens).toBe(6);
  });

  it('adds usage to the first part where only others have it', () => {
    const first = { ...part(0, 10), answer: read('{"data":[]}') };
    expect((JSON.parse(writeEmbeddings([first, part(1, 1)]).text) as Written).usage).toEqual(USAGE);
  });

  it('writes vectors as base64 of little-endian float32', () => {
    const { data } = JSON.parse(writeEmbeddings([part(0, 2, 'base64')]).text) as Written;
    const bytes = Buffer.from(data[1]?.embedding as string, 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([1, Math.fround(0.1)]);
  });
});

describe('readEmbeddingsText', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"data":{}}',
    '{"data":[1',
    '{"data":[],"error":{"message":"no"}}',
    '{"error":"no","data":[]}',
  ])('takes %j for no answer', (text) => {
    expect(readEmbeddingsText(text)).toBeUndefined();
  });

  it.each([
    ['{"data":[{"index":0,"embedding":[1]}],"error":null}', 'float'],
    ['{"data":[ {"object":"embedding","embedding": "AACAPw=="}]}', 'base64'],
    ['{"data":[]}', 'float'],
  ])('tells the encoding of %s', (text, encoding) => {
    expect(readEmbeddingsText(text)?.encoding).toBe(encoding);
  });
});

describe('convertRows', () => {
  const wanted = (encoding: EmbeddingEncoding, rows: number) => ({ encoding, firstRow: 10, rows });

  it('makes numbers of base64', () => {
    const answer = read(`{"data":[{"embedding":"${encodeVector([0.5, -2])}","index":0}]}`);
    expect(convertRows(answer, wanted('float', 1))).toEqual(['{"embedding":[0.5,-2],"index":10}']);
    expect(convertRows(answer, wanted('base64', 1))[0]).toContain(`"${encodeVector([0.5, -2])}"`);
  });

  it('goes by the position where there is no index', () => {
    const answer = read('{"data":[{"embedding":[1]},{"embedding":[2]}]}');
    expect(convertRows(answer, wanted('float', 2))).toEqual(['{"embedding":[1]}', '{"embedding":[2]}']);
  });

  it.each([
    '{"data":[]}',
    '{"data":[{"embedding":[1],"index":0}]}',
    '{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":0}]}',
    '{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":2}]}',
    '{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":0.5}]}',
    '{"data":[{"embedding":[1],"index":0},{"index":1}]}',
    '{"data":[1,2]}',
  ])('throws where two rows were asked for and %s came', (text) => {
    expect(() => convertRows(read(text), wanted('float', 2))).toThrow();
  });

  it.each(['{"data":[{"embedding":{}}]}', '{"data":[{"embedding":null}]}'])(
    'throws for the vector in %s',
    (text) => {
      expect(() => convertRows(read(text), wanted('base64', 1))).toThrow();
    },
  );
});

it('decodes what it encodes, to float32', () => {
  const numbers = [0.1, -1e-20, 3e38, 0, 1];
  expect(decodeVector(encodeVector(numbers))).toEqual(numbers.map(Math.fround));
  expect(() => decodeVector('AAAA')).toThrow();
});
