import { Injectable } from '@nestjs/common';
import { Store } from '../store.service.js';

/** Events of a background response that follow one another. */
export interface EventBlock {
  readonly firstNumber: number;
  readonly lastNumber: number;
  /** As they go to clients. */
  readonly text: string;
}

/** What was said of background responses, so that any replica can tell it. The end is not in it: the response itself has it. */
@Injectable()
export class BackgroundEvents {
  constructor(private readonly store: Store) {}

  async append(responseId: string, block: EventBlock): Promise<void> {
    await this.store.run((db) =>
      db
        .insertInto('backgroundEvents')
        .values({ responseId, ...block })
        .execute(),
    );
  }

  /** Blocks with events after the number, in order. */
  readAfter(responseId: string, number: number): Promise<readonly EventBlock[]> {
    return this.store.run((db) =>
      db
        .selectFrom('backgroundEvents')
        .select(['firstNumber', 'lastNumber', 'text'])
        .where('responseId', '=', responseId)
        .where('lastNumber', '>', number)
        .orderBy('firstNumber')
        .execute(),
    );
  }
}
