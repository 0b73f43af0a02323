import type { Kysely } from 'kysely';
import type { ResponseObject, ResponsesItem } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import { inChunks, sizeOf, toItemRows } from '../responses/item-rows.js';

export interface EndedResponse {
  readonly response: ResponseObject;
  /** The request's own. */
  readonly input: readonly ResponsesItem[];
}

/** Writes how a background response ended, with its items. */
export async function endResponse(
  db: Kysely<Database>,
  team: string,
  { response, input }: EndedResponse,
): Promise<void> {
  const { id, output, status } = response;
  const rows = [
    ...toItemRows(input, team).map((row) => ({ ...row, direction: 'input' })),
    ...toItemRows(output, team).map((row) => ({ ...row, direction: 'output' })),
  ];
  const { output: _output, ...snapshot } = response;
  await db
    .updateTable('responses')
    .set((value) => ({
      status,
      snapshot: JSON.stringify(snapshot),
      chainSize: value('chainSize', '+', sizeOf(rows)),
    }))
    .where('id', '=', id)
    .execute();
  const placed = rows.map((row, position) => ({ ...row, responseId: id, position }));
  for (const chunk of inChunks(placed)) {
    await db
      .insertInto('responseItems')
      .values([...chunk])
      .execute();
  }
}

/** The same for one of which only its beginning is known. */
export async function endAs(
  db: Kysely<Database>,
  { responseId, team }: { readonly responseId: string; readonly team: string },
  ending: Pick<ResponseObject, 'status' | 'error'>,
): Promise<void> {
  const row = await db
    .selectFrom('responses')
    .select('snapshot')
    .where('id', '=', responseId)
    .executeTakeFirst();
  if (row === undefined) return;
  const begun = JSON.parse(row.snapshot) as ResponseObject;
  await endResponse(db, team, { response: { ...begun, ...ending, output: [] }, input: [] });
}
