import type { ProviderType } from '../../config/provider-type.js';

/** What the settings loader knows of instances of any OpenAI-compatible server. They are named in config.yaml. */
export const openaiCompatibleType: ProviderType = {
  type: 'openai-compatible',
  check: ({ baseUrl }) =>
    baseUrl === undefined ? [{ key: 'base_url', message: 'is needed, e.g. http://vllm:8000/v1' }] : [],
};
