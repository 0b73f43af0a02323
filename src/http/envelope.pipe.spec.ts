import { ArrayNotEmpty, IsArray, IsInt, IsOptional, IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../contracts/gateway-error.js';
import { EachIsObject } from './envelopes/each-is-object.decorator.js';
import { EnvelopePipe } from './envelope.pipe.js';

class Envelope {
  @IsString({ message: 'model must be a string' })
  model: unknown = undefined;

  @EachIsObject()
  @ArrayNotEmpty({ message: 'messages must not be empty' })
  @IsArray({ message: 'messages must be a list' })
  messages: unknown = undefined;

  @IsOptional()
  @IsInt()
  n?: unknown = undefined;
}

const pipe = new EnvelopePipe(Envelope);
const VALID = { model: 'm', messages: [{}] };

function refuse(body: object): GatewayError {
  try {
    pipe.transform(body);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('the body was taken');
}

describe('EnvelopePipe', () => {
  it('hands on the very body, with the fields that it does not know', () => {
    const body = { ...VALID, n: null, top_k: 'anything', messages: [{ role: 7, deep: { er: [] } }] };
    const copy = structuredClone(body);
    expect(pipe.transform(body)).toBe(body);
    expect(body).toEqual(copy);
  });

  it.each([
    [{ ...VALID, model: 7 }, 'model', 'model must be a string.'],
    [{ messages: [{}] }, 'model', 'model must be a string.'],
    [{ ...VALID, messages: undefined }, 'messages', 'messages must be a list.'],
    [{ ...VALID, messages: {} }, 'messages', 'messages must be a list.'],
    [{ ...VALID, messages: [] }, 'messages', 'messages must not be empty.'],
    [{ ...VALID, messages: [{}, 'x'] }, 'messages[1]', 'messages[1] must be an object.'],
    [{ ...VALID, messages: [null] }, 'messages[0]', 'messages[0] must be an object.'],
    [{ ...VALID, messages: [{}, {}, []] }, 'messages[2]', 'messages[2] must be an object.'],
    [{ ...VALID, n: 'x' }, 'n', 'n must be an integer number.'],
  ])('refuses %j and names %s', (body, param, message) => {
    const error = refuse(body);
    expect(error.kind.status).toBe(400);
    expect(error.message).toBe(message);
    expect(error.details.param).toBe(param);
  });

  it('is not confused by keys of the prototype', () => {
    const body = JSON.parse('{"model":"m","messages":[{}],"__proto__":{"n":"x"},"constructor":1}') as object;
    expect(pipe.transform(body)).toBe(body);
  });

  it('names the field where the message begins with something else', () => {
    class Worded {
      @IsString({ message: 'give a text' })
      name: unknown = undefined;
    }
    expect(() => new EnvelopePipe(Worded).transform({})).toThrow(
      expect.objectContaining({ details: { param: 'name' } }) as Error,
    );
  });
});
