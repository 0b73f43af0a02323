import type { Call } from '../contracts/call.js';
import type { ChatCompletionRequest } from '../contracts/chat-completion.js';
import type { PreparedRequest } from '../contracts/provider.js';
import { RESPONSES_NAMES } from '../dialects/responses/responses-names.js';
import type { PreparedResponses } from '../dialects/responses/prepare-responses.js';
import { type PreparingTarget, prepareRequest } from './prepare-request.js';

type ChatTarget = PreparingTarget<ChatCompletionRequest, PreparedRequest>;

/**
 * A Responses request as its target's upstream will get it. Reports and errors name the client's fields, although a provider
 * speaks of chat's. Nothing is sent. @throws GatewayError for what the target is known to refuse.
 */
export function prepareAsChat(target: ChatTarget, prepared: PreparedResponses, call: Call): PreparedRequest {
  call.outputCap = prepared.outputCap;
  call.thinking = prepared.thinking;
  for (const path of prepared.adaptations) call.adaptations.add(path);
  const inChatsWords = { ...call, adaptations: new Set<string>() };
  try {
    return prepareRequest(target, prepared.chat, inChatsWords);
  } catch (error) {
    throw RESPONSES_NAMES.renameParam(error);
  } finally {
    call.request = inChatsWords.request;
    for (const path of inChatsWords.adaptations) call.adaptations.add(RESPONSES_NAMES.nameForClient(path));
  }
}
