import type { ChatMessage } from '../../contracts/chat-completion.js';
import { isRecord } from '../edge/is-record.js';
import { listParts } from './message-text.js';
import { countTokens } from './tokens.js';

/** A stretch of the prompt, short enough to be compared as a whole with earlier prompts. */
export interface PromptBlock {
  readonly text: string;
  readonly tokens: number;
  /** A part with `cache_control` ends here. */
  readonly isMarked: boolean;
}

export interface Prompt {
  readonly blocks: readonly PromptBlock[];
  readonly tokens: number;
  /** Tokens of media by kind, inside `tokens`: `image_tokens`, `audio_tokens`, `video_tokens`. */
  readonly mediaTokens: Readonly<Record<string, number>>;
}

type Part = Readonly<Record<string, unknown>>;

/** What the chat template puts around a message, before the answer, and around tools. */
const TOKENS_PER_MESSAGE = 5;
const ANSWER_START: PromptBlock = { text: 'assistant', tokens: 3, isMarked: false };
const TOOLS_INTRODUCTION: PromptBlock = { text: 'tools', tokens: 86, isMarked: false };
const BLOCK_CHARACTERS = 1_024;
const MEDIA: Readonly<Record<string, { readonly detail: string; readonly tokens: number }>> = {
  image_url: { detail: 'image_tokens', tokens: 258 },
  input_audio: { detail: 'audio_tokens', tokens: 150 },
  video: { detail: 'video_tokens', tokens: 1_024 },
  video_url: { detail: 'video_tokens', tokens: 1_024 },
};

/** Tool definitions count as the beginning of the prompt. */
export function measurePrompt(messages: readonly ChatMessage[], tools: unknown): Prompt {
  const hasTools = Array.isArray(tools) && tools.length > 0;
  const blocks = hasTools ? [TOOLS_INTRODUCTION, ...cutBlocks(JSON.stringify(tools), false)] : [];
  const mediaTokens: Record<string, number> = {};
  for (const message of messages) {
    blocks.push({ text: String(message.role), tokens: TOKENS_PER_MESSAGE, isMarked: false });
    for (const part of listParts(message)) {
      const media = MEDIA[String(part.type)];
      if (media === undefined) {
        blocks.push(...cutBlocks(String(part.text), isMarked(part)));
      } else {
        mediaTokens[media.detail] = (mediaTokens[media.detail] ?? 0) + media.tokens;
        blocks.push({ text: JSON.stringify(part), tokens: media.tokens, isMarked: isMarked(part) });
      }
    }
    if (message.tool_calls !== undefined) {
      blocks.push(...cutBlocks(JSON.stringify(message.tool_calls), false));
    }
  }
  blocks.push(ANSWER_START);
  return { blocks, tokens: blocks.reduce((sum, { tokens }) => sum + tokens, 0), mediaTokens };
}

function cutBlocks(text: string, isMarkedAtEnd: boolean): PromptBlock[] {
  const blocks: PromptBlock[] = [];
  for (let start = 0; start < text.length; start += BLOCK_CHARACTERS) {
    const piece = text.slice(start, start + BLOCK_CHARACTERS);
    const isLast = start + BLOCK_CHARACTERS >= text.length;
    blocks.push({ text: piece, tokens: countTokens(piece), isMarked: isMarkedAtEnd && isLast });
  }
  return blocks;
}

function isMarked(part: Part): boolean {
  return isRecord(part.cache_control);
}
