import type { ModelFacts } from '../contracts/model-facts.js';

/** What GET /v1/models says of a model beyond OpenAI's fields; each only where it is known. Counts are tokens. */
export interface ListedFacts {
  readonly context_window?: number;
  /** Of an embedding model those of one row. */
  readonly max_input_tokens?: number;
  readonly max_output_tokens?: number;
  readonly input_modalities?: readonly string[];
  readonly output_modalities?: readonly string[];
  /** `chat`, `embeddings` or `rerank`, then `thinking` and the features that it is known to have. */
  readonly capabilities?: readonly string[];
}

export function describeListed(facts: ModelFacts | undefined): ListedFacts {
  if (facts === undefined) return {};
  const capabilities = listCapabilities(facts);
  const fields: { [Field in keyof ListedFacts]: ListedFacts[Field] | null } = {
    context_window: facts.contextWindow,
    max_input_tokens: facts.maxInputTokens ?? facts.embedding?.maxTokensPerRow ?? null,
    max_output_tokens: facts.maxOutputTokens,
    input_modalities: facts.inputModalities,
    output_modalities: facts.outputModalities,
    capabilities: capabilities.length === 0 ? null : capabilities,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function listCapabilities({ kind, thinking, features }: ModelFacts): readonly string[] {
  return [
    ...(kind === null ? [] : [kind]),
    ...('isOnByDefault' in thinking ? ['thinking'] : []),
    ...Object.entries(features).flatMap(([feature, isThere]) => (isThere ? [feature] : [])),
  ];
}
