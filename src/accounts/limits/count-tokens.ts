import type { Call } from '../../contracts/call.js';
import { estimateInput, isChatRequest } from '../../contracts/estimate-input.js';
import type { LimitRequest } from './limit-request.js';

/** What an attempt will take, as far as that can be told before: its input is estimated, its answer has a cap or is guessed. */
export function countTokens(
  { request, outputCap }: Call,
  usualLength: number,
): Pick<LimitRequest, 'tokens' | 'likelyTokens'> {
  if (request === undefined) return { tokens: 0, likelyTokens: 0 };
  const input = estimateInput(request);
  if (!isChatRequest(request)) return { tokens: input, likelyTokens: input };
  const answers = typeof request.n === 'number' ? Math.max(request.n, 1) : 1;
  const cap = outputCap?.tokens;
  const tokens = input + (cap ?? 0) * answers;
  return { tokens, likelyTokens: cap === undefined ? input + usualLength * answers : tokens };
}
