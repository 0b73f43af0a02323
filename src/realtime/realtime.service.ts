import { Injectable } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import { Settings } from '../config/settings.js';
import type { Call } from '../contracts/call.js';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import type { RealtimeRequest } from '../contracts/realtime.js';
import { Attempts } from '../providers/attempts.service.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import type { RealtimeTarget } from './parse-realtime-target.js';
import type { RealtimeSession } from './realtime.session.js';
import { relay } from './relay.js';

/** Proxies on the way keep a connection open that is not silent for a minute. */
const PING_MS = 25_000;

export interface ClientSide extends Pick<RealtimeRequest, 'headers' | 'protocols'> {
  readonly call: Call;
  readonly session: RealtimeSession;
}

@Injectable()
export class RealtimeService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    private readonly settings: Settings,
  ) {}

  /**
   * Dials the upstream, then accepts the client, then relays: nothing is said to the client before the upstream is there.
   * @throws GatewayError, at once or through the Observable.
   */
  open(
    { provider, model: name, query }: RealtimeTarget,
    { call, session, headers, protocols }: ClientSide,
  ): Observable<{ readonly usage?: CompletionUsage }> {
    if (provider !== undefined) this.registry.requireProvider(provider, 'realtime');
    const path = provider === undefined ? name : `${provider}/${name}`;
    const target = this.registry.require(path, 'realtime', call);
    const { capability, model } = target;
    const prepared = capability.prepare({ model, query, headers, protocols });
    const frames = capability.connect(prepared, call).pipe(
      mergeMap((upstream) =>
        relay({
          upstream,
          client: session.accept(upstream),
          idleMs: this.settings.upstreamIdleTimeoutMs,
          pingMs: PING_MS,
          onClientLost: () => {
            session.lose();
          },
        }),
      ),
    );
    return this.attempts.track(target, call, frames);
  }
}
