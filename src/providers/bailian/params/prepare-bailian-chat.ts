import type { Call } from '../../../contracts/call.js';
import type { ChatCompletionRequest } from '../../../contracts/chat-completion.js';
import type { ModelFacts } from '../../../contracts/model-facts.js';
import type { PreparedRequest } from '../../../contracts/provider.js';
import { readThinking } from '../../../contracts/thinking.js';
import { prepareChat } from '../../upstream/prepare-chat.js';
import { writeEffort } from '../../upstream/write-effort.js';
import { ChatDraft } from './chat-draft.js';
import type { ChatRule } from './chat-rule.js';
import type { CompatibilityOptions } from './compatibility-options.js';

// Model Studio announced max_completion_tokens in the place of max_tokens on 2026-04-20, in force 2026-05-30.
const CAP_FIELD = 'max_completion_tokens';

export interface Adaptation {
  /** undefined where nothing is known of the model, to which no rule applies then. */
  readonly facts: ModelFacts | undefined;
  readonly options: CompatibilityOptions;
  readonly rules: readonly ChatRule[];
}

/**
 * A chat request as Model Studio takes it. Pure.
 * @throws GatewayError 400 that names the field, for what the model is known to refuse.
 */
export function prepareBailianChat(
  request: ChatCompletionRequest,
  call: Pick<Call, 'outputCap' | 'thinking'>,
  { facts, options, rules }: Adaptation,
): PreparedRequest {
  if (facts === undefined) return prepareChat(writeEffort(request, call.thinking), call, CAP_FIELD);
  const { outputCap, thinking = readThinking(request) } = call;
  const draft = new ChatDraft(request, { facts, options, outputCap, thinking });
  for (const rule of rules) rule.apply(draft);
  const prepared = prepareChat(draft.body, draft, CAP_FIELD);
  const { adaptations, toolNames } = draft;
  if (adaptations.length === 0) return prepared;
  return {
    ...prepared,
    adaptations: [...new Set([...prepared.adaptations, ...adaptations])],
    ...(toolNames === undefined ? {} : { toolNames }),
  };
}
