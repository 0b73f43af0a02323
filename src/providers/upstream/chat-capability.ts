import { mergeMap, type Observable } from 'rxjs';
import type { Call } from '../../contracts/call.js';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type { ChatCompletion } from '../../contracts/chat-completion.js';
import type { GatewayError } from '../../contracts/gateway-error.js';
import type { ChatAnswer, ChatCapability, PreparedRequest } from '../../contracts/provider.js';
import { parseEvents } from '../../streaming/parse-events.js';
import { pull } from '../../streaming/pull.js';
import { type ErrorReader, noteRequestId, readRefusal } from './error-answer.js';
import { parseJson } from './parse-json.js';
import { readChatChunks } from './read-chat-chunks.js';
import { repairChunks } from './repairs/repair-chunks.js';
import { repairCompletion } from './repairs/repair-completion.js';
import type { UpstreamClient } from './upstream-client.js';
import type { ExchangeResponse } from './upstream-exchange.js';

const WANTED = 'completion';

/** What differs between servers that speak chat completions. */
export interface ChatUpstream extends ErrorReader {
  readonly client: UpstreamClient;
  /** Puts a plain answer right in place; false where nothing had to be changed. */
  amend?(completion: ChatCompletion, response: ExchangeResponse, call: Call): boolean;
  /** Learns of every request that the upstream refused. */
  noteRefusal?(prepared: PreparedRequest, refusal: GatewayError): void;
}

/**
 * What a chat capability does with a prepared request, for an upstream that speaks OpenAI's wire format, more or less: answers
 * are put right.
 */
export function createChatWire(upstream: ChatUpstream): Omit<ChatCapability, 'prepare'> {
  const { client } = upstream;
  return {
    complete: (prepared, call) =>
      client.post(prepared, (response) => readAnswer(upstream, response, { prepared, call })),

    stream: (prepared, call) =>
      client
        .postForEvents(prepared)
        .pipe(mergeMap((response) => readStream(upstream, response, { prepared, call }))),
  };
}

interface Exchange {
  readonly prepared: PreparedRequest;
  readonly call: Call;
}

function readStream(
  upstream: ChatUpstream,
  response: ExchangeResponse,
  { prepared, call }: Exchange,
): Observable<ChatChunk> {
  const { data, status } = response;
  const requestId = noteRequestId(response, call);
  if (typeof data === 'string') throw refuse(upstream, prepared, readRefusal(upstream, response, WANTED));
  const toError = (body: unknown): GatewayError =>
    refuse(upstream, prepared, upstream.toError({ status, body, requestId }));
  return pull(data, call.demand).pipe(
    parseEvents(),
    readChatChunks(upstream.provider, toError),
    repairChunks(prepared.toolNames),
  );
}

function readAnswer(
  upstream: ChatUpstream,
  response: ExchangeResponse<string>,
  { prepared, call }: Exchange,
): ChatAnswer {
  const text = response.data;
  noteRequestId(response, call);
  const completion = response.status === 200 ? parseCompletion(text) : undefined;
  if (completion === undefined) {
    throw refuse(upstream, prepared, readRefusal(upstream, response, WANTED));
  }
  const isAmended = upstream.amend?.(completion, response, call) ?? false;
  const isRepaired = repairCompletion(completion, prepared.toolNames);
  return {
    text: isAmended || isRepaired ? JSON.stringify(completion) : text,
    completion,
    usage: completion.usage ?? undefined,
  };
}

function refuse(upstream: ChatUpstream, prepared: PreparedRequest, refusal: GatewayError): GatewayError {
  upstream.noteRefusal?.(prepared, refusal);
  return refusal;
}

function parseCompletion(text: string): ChatCompletion | undefined {
  const body = parseJson(text);
  return isObject(body) && Array.isArray(body.choices) ? (body as ChatCompletion) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
