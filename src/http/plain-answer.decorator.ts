import { Reflector } from '@nestjs/core';

/** Marks a route whose answer is one JSON object, also where the request's body says `stream: true`. */
export const PlainAnswer = Reflector.createDecorator<boolean>();
