import type { CompletionUsage } from '../../../contracts/chat-completion.js';
import type { ResponseUsage } from '../../../contracts/responses.js';

/** Chat's token counts under the names of Responses, the details always complete. */
export function writeUsage(usage: CompletionUsage): ResponseUsage {
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage;
  const details = usage.prompt_tokens_details;
  return {
    input_tokens: count(input),
    input_tokens_details: {
      cached_tokens: count(details?.cached_tokens),
      cache_write_tokens: count(details?.cache_creation_input_tokens),
    },
    output_tokens: count(output),
    output_tokens_details: { reasoning_tokens: count(usage.completion_tokens_details?.reasoning_tokens) },
    total_tokens: count(total),
  };
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
