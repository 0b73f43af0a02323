import type { CompletionUsage } from '../../contracts/chat-completion.js';
import type { SimulatedModel } from '../models/simulator.models.js';
import type { Meter } from './generate.js';
import type { CacheResult } from './prompt-cache.service.js';
import type { Prompt } from './prompt.js';

/** Token counts as the model's dialect writes them. Details lie inside the sums; older models leave out what is nothing. */
export function countUsage(
  model: SimulatedModel,
  { prompt, cache, meter }: { prompt: Prompt; cache: CacheResult; meter: Meter },
): CompletionUsage {
  const completion = meter.reasoning + meter.answer;
  const media = Object.values(prompt.mediaTokens).reduce((sum, tokens) => sum + tokens, 0);
  const isNewer = model.dialect === 'newer';
  const promptDetails = {
    ...(isNewer || cache.cached > 0 ? { cached_tokens: cache.cached } : {}),
    ...describeCreation(cache.created),
    ...prompt.mediaTokens,
    text_tokens: prompt.tokens - media,
  };
  const completionDetails = {
    ...(meter.reasoning > 0 ? { reasoning_tokens: meter.reasoning } : {}),
    text_tokens: completion,
  };
  return {
    prompt_tokens: prompt.tokens,
    completion_tokens: completion,
    total_tokens: prompt.tokens + completion,
    completion_tokens_details: completionDetails,
    prompt_tokens_details: promptDetails,
  };
}

function describeCreation(created: number | undefined): Record<string, unknown> {
  if (created === undefined) return {};
  return {
    cache_creation_input_tokens: created,
    cache_creation: { ephemeral_5m_input_tokens: created },
    cache_type: 'ephemeral',
  };
}
