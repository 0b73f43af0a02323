import type { PipeTransform } from '@nestjs/common';
import { GatewayError } from '../contracts/gateway-error.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';

/** A body of which every field is known: here nothing goes on to an upstream, so another field is a mistake. */
export class StrictBodyPipe<Body extends object> implements PipeTransform<unknown, Body> {
  private readonly fields: ReadonlySet<string>;
  private readonly envelope: EnvelopePipe<Body>;

  constructor(body: new () => Body) {
    this.fields = new Set(Object.keys(new body()));
    this.envelope = new EnvelopePipe(body);
  }

  /** @throws GatewayError 400 that names the first field that is unknown or wrong. */
  transform(body: unknown): Body {
    const unknown = Object.keys(body ?? {}).find((field) => !this.fields.has(field));
    if (unknown === undefined) return this.envelope.transform(body);
    const param = unknown.slice(0, 100);
    throw new GatewayError(
      'invalid_request',
      `There is no field ${JSON.stringify(param)} here; there are ${[...this.fields].join(', ')}.`,
      { param },
    );
  }
}
