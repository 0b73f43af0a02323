import type { ChatCompletionRequest } from '../../contracts/chat-completion.js';
import type { ThinkingWish } from '../../contracts/thinking.js';

/**
 * The wish for thinking of a client whose dialect says it elsewhere, as `reasoning_effort`, for a model of which nothing is
 * known. What the request says itself stays.
 */
export function writeEffort(
  request: ChatCompletionRequest,
  wish: ThinkingWish | undefined,
): ChatCompletionRequest {
  const effort = wish?.isOn === false ? 'none' : wish?.effort;
  if (effort === undefined || Object.hasOwn(request, 'reasoning_effort')) return request;
  return { ...request, reasoning_effort: effort };
}
