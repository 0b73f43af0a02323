import { Injectable } from '@nestjs/common';
import { catchError, EMPTY, from, type Observable, mergeMap, tap } from 'rxjs';
import { type Call, createCall } from '../contracts/call.js';
import { asGatewayError } from '../contracts/gateway-error.js';
import type { ResponseObject, ResponsesItem } from '../contracts/responses.js';
import type { ResponseContext } from '../dialects/responses/events/response-writer.js';
import { writeFailure } from '../dialects/responses/events/write-failure.js';
import { RESPONSES_NAMES } from '../dialects/responses/responses-names.js';
import { writeEcho } from '../dialects/responses/request/write-echo.js';
import { StreamedResponse } from '../dialects/responses/streamed-response.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareAsChat } from '../providers/prepare-as-chat.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import type { BackgroundJob } from '../store/background/background-jobs.service.js';
import { fromAbortable } from '../streaming/abortable.js';
import { BackgroundBooks } from './background-books.service.js';
import { type ResponsePreparation, ResponsePreparer } from './response-preparer.service.js';

/** What is known of a run so far, for the case that it fails. */
interface Run {
  readonly job: BackgroundJob;
  readonly call: Call;
  input: readonly ResponsesItem[];
  response: ResponseObject;
}

/** Makes the response of a job. */
@Injectable()
export class BackgroundRunner {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    private readonly preparer: ResponsePreparer,
    private readonly books: BackgroundBooks,
  ) {}

  /** Completes once the response has ended, whether well or not; unsubscribing leaves it to whoever ended the job. Emits nothing. */
  run(job: BackgroundJob, begun: ResponseObject): Observable<never> {
    const run: Run = { job, call: createCall(job.requestId, job.principal), input: [], response: begun };
    return fromAbortable((signal) => this.preparer.prepare(job.request, run.call, signal)).pipe(
      mergeMap((preparation) => this.answer(run, preparation)),
      catchError((error: unknown) => from(this.fail(run, error))),
      mergeMap(() => EMPTY),
    );
  }

  private answer(run: Run, preparation: ResponsePreparation): Observable<unknown> {
    const { job, call, response } = run;
    const { items, inherited } = preparation.input;
    run.input = items.slice(inherited);
    const target = this.registry.require(job.request.model, 'chat', call);
    const prepared = prepareAsChat(target, preparation, call);
    const context: ResponseContext = {
      ...preparation,
      id: job.responseId,
      createdAt: response.created_at,
      echo: writeEcho(job.request, true),
    };
    const streamed = new StreamedResponse(context);
    const log = this.books.openLog(job);
    const settle = async (ended: ResponseObject): Promise<void> => {
      await log.close();
      await this.books.jobs.settle(job, { response: ended, input: run.input });
    };
    const chunks = this.attempts.track(target, call, target.capability.stream(prepared, call));
    return streamed.events(chunks, { settle, abandon: () => undefined }).pipe(
      tap({
        next: (event) => {
          log.add(event);
        },
        error: () => {
          run.response = streamed.response;
        },
        finalize: () => {
          log.stop();
        },
      }),
    );
  }

  /** Does nothing where the response was settled as failed already. */
  private async fail({ job, input, response }: Run, error: unknown): Promise<void> {
    const failure = writeFailure(asGatewayError(RESPONSES_NAMES.renameParam(error)));
    const failed = { ...response, status: 'failed' as const, error: failure, completed_at: null };
    await this.books.jobs.settle(job, { response: failed, input });
  }
}
