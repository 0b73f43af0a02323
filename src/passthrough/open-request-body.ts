import type { Readable } from 'node:stream';
import type { Request } from 'express';
import { discardBody } from '../http/discard-body.js';
import { BodyReadable } from '../streaming/body-readable.js';

/**
 * A request's body at the pace of its reader, who may leave early: an upstream that answers before it has read everything
 * ends the body. The client's connection outlives that, and what is left of the body is thrown away.
 */
export function openRequestBody(request: Request): Readable {
  return new BodyReadable({
    read: (reader) => {
      request.on('data', (bytes: Buffer) => {
        reader.data(bytes);
      });
      request.once('end', () => {
        reader.end();
      });
      request.once('error', (error) => {
        reader.error(error);
      });
    },
    pause: () => {
      request.pause();
    },
    resume: () => {
      request.resume();
    },
    release: () => {
      request.removeAllListeners('data');
      if (request.res !== undefined) discardBody(request, request.res);
      request.resume();
    },
  });
}
