import type { CompletionUsage } from '../../../contracts/chat-completion.js';
import type { MessageUsage } from '../../../contracts/messages.js';

export const NO_USAGE: MessageUsage = {
  input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 0,
};

/** Chat's token counts under Anthropic's names: chat counts cached tokens inside the prompt, Anthropic beside it. */
export function writeUsage({
  prompt_tokens,
  completion_tokens,
  prompt_tokens_details: details,
}: CompletionUsage): MessageUsage {
  const prompt = count(prompt_tokens);
  const read = Math.min(count(details?.cached_tokens), prompt);
  const created = Math.min(count(details?.cache_creation_input_tokens), prompt - read);
  return {
    input_tokens: prompt - read - created,
    cache_creation_input_tokens: created,
    cache_read_input_tokens: read,
    output_tokens: count(completion_tokens),
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
