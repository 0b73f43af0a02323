import { catchError, map, mergeMap, throwError } from 'rxjs';
import type { Call } from '../../contracts/call.js';
import type { ChatCompletion } from '../../contracts/chat-completion.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { ChatAnswer, ChatCapability } from '../../contracts/provider.js';
import { parseEvents } from '../../streaming/parse-events.js';
import { pull } from '../../streaming/pull.js';
import { parseJson } from './parse-json.js';
import { readChatChunks } from './read-chat-chunks.js';
import { describeTransportFailure } from './transport-failure.js';
import type { UpstreamClient } from './upstream-client.js';
import type { ExchangeResponse } from './upstream-exchange.js';
import { firstHeader } from './response-headers.js';

/** What differs between servers that speak chat completions. */
export interface ChatUpstream {
  readonly provider: string;
  readonly client: UpstreamClient;
  readonly prepare: ChatCapability['prepare'];
  /** An answer that is an error, whatever its shape -> the gateway's error. */
  toError(answer: ErrorAnswer): GatewayError;
  /** Puts a plain answer right in place; false where nothing had to be changed. */
  amend?(completion: ChatCompletion, response: ExchangeResponse, call: Call): boolean;
}

export interface ErrorAnswer {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
  readonly requestId?: string;
}

/** The chat capability of an upstream that speaks OpenAI's wire format. */
export function createChatCapability(upstream: ChatUpstream): ChatCapability {
  const { provider, client, prepare } = upstream;
  return {
    prepare,

    complete: (prepared, call) =>
      client.post(prepared).pipe(map((response) => readAnswer(upstream, response, call))),

    stream: (prepared, call) =>
      client.postForEvents(prepared).pipe(
        mergeMap((response) => {
          const { data, status } = response;
          const requestId = noteRequestId(response, call);
          if (typeof data === 'string') return throwError(() => readRefusal(upstream, response, data));
          return pull(data, call.demand).pipe(
            parseEvents(),
            catchError((error: unknown) => throwError(() => describeTransportFailure(error, provider))),
            readChatChunks(provider, (body) => upstream.toError({ status, body, requestId })),
          );
        }),
      ),
  };
}

function readAnswer(upstream: ChatUpstream, response: ExchangeResponse<string>, call: Call): ChatAnswer {
  const text = response.data;
  noteRequestId(response, call);
  const completion = response.status === 200 ? parseCompletion(text) : undefined;
  if (completion === undefined) throw readRefusal(upstream, response, text);
  const isAmended = upstream.amend?.(completion, response, call) ?? false;
  return {
    text: isAmended ? JSON.stringify(completion) : text,
    completion,
    usage: completion.usage ?? undefined,
  };
}

/** The error that an answer stands for which is not what was asked for. */
function readRefusal(upstream: ChatUpstream, response: ExchangeResponse, text: string): GatewayError {
  const { status } = response;
  const requestId = firstHeader(response.headers, 'x-request-id');
  const body = parseJson(text);
  const isError = status >= 400 || (isObject(body) && 'error' in body);
  if (isError) return upstream.toError({ status, body, requestId });
  const what = status === 200 ? 'something that is not the completion asked for' : `status ${status}`;
  return new GatewayError('upstream_error', `The upstream ${upstream.provider} answered with ${what}.`, {
    upstreamRequestId: requestId,
  });
}

function noteRequestId(response: ExchangeResponse, call: Call): string | undefined {
  const requestId = firstHeader(response.headers, 'x-request-id');
  if (call.attempt !== undefined) call.attempt.upstreamRequestId = requestId;
  return requestId;
}

function parseCompletion(text: string): ChatCompletion | undefined {
  const body = parseJson(text);
  return isObject(body) && Array.isArray(body.choices) ? (body as ChatCompletion) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
