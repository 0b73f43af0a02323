import type { PipeTransform } from '@nestjs/common';
import { type ValidationError, validateSync } from 'class-validator';
import { GatewayError } from '../contracts/gateway-error.js';
import { missingBody } from './parse-json-body.js';
import { compileQuickCheck } from './quick-check.js';

/**
 * Validates what the gateway itself reads of a body, by the decorators of a shallow class, and hands on the body as it came:
 * fields that the class does not know are the upstream's business, and nothing is copied.
 */
export class EnvelopePipe<Envelope extends object> implements PipeTransform<unknown, Envelope> {
  private readonly fields: readonly string[];
  private readonly passes: (body: Record<string, unknown>) => boolean;

  constructor(private readonly envelope: new () => Envelope) {
    this.fields = Object.keys(new envelope());
    this.passes = compileQuickCheck(envelope);
  }

  /** @throws GatewayError 400 that names the first wrong field. */
  transform(body: unknown): Envelope {
    if (body === undefined) throw missingBody();
    if (this.passes(body as Record<string, unknown>)) return body as Envelope;
    const subject = new this.envelope() as Record<string, unknown>;
    for (const field of this.fields) subject[field] = (body as Record<string, unknown>)[field];
    const [problem] = validateSync(subject, VALIDATION);
    if (problem !== undefined) throw toError(problem);
    return body as Envelope;
  }
}

const VALIDATION = { forbidUnknownValues: false, stopAtFirstError: true, skipMissingProperties: false };

function toError({ property, constraints = {} }: ValidationError): GatewayError {
  const message = Object.values(constraints)[0] ?? `${property} is not valid`;
  // A message that begins with a longer path, such as `messages[1]`, says more precisely what is wrong.
  const [param = property] = /^[\w.[\]]+/.exec(message) ?? [];
  return new GatewayError('invalid_request', `${message}.`, {
    param: param.startsWith(property) ? param : property,
  });
}
