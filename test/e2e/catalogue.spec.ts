import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerEmbeddings, rowsOf } from '../support/embeddings-upstream.js';
import { type Answer, sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type RawUpstream, startRawUpstream } from '../support/raw-upstream.js';
import { writeConfigFile } from '../support/write-config-file.js';

let upstream: RawUpstream;
let gateway: ManagedGateway;

beforeAll(async () => {
  upstream = await startRawUpstream();
  gateway = await startGateway({
    CONFIG_FILE: writeConfigFile(
      'providers:',
      `  bailian: { api_key: k, base_url: '${upstream.baseUrl}', models: [text-embedding-v4] }`,
      `  local: { type: openai-compatible, api_key: k, base_url: '${upstream.baseUrl}', models: [bge-m3, plain] }`,
      'catalogue:',
      '  - { id: bge-m3, kind: embeddings, embedding: { max_rows: 2, dimensions: [1024] } }',
      '  - { id: text-embedding-v4, embedding: { max_rows: 3, dimensions: [64] } }',
      '  - { id: qwen-plus, max_output: 1000 }',
    ),
  });
  await gateway.waitForReady();
});
afterAll(() => Promise.all([gateway.stop(), upstream.stop()]));

function embed(fields: object): Promise<Answer> {
  upstream.answerChat(answerEmbeddings);
  return sendRequest(`${gateway.origin}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: ['a', 'b', 'c', 'd', 'e'], ...fields }),
  });
}

const sizes = (): readonly number[] => upstream.exchanges.map((exchange) => rowsOf(exchange).length).sort();

describe('the catalogue of config.yaml', () => {
  it("says what another server's models take", async () => {
    expect((await embed({ model: 'bge-m3' })).headers).toMatchObject({
      'x-gateway-provider': 'local',
      'x-gateway-adapted': 'input',
    });
    expect(sizes()).toEqual([1, 2, 2]);
    expect((await embed({ model: 'bge-m3', dimensions: 64 })).error.param).toBe('dimensions');
    await embed({ model: 'plain' });
    expect(sizes()).toEqual([5]);
  });

  it('corrects the built-in one', async () => {
    await embed({ model: 'text-embedding-v4' });
    expect(sizes()).toEqual([2, 3]);
    expect((await embed({ model: 'text-embedding-v4', dimensions: 64 })).status).toBe(200);
    expect((await embed({ model: 'text-embedding-v4', dimensions: 1024 })).status).toBe(400);
  });

  it('shows in the list of models, the other fields as they were', async () => {
    const { text } = await sendRequest(`${gateway.origin}/v1/models/qwen-plus`);
    expect(JSON.parse(text)).toMatchObject({ context_window: 1_000_000, max_output_tokens: 1_000 });
  });
});
