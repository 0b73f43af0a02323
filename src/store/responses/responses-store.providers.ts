import { ResponseHistory } from '../../contracts/response-history.js';
import { ResponseStore } from '../../contracts/response-store.js';
import { Conversations } from './conversations.service.js';
import { ResponseArchive } from './response-archive.service.js';
import { ResponseSweep } from './response-sweep.service.js';
import { StoredHistory } from './stored-history.service.js';
import { StoredResponses } from './stored-responses.service.js';

/** What features may inject. */
export const RESPONSES_STORE_EXPORTS = [ResponseStore, ResponseHistory, ResponseArchive, Conversations];

export const RESPONSES_STORE_PROVIDERS = [
  { provide: ResponseStore, useClass: StoredResponses },
  { provide: ResponseHistory, useClass: StoredHistory },
  ResponseArchive,
  Conversations,
  ResponseSweep,
];
