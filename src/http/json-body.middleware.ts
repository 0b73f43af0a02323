import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { Settings } from '../config/settings.js';
import { mayNameFiles } from '../contracts/file-references.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { GatewayRequest } from './gateway-request.js';
import { parseJsonBody } from './parse-json-body.js';
import { readBody } from './read-body.js';

const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);
const MULTIPART = /^multipart\//i;

/** Reads and parses JSON bodies. The last middleware: nothing is read of a request that was refused before. */
@Injectable()
export class JsonBodyMiddleware implements NestMiddleware {
  private readonly baseLength: number;

  constructor(private readonly settings: Settings) {
    this.baseLength = settings.basePath === '/' ? 0 : settings.basePath.length;
  }

  use(request: GatewayRequest, _response: Response, next: NextFunction): void {
    if (!METHODS_WITH_BODY.has(request.method) || this.isRaw(request)) {
      next();
      return;
    }
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      next(
        new GatewayError(
          'invalid_request',
          `Bodies in content-encoding ${JSON.stringify(encoding)} are not taken; send it as it is.`,
        ),
      );
      return;
    }
    readBody(request, this.settings.maxBodyBytes)
      .then((bytes) => {
        request.mayNameFiles = mayNameFiles(bytes);
        // Some routes need none; those that do say so.
        request.body = bytes.length === 0 ? undefined : parseJsonBody(bytes);
        next();
      })
      .catch(next);
  }

  private isRaw({ path, headers }: GatewayRequest): boolean {
    return path.slice(this.baseLength).startsWith('/p/') || MULTIPART.test(headers['content-type'] ?? '');
  }
}
