import type { Call } from '../contracts/call.js';
import type { MessagesRequest } from '../contracts/messages.js';
import type { PreparedRequest } from '../contracts/provider.js';
import type { ReasoningSeal } from '../contracts/reasoning-seal.js';
import { MESSAGES_NAMES } from '../dialects/messages/messages-names.js';
import { prepareMessages } from '../dialects/messages/prepare-messages.js';
import { prepareRequest } from './prepare-request.js';
import type { Target } from './provider-registry.js';

export interface MessagesPreparation {
  readonly prepared: PreparedRequest;
  readonly omitsThinking: boolean;
}

export interface MessagesCircumstances {
  readonly call: Call;
  readonly seal: ReasoningSeal;
  /** Nothing is going to be answered. */
  readonly isCounted?: boolean;
}

/**
 * A Messages request, its documents read, as its target's upstream will get it; the call notes what differs from the client's,
 * in the client's words. Nothing is sent. @throws GatewayError 400 that names the field.
 */
export function prepareMessagesRequest(
  target: Target<'chat'>,
  request: MessagesRequest,
  { call, seal, isCounted = false }: MessagesCircumstances,
): MessagesPreparation {
  const { capability } = target;
  const { team } = call.principal;
  const { chat, outputCap, thinking, adaptations, omitsThinking } = prepareMessages(request, {
    takesCacheControl: capability.takesCacheControl === true,
    takesPrefill: capability.takesPrefill === true,
    unseal: (signature) => seal.unseal(signature, { team }),
    isCounted,
  });
  call.outputCap = outputCap;
  call.thinking = thinking;
  for (const path of adaptations) call.adaptations.add(path);
  // A provider speaks of chat's fields; the client knows others.
  const inChatsWords: Call = { ...call, adaptations: new Set() };
  try {
    return { prepared: prepareRequest(target, chat, inChatsWords), omitsThinking };
  } catch (error) {
    throw MESSAGES_NAMES.renameParam(error);
  } finally {
    for (const path of inChatsWords.adaptations) call.adaptations.add(MESSAGES_NAMES.nameForClient(path));
  }
}
