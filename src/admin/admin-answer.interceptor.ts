import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, tap } from 'rxjs';

/** What every answer of the administration has: nobody keeps it, and an object's version is its ETag. */
@Injectable()
export class AdminAnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    response.setHeader('cache-control', 'no-store');
    return next.handle().pipe(
      tap((answer) => {
        const { version } = (answer ?? {}) as { readonly version?: unknown };
        if (typeof version === 'number') response.setHeader('etag', `"${version}"`);
      }),
    );
  }
}
