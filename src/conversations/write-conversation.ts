import type { Metadata, StoredConversation } from '../store/responses/conversations.service.js';

/** OpenAI's object. */
export interface ConversationObject {
  readonly id: string;
  readonly object: 'conversation';
  /** Unix seconds. */
  readonly created_at: number;
  readonly metadata: Metadata;
}

export function writeConversation({ id, createdAt, metadata }: StoredConversation): ConversationObject {
  return { id, object: 'conversation', created_at: Math.floor(createdAt / 1000), metadata };
}
