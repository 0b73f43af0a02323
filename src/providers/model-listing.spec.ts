import { describe, expect, it, vi } from 'vitest';
import { createModelCatalogue } from '../config/model-catalogue.js';
import type { ModelFacts } from '../contracts/model-facts.js';
import { describeListed } from './describe-listed.js';
import { ModelListing } from './model-listing.js';
import { ProviderModels } from './provider-models.js';

const catalogue = createModelCatalogue([
  {
    id: 'a',
    kind: 'chat',
    context: 10,
    max_output: 5,
    thinking: { kind: 'hybrid' },
    input: ['text', 'image'],
    can: ['tools'],
    cannot: ['json_schema'],
  },
  { id: 'e', embedding: { max_tokens_per_row: 8, dimensions: null } },
]);
const describeModel = vi.fn((id: string): ModelFacts | undefined => catalogue.find(id));

function createModels(name: string, ids: readonly string[]): ProviderModels {
  const provider = {
    name,
    type: 'fake',
    location: { host: 'upstream.test', basePath: '/v1' },
    capabilities: {},
    listModels: () => Promise.resolve([]),
    describeModel,
    close: () => Promise.resolve(),
  };
  return new ProviderModels(provider, ids, 'merge');
}

const FACTS = {
  context_window: 10,
  max_output_tokens: 5,
  input_modalities: ['text', 'image'],
  capabilities: ['chat', 'thinking', 'tools'],
};

describe('ModelListing', () => {
  const one = createModels('one', ['a']);
  const two = createModels('two', ['a', 'b']);
  const listing = new ModelListing([one, two], new Map([['fast', 'two/a']]));

  it('has what is known of a model, by each of its names', () => {
    expect([...listing.byId.values()]).toEqual([
      { id: 'a', object: 'model', created: 0, owned_by: 'one', provider: 'one', ...FACTS },
      { id: 'two/a', object: 'model', created: 0, owned_by: 'two', provider: 'two', ...FACTS },
      { id: 'b', object: 'model', created: 0, owned_by: 'two', provider: 'two' },
      { id: 'fast', object: 'model', created: 0, owned_by: 'two', provider: 'two', ...FACTS },
    ]);
  });

  it('is put together again only after a list changed', () => {
    const before = listing.byId;
    describeModel.mockClear();
    expect(listing.byId).toBe(before);
    expect(describeModel).not.toHaveBeenCalled();
    two.discovered([{ id: 'c', object: 'model', created: 1, owned_by: 'system' }]);
    expect([...listing.byId.keys()]).toEqual(['a', 'two/a', 'b', 'c', 'fast']);
  });
});

describe('describeListed', () => {
  it('says nothing of what is not known', () => {
    expect(describeListed(undefined)).toEqual({});
    expect(describeListed(createModelCatalogue([{ id: 'x' }]).find('x'))).toEqual({});
  });

  it('says of an embedding model what a row may have', () => {
    expect(describeListed(catalogue.find('e'))).toEqual({
      max_input_tokens: 8,
      capabilities: ['embeddings'],
    });
  });
});
