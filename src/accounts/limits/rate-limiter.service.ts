import { Injectable } from '@nestjs/common';
import type { Admission, AdmissionTarget, Permit } from '../../contracts/admission.js';
import type { Call } from '../../contracts/call.js';
import { Instruments } from '../../metrics/instruments.js';
import { AnswerLengths } from './answer-lengths.js';
import { countTokens } from './count-tokens.js';
import { createRefusal, describeStanding } from './describe-limits.js';
import { EffectiveLimits } from './effective-limits.js';
import { GrantedPermit } from './granted-permit.js';
import type { LimitRequest } from './limit-request.js';
import { type LimitScope, LimitScopes } from './limit-scope.js';
import { type Grant, ReplicaLimits } from './replica-limits.service.js';

/** Lets an attempt begin only within the limits of its key, team, model and provider, all of them or none. */
@Injectable()
export class RateLimiter implements Admission {
  private readonly scopes: LimitScopes;
  private readonly lengths = new AnswerLengths();

  constructor(
    shared: EffectiveLimits,
    private readonly limits: ReplicaLimits,
    private readonly instruments: Instruments,
  ) {
    this.scopes = new LimitScopes(shared);
  }

  admit(target: AdmissionTarget, call: Call): Permit | undefined | Promise<Permit> {
    const scopes = this.scopes.of(call.principal, target);
    if (scopes.length === 0) return undefined;
    const grant = this.limits.take(this.describe(scopes, target, call));
    if (!(grant instanceof Promise)) return this.permit(grant, target, call);
    return grant.then((granted) => this.permit(granted, target, call));
  }

  private describe(scopes: readonly LimitScope[], { model }: AdmissionTarget, call: Call): LimitRequest {
    const isRepeated = call.rateLimits !== undefined;
    const countsTokens = scopes.some(({ limits }) => limits.tokensPerMinute !== undefined);
    if (!countsTokens) return { scopes, isRepeated, tokens: 0, likelyTokens: 0 };
    return { scopes, isRepeated, ...countTokens(call, this.lengths.guess(model)) };
  }

  /** @throws GatewayError rate_limited */
  private permit(grant: Grant, { model }: AdmissionTarget, call: Call): Permit {
    call.rateLimits = { ...call.rateLimits, ...describeStanding(grant.standings) };
    if (grant.refusal !== undefined) {
      const { scope, measure } = grant.refusal.item;
      this.instruments.limitRefused(scope.kind, measure);
      throw createRefusal(grant.refusal);
    }
    return new GrantedPermit({
      taken: grant.taken,
      onUsage: (_prompt, completion) => {
        this.lengths.note(model, completion);
      },
      onSettled: grant.settle,
    });
  }
}
